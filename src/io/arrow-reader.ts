import {
  damagedInFile, describeFile, readFile, readFileBatches, type BatchRead, type ReadOptions, type StoredTable,
} from './arrow-file.ts';
import { FileError } from './file-error.ts';
import type { Stretch } from './manifest.ts';
import { stretchesOf } from './stretches.ts';

export { requireColumns, specOf } from './arrow-file.ts';
export type { BatchRead, ReadOptions, StoredTable } from './arrow-file.ts';

/** `readFile` for a table that may lie in several files: the snapshots of a run by many ranks are read as one. */
export function readTable(path: string, options: ReadOptions = {}): StoredTable {
  const stretches = stretchesOf(path);
  if (!stretches) return readFile(path, options);
  const described = describe(path, stretches);
  const read = [...batchesOf(path, stretches, options)];
  const first = read[0]?.start ?? 0;
  const names = options.columns ?? described.specs.map(({ name }) => name);
  const columns = Object.fromEntries(names.map((name) => [name, new Float64Array(read.reduce((sum, { rows }) => sum + rows, 0))]));
  for (const batch of read) for (const name of names) columns[name].set(batch.columns[name], batch.start - first);
  return { ...described, columns, rows: columns[names[0]]?.length ?? 0, batches: read.map(({ start }) => start - first) };
}

/** `readFileBatches` for a table that may lie in several files. */
export function readBatches(path: string, options: ReadOptions = {}): Generator<BatchRead, void, undefined> {
  const stretches = stretchesOf(path);
  return stretches ? batchesOf(path, stretches, options) : readFileBatches(path, options);
}

/** `describeFile` for a table that may lie in several files; not whole when one of them is not. */
export function describeTable(path: string): Omit<StoredTable, 'columns'> {
  const stretches = stretchesOf(path);
  return stretches ? describe(path, stretches) : describeFile(path);
}

/** Numbers (from 0) of the batches from `from` on that are not as they were written, in any of the files. */
export function damagedBatches(path: string, from = 0): number[] {
  const stretches = stretchesOf(path);
  if (!stretches) return damagedInFile(path, from);
  const found = spans(stretches).flatMap(({ start, end, files }) => files.flatMap((file) =>
    damagedInFile(file, Math.max(0, from - start)).map((k) => start + k).filter((k) => k < end)));
  return [...new Set(found)].sort((a, b) => a - b);
}

/** A stretch, and its batches [start, end). */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly files: readonly string[];
}

/** A stretch ends where the next one begins; the last, with what all its files hold. */
const spans = (stretches: readonly Stretch[]): Span[] =>
  stretches.map(({ from, files }, k) => ({ start: from, end: stretches[k + 1]?.from ?? from + heldByAll(files), files }));

const heldByAll = (files: readonly string[]): number => Math.min(...files.map((file) => describeFile(file).batches.length));

function* batchesOf(path: string, stretches: readonly Stretch[], options: ReadOptions): Generator<BatchRead, void, undefined> {
  const from = options.from ?? 0;
  let start = 0;
  for (const { start: first, end, files } of spans(stretches)) {
    // The rows of skipped batches count: every batch says where it begins.
    const skipped = Math.min(end, Math.max(first, from)) - first;
    for (const file of files) start += rowsBefore(file, skipped);
    const readers = files.map((file) => readFileBatches(file, { ...options, from: skipped }));
    for (let index = first + skipped; index < end; index++) {
      const parts = readers.map((reader, rank) => reader.next().value ?? missing(path, files[rank], index));
      const rows = parts.reduce((sum, part) => sum + part.rows, 0);
      yield { index, start, rows, columns: sideBySide(parts, rows) };
      start += rows;
    }
  }
}

function rowsBefore(file: string, batch: number): number {
  if (batch === 0) return 0;
  const { batches, rows } = describeFile(file);
  return batches[batch] ?? rows;
}

function missing(path: string, file: string, index: number): never {
  throw new FileError(file, `it has no record batch for number ${index} of ${path}`, 'put the file of this run back');
}

function sideBySide(parts: readonly BatchRead[], rows: number): Record<string, Float64Array> {
  return Object.fromEntries(Object.keys(parts[0].columns).map((name) => {
    const column = new Float64Array(rows);
    let at = 0;
    for (const part of parts) {
      column.set(part.columns[name], at);
      at += part.rows;
    }
    return [name, column];
  }));
}

function describe(path: string, stretches: readonly Stretch[]): Omit<StoredTable, 'columns'> {
  const batches: number[] = [];
  let rows = 0, whole = true, lostBytes = 0, unchecked = 0;
  for (const { start, end, files } of spans(stretches)) {
    const tables = files.map(describeFile);
    for (const table of tables) {
      whole &&= table.whole;
      lostBytes += table.lostBytes;
      unchecked += table.unchecked;
    }
    for (let k = 0; k < end - start; k++) {
      batches.push(rows);
      for (const table of tables) rows += (table.batches[k + 1] ?? table.rows) - table.batches[k];
    }
  }
  const { metadata, specs } = describeFile(stretches[0].files[0]);
  return { path, metadata, specs, rows, batches, whole, lostBytes, unchecked };
}
