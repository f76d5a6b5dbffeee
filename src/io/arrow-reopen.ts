import { ftruncateSync, openSync } from 'node:fs';
import type { ColumnSpec } from '../contracts.ts';
import { ownEncoder } from './arrow-own.ts';
import { blockOf, requireIntact, scanTable, withFile, type ArrowScan } from './arrow-scan.ts';
import { ArrowTableWriter } from './arrow-writer.ts';
import { writeFully } from './disk.ts';
import { FileError, onFile } from './file-error.ts';

/** How much of an existing table to keep: whole record batches, counted as such or by their rows. */
export type Keep = { readonly batches: number } | { readonly rows: number };

/**
 * Opens an existing table, whole or torn, drops everything behind the batches to keep, and goes on from there: the bytes
 * of the finished file are those of a run that was never interrupted. Its head stays as it is.
 * Throws a FileError, and changes nothing, when the file is not ours, has other columns or fewer batches than asked for, or
 * a batch to keep is not as it was written.
 */
export function openTableForAppend(path: string, columns: readonly ColumnSpec[], keep: Keep): ArrowTableWriter {
  const scan = scanTable(path);
  requireSameColumns(scan, columns);
  const kept = scan.batches.slice(0, keptBatches(scan, keep));
  const encoder = ownEncoder(scan);
  if (encoder === undefined) {
    throw new FileError(path, 'it was not written by this program', 'use the version that wrote it, or start a new run');
  }
  withFile(path, (descriptor) => kept.forEach((batch, number) => requireIntact(batch, number, scan, descriptor)));
  encoder.moveTo(kept.map(blockOf), endOf(scan, kept.length));
  const rows = kept.reduce((sum, batch) => sum + batch.rows, 0);
  return onFile(path, () => {
    const descriptor = openSync(path, 'r+');
    ftruncateSync(descriptor, encoder.position);
    writeFully(descriptor, encoder.tail(), encoder.position);
    return new ArrowTableWriter(path, columns, encoder, descriptor, rows);
  });
}

function requireSameColumns(scan: ArrowScan, columns: readonly ColumnSpec[]): void {
  const list = (some: readonly { name: string; type: string }[]) => some.map(({ name, type }) => `${name} (${type})`);
  const found = list(scan.schema.columns);
  const wanted = list(columns);
  if (found.join() === wanted.join()) return;
  const extra = found.filter((column) => !wanted.includes(column));
  const missing = wanted.filter((column) => !found.includes(column));
  const details = [missing.length && `missing: ${missing.join(', ')}`, extra.length && `not expected: ${extra.join(', ')}`];
  throw new FileError(scan.path, `its columns are not those of this run (${details.filter(Boolean).join('; ') || 'their order differs'})`,
    'use the version and scenario that wrote it, or start a new run');
}

function keptBatches(scan: ArrowScan, keep: Keep): number {
  let count = 'batches' in keep ? keep.batches : 0;
  if ('rows' in keep) {
    let rows = 0;
    while (rows < keep.rows && count < scan.batches.length) rows += scan.batches[count++].rows;
    if (rows !== keep.rows) count = Infinity;
  }
  if (count <= scan.batches.length) return count;
  const [name, wanted] = Object.entries(keep)[0];
  const rows = scan.batches.reduce((sum, batch) => sum + batch.rows, 0);
  throw new FileError(
    scan.path,
    `the first ${wanted} ${name} were to be kept, but it holds ${scan.batches.length} batches with ${rows} rows`,
    'the file was damaged or does not belong to this run: start the run again',
  );
}

/** Where the first `count` batches end. */
function endOf(scan: ArrowScan, count: number): number {
  if (count === 0) return scan.head;
  const { position, metadataLength, bodyLength } = scan.batches[count - 1];
  return position + metadataLength + bodyLength;
}
