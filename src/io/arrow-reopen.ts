import { closeSync, fsyncSync, ftruncateSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ColumnSpec } from '../contracts.ts';
import { ArrowEncoder } from './arrow-encoder.ts';
import { blockOf, scanTable, withFile } from './arrow-scan.ts';
import type { ArrowScan } from './arrow-scan.ts';
import { ArrowTableWriter } from './arrow-writer.ts';
import { discard, draftOf, readFully, syncFolder, writeFully } from './disk.ts';
import { FileError, onFile } from './file-error.ts';

/** How much of an existing table to keep: whole record batches, counted as such or by their rows. */
export type Keep = { readonly batches: number } | { readonly rows: number };

/**
 * Opens an existing table, whole or torn, drops everything behind the batches to keep, and goes on from there: the bytes
 * of the finished file are those of a run that was never interrupted. When the head differs from the one that `columns`
 * and `metadata` give (say the run's end has moved), the kept batches are copied under the new head.
 * Throws a FileError when the file has other columns or fewer batches than asked for.
 */
export function openTableForAppend(
  path: string, columns: readonly ColumnSpec[], metadata: Readonly<Record<string, string>>, keep: Keep,
): ArrowTableWriter {
  const scan = scanTable(path);
  requireSameColumns(scan, columns);
  const count = keptBatches(scan, keep);
  const encoder = new ArrowEncoder(columns, metadata);
  const head = Buffer.concat(encoder.head());
  if (!scan.recoverable || !sameHead(scan, head)) rewriteHead(scan, count, head);
  const kept = scan.batches.slice(0, count);
  const shift = head.length - scan.head;
  encoder.moveTo(kept.map((batch) => blockOf(batch, shift)), shift + endOf(scan, count));
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
  throw new FileError(scan.path, `the first ${wanted} ${name} were to be kept, but it holds ${scan.batches.length} batches with ${rows} rows`,
    'the file was damaged or does not belong to this run: start the run again');
}

/** Where the first `count` batches end. */
function endOf(scan: ArrowScan, count: number): number {
  if (count === 0) return scan.head;
  const { position, metadataLength, bodyLength } = scan.batches[count - 1];
  return position + metadataLength + bodyLength;
}

function sameHead(scan: ArrowScan, head: Buffer): boolean {
  return scan.head === head.length && withFile(scan.path, (descriptor) => {
    const found = Buffer.alloc(head.length);
    readFully(descriptor, found, 0);
    return found.equals(head);
  });
}

/** Replaces the file in one move by a copy with another head and only the first `count` batches. */
function rewriteHead(scan: ArrowScan, count: number, head: Buffer): void {
  const draft = draftOf(scan.path);
  const end = endOf(scan, count);
  const piece = Buffer.alloc(Math.min(2 ** 24, end - scan.head));
  onFile(scan.path, () => {
    try {
      const target = openSync(draft, 'w');
      try {
        writeFully(target, [head], 0);
        withFile(scan.path, (source) => {
          for (let at = scan.head; at < end; at += piece.length) {
            const got = readFully(source, piece.subarray(0, Math.min(piece.length, end - at)), at);
            writeFully(target, [piece.subarray(0, got)], at - scan.head + head.length);
          }
        });
        fsyncSync(target);
      } finally {
        closeSync(target);
      }
      renameSync(draft, scan.path);
    } catch (error) {
      discard(draft);
      throw error;
    }
  });
  syncFolder(dirname(scan.path));
}
