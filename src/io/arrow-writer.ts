import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, statSync } from 'node:fs';
import type { ColumnSpec, ColumnType, TableWriter } from '../contracts.ts';
import { ArrowEncoder } from './arrow-encoder.ts';
import { checksumsAnnounced } from './checksum.ts';
import { discard, requireLittleEndian, writeFully } from './disk.ts';
import { FileError, onFile } from './file-error.ts';

/**
 * A growing Arrow IPC file: uncompressed, one record batch per append, no column nullable. Between two appends the file
 * is complete, footer included, so any reader opens it while the run goes on and after a kill; a kill in the middle of
 * an append leaves all earlier batches (`recoverTable` puts the footer back). Memory does not grow with the file: the
 * columns are written from where they are, before `append` returns.
 *
 * Every method throws a FileError when the system refuses; after a failed append the file is as it was before. A file that
 * somebody else has deleted, replaced, shortened or added to is not written to any more.
 */
export class ArrowTableWriter implements TableWriter {
  readonly path: string;
  private readonly columns: readonly ColumnSpec[];
  private readonly encoder: ArrowEncoder;
  private descriptor: number | undefined;
  private rowCount: number;
  /** Length of the file as we left it. */
  private size: number;

  constructor(path: string, columns: readonly ColumnSpec[], encoder: ArrowEncoder, descriptor: number, rows: number) {
    this.path = path;
    this.columns = columns;
    this.encoder = encoder;
    this.descriptor = descriptor;
    this.rowCount = rows;
    this.size = fstatSync(descriptor).size;
  }

  get rows(): number {
    return this.rowCount;
  }

  get batches(): number {
    return this.encoder.blocks.length;
  }

  /**
   * Writes one record batch. Float64Array, Float32Array and Int32Array columns of the declared type are not copied,
   * others are converted. Throws a RangeError when a column is missing, or its length or an integer does not fit.
   */
  append(columns: Readonly<Record<string, ArrayLike<number>>>): void {
    const descriptor = this.opened();
    const { encoder } = this;
    const numbers = this.columns.map((column) => numbersOf(column, columns[column.name]));
    const rows = numbers[0]?.length ?? 0;
    const odd = this.columns.find((_, index) => numbers[index].length !== rows);
    if (odd) throw new RangeError(`column '${odd.name}' has another length than '${this.columns[0].name}' (${rows})`);
    const { position } = encoder;
    const { batches } = this;
    this.requireInPlace();
    try {
      onFile(this.path, () => {
        const chunks = [...encoder.batch(rows, numbers), ...encoder.tail()];
        ftruncateSync(descriptor, position); // The old tail goes first: a torn batch over it could look whole.
        this.size = writeFully(descriptor, chunks, position);
      });
    } catch (error) {
      encoder.moveTo(encoder.blocks.slice(0, batches), position);
      this.restoreTail(descriptor);
      throw error;
    }
    this.rowCount += rows;
  }

  /** Throws a FileError when the file was deleted, replaced or changed in length behind our back. */
  requireInPlace(): void {
    const descriptor = this.opened();
    const ours = onFile(this.path, () => fstatSync(descriptor));
    const found = onFile(this.path, () => statSync(this.path, { throwIfNoEntry: false }));
    const what = !found ? 'deleted or renamed'
      : found.ino !== ours.ino || found.dev !== ours.dev ? 'replaced'
        : found.size < this.size ? 'cut short'
          : found.size > this.size ? 'added to' : undefined;
    if (what === undefined) return;
    throw new FileError(this.path, `the file was ${what} by somebody else while the run was writing it`,
      'its rows cannot be made up for: start the run again, and leave its folder alone meanwhile');
  }

  /** Returns when everything appended so far is on the disk itself. */
  flush(): void {
    const descriptor = this.opened();
    this.requireInPlace();
    onFile(this.path, () => fsyncSync(descriptor));
  }

  /** Flushes and closes; a second call does nothing. */
  close(): void {
    const { descriptor } = this;
    if (descriptor === undefined) return;
    this.descriptor = undefined;
    onFile(this.path, () => {
      try {
        fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
    });
  }

  private opened(): number {
    if (this.descriptor === undefined) throw new Error(`${this.path} has been closed`);
    return this.descriptor;
  }

  /** The batch that did not fit gives its space back to the tail, which was there before. */
  private restoreTail(descriptor: number): void {
    try {
      ftruncateSync(descriptor, this.encoder.position);
      this.size = writeFully(descriptor, this.encoder.tail(), this.encoder.position);
    } catch {
      // `recoverTable` can do it later: the batches are whole.
    }
  }
}

/** A column to be written: its name, and what else is known of it; else dimensionless doubles. */
export type NewColumn = Pick<ColumnSpec, 'name'> & Partial<ColumnSpec>;

const plain = { type: 'float64', unitSI: 1, unitDimension: [0, 0, 0, 0, 0, 0, 0], description: '' } as const;

/** Makes a new table with no rows. Throws a FileError when the file exists already or cannot be made. */
export function createTable(
  path: string, wanted: readonly NewColumn[], metadata: Readonly<Record<string, string>> = {},
): ArrowTableWriter {
  requireLittleEndian(path);
  const columns = wanted.map((column): ColumnSpec => ({ ...plain, ...column }));
  return onFile(path, () => {
    const descriptor = openSync(path, 'wx+');
    try {
      const encoder = new ArrowEncoder(columns, { ...metadata, ...checksumsAnnounced });
      writeFully(descriptor, [...encoder.head(), ...encoder.tail()], 0);
      return new ArrowTableWriter(path, columns, encoder, descriptor, 0);
    } catch (error) {
      closeSync(descriptor);
      discard(path);
      throw error;
    }
  });
}

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array } as const satisfies Record<ColumnType, unknown>;

function numbersOf(column: ColumnSpec, values: ArrayLike<number> | undefined): Float64Array | Float32Array | Int32Array {
  if (values === undefined) throw new RangeError(`column '${column.name}' is missing`);
  const kind = arrays[column.type];
  if (values instanceof kind) return values;
  const converted = kind.from(values);
  if (column.type === 'int32') {
    const bad = converted.findIndex((value, index) => value !== values[index]);
    if (bad >= 0) throw new RangeError(`column '${column.name}': ${values[bad]} is no 32-bit integer`);
  }
  return converted;
}
