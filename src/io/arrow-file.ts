import type { ColumnSpec, Table } from '../contracts.ts';
import type { StoredColumn, StoredType } from './arrow-metadata.ts';
import { requireIntact, requireSoundEnd, scanOpenTable, stateOf, withFile, type ArrowScan, type StoredBatch } from './arrow-scan.ts';
import { bytesOf, readFully } from './disk.ts';
import { FileError } from './file-error.ts';

/** A table read from a file. */
export interface StoredTable extends Table {
  readonly path: string;
  /** The columns as their field metadata describes them. */
  readonly specs: readonly ColumnSpec[];
  /** False while a batch is being written, and after a kill in that moment: `columns` holds all whole batches. */
  readonly whole: boolean;
  /** Bytes of a batch that is not whole, after which nothing was read. */
  readonly lostBytes: number;
  /** Batches without a checksum, which nobody can vouch for: of older versions, or of other programs. */
  readonly unchecked: number;
}

/** One record batch of a file. */
export interface BatchRead {
  readonly index: number;
  /** Row of the table at which the batch begins. */
  readonly start: number;
  readonly rows: number;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

export interface ReadOptions {
  /** The columns to read; all numeric ones when absent. */
  readonly columns?: readonly string[];
  /** The first batch to read (0 when absent). */
  readonly from?: number;
}

/**
 * Reads the Arrow IPC file at `path`, of this program or of another one: a finished table, one that is being written, or
 * one torn by a kill, up to its last whole record batch. Checksums are checked where batches have them. Columns of any
 * integer or floating type come as doubles; others (texts, dates) are left out. Throws a FileError: missing file, no
 * Arrow file, compressed, damaged before the schema, a batch that is not as it was written, an asked-for column that is
 * not there, missing values (nulls).
 */
export function readFile(path: string, options: ReadOptions = {}): StoredTable {
  return withFile(path, (descriptor) => {
    const scan = scanOpenTable(path, descriptor);
    requireSoundEnd(scan);
    const chosen = chooseColumns(scan, options);
    const from = options.from ?? 0;
    const kept = scan.batches.slice(from);
    const rows = kept.reduce((sum, batch) => sum + batch.rows, 0);
    const columns = Object.fromEntries(chosen.map(({ column }) => [column.name, new Float64Array(rows)]));
    const batches: number[] = [];
    let start = 0;
    for (const [index, batch] of kept.entries()) {
      requireIntact(batch, from + index, scan, descriptor);
      batches.push(start);
      for (const { column, index } of chosen) {
        readColumn(path, descriptor, batch, column, index, columns[column.name].subarray(start, start + batch.rows));
      }
      start += batch.rows;
    }
    return { columns, rows, batches, ...describe(scan) };
  });
}

/**
 * Reads a table one record batch at a time: memory for one batch only, whatever the size of the file. Same files and
 * errors as `readFile`.
 */
export function* readFileBatches(path: string, options: ReadOptions = {}): Generator<BatchRead, void, undefined> {
  const scan = withFile(path, (descriptor) => scanOpenTable(path, descriptor));
  const chosen = chooseColumns(scan, options);
  let start = 0;
  for (const [index, batch] of scan.batches.entries()) {
    if (index < (options.from ?? 0)) {
      start += batch.rows;
      continue;
    }
    // Opened for each batch, so that a reader who stops half-way leaves nothing open.
    const columns = withFile(path, (descriptor) => {
      requireIntact(batch, index, scan, descriptor);
      return Object.fromEntries(chosen.map(({ column, index: place }) => {
        const target = new Float64Array(batch.rows);
        readColumn(path, descriptor, batch, column, place, target);
        return [column.name, target];
      }));
    });
    yield { index, start, rows: batch.rows, columns };
    start += batch.rows;
  }
  requireSoundEnd(scan);
}

/** What `readFile` says about a table apart from its numbers: cheap, whatever the size of the file. */
export function describeFile(path: string): Omit<StoredTable, 'columns'> {
  const scan = withFile(path, (descriptor) => scanOpenTable(path, descriptor));
  const batches: number[] = [];
  let rows = 0;
  for (const batch of scan.batches) {
    batches.push(rows);
    rows += batch.rows;
  }
  return { rows, batches, ...describe(scan) };
}

/** Numbers (from 0) of the batches from `from` on that are not as they were written, by their checksums. */
export function damagedInFile(path: string, from = 0): number[] {
  return withFile(path, (descriptor) => {
    const scan = scanOpenTable(path, descriptor);
    return scan.batches.flatMap((batch, k) => (k >= from && stateOf(batch, scan, descriptor) === 'wrong' ? [k] : []));
  });
}

/** Throws a FileError that names the columns of `names` that the table does not have, and those it has. */
export function requireColumns(
  table: { readonly path: string; readonly columns: Readonly<Record<string, unknown>> }, names: readonly string[],
): void {
  const present = Object.keys(table.columns);
  const missing = names.filter((name) => !present.includes(name));
  if (missing.length > 0) throw missingColumns(table.path, missing, present);
}

function missingColumns(path: string, missing: readonly string[], present: readonly string[]): FileError {
  return new FileError(path, `it has no column ${missing.map((name) => `'${name}'`).join(', ')}`,
    `its numeric columns are: ${present.join(', ') || 'none'}`);
}

function chooseColumns(scan: ArrowScan, options: ReadOptions): { column: StoredColumn; index: number }[] {
  const unknown = scan.schema.columns.find((column) => column.buffers === 0);
  if (unknown) {
    throw new FileError(scan.path, `its column '${unknown.name}' is of a nested or unusual type`, 'write it with numeric columns only');
  }
  const numeric = scan.schema.columns.map((column, index) => ({ column, index })).filter(({ column }) => column.type !== 'unread');
  if (options.columns === undefined) return numeric;
  const present = numeric.map(({ column }) => column.name);
  const missing = options.columns.filter((name) => !present.includes(name));
  if (missing.length > 0) throw missingColumns(scan.path, missing, present);
  return numeric.filter(({ column }) => options.columns!.includes(column.name));
}

function describe({ path, schema, whole, lostBytes, batches }: ArrowScan): Omit<StoredTable, 'columns' | 'rows' | 'batches'> {
  const specs = schema.columns.filter(({ type }) => type !== 'unread').map(specOf);
  const unchecked = batches.filter(({ checksum }) => checksum === undefined).length;
  return { path, metadata: schema.metadata, specs, whole, lostBytes, unchecked };
}

/** A stored column as this program declares columns; what its metadata does not say is taken as dimensionless. */
export function specOf({ name, type, metadata }: StoredColumn): ColumnSpec {
  return {
    name,
    type: type === 'float32' || type === 'int32' ? type : 'float64',
    unitSI: Number(metadata.unitSI ?? 1),
    unitDimension: dimensionOf(metadata.unitDimension),
    description: metadata.description ?? '',
  };
}

function dimensionOf(text: string | undefined): ColumnSpec['unitDimension'] {
  const numbers = (text ?? '').match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
  return numbers.length === 7 ? numbers as unknown as ColumnSpec['unitDimension'] : [0, 0, 0, 0, 0, 0, 0];
}

const arrays = {
  float64: Float64Array, float32: Float32Array, int8: Int8Array, int16: Int16Array, int32: Int32Array, int64: BigInt64Array,
  uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, uint64: BigUint64Array,
} as const satisfies Record<Exclude<StoredType, 'unread'>, unknown>;

/** Reads one column of one batch into `target`, straight from the file when it holds doubles. */
function readColumn(
  path: string, descriptor: number, batch: StoredBatch, { name, type }: StoredColumn, index: number, target: Float64Array,
): void {
  const place = batch.places[index];
  if (Number.isNaN(place)) {
    throw new FileError(path, `its column '${name}' has missing values (nulls)`, 'fill them in or drop those rows');
  }
  if (type === 'unread') throw new Error(`column '${name}' is not numeric`);
  const raw = type === 'float64' ? target : new arrays[type](batch.rows);
  if (readFully(descriptor, bytesOf(raw), place) < raw.byteLength) {
    throw new FileError(path, 'the file became shorter while it was read', 'is it being replaced? read it again');
  }
  if (raw instanceof BigInt64Array || raw instanceof BigUint64Array) raw.forEach((value, row) => { target[row] = Number(value); });
  else if (raw !== target) target.set(raw);
}
