import {
  Field, Float32, Float64, Int32, makeData, Message, RecordBatch, RecordBatchFileWriter, Schema, Struct, type DataType,
} from 'apache-arrow';
import type { ColumnSpec, ColumnType } from '../contracts.ts';
import { checksumKey, checksumOf, checksumPlace, digitsOf, noChecksum } from './checksum.ts';
import { bytesOf } from './disk.ts';

type Numbers = Float64Array | Float32Array | Int32Array;

const types: Readonly<Record<ColumnType, () => DataType>> = {
  float64: () => new Float64(),
  float32: () => new Float32(),
  int32: () => new Int32(),
};

/** Where a record batch lies in the file, as the footer lists it. */
export interface Block {
  readonly offset: number;
  readonly metaDataLength: number;
  readonly bodyLength: number;
}

/**
 * Turns tables into the bytes of an Arrow IPC file, piece by piece: head, batches, tail. Unlike the stock writer it puts
 * the schema at the head of the file too, so that a file without its tail is still a stream of whole messages. It holds
 * no data: the chunks it returns are views of the columns. Same input, same bytes.
 */
export class ArrowEncoder extends RecordBatchFileWriter {
  private readonly schema: Schema;
  private chunks: Uint8Array[] = [];
  private headChecksum = 0;

  constructor(columns: readonly ColumnSpec[], metadata: Readonly<Record<string, string>>) {
    super();
    const fields = columns.map((column) => new Field(column.name, types[column.type](), false, new Map([
      ['unitSI', JSON.stringify(column.unitSI)],
      ['unitDimension', JSON.stringify(column.unitDimension)],
      ['description', column.description],
    ])));
    this.schema = new Schema(fields, new Map(Object.entries(metadata)));
  }

  /** Where the next batch goes. */
  get position(): number {
    return this._position;
  }

  /** Magic and schema: the first bytes of the file. To be asked for before any batch, whose checksums begin with it. */
  head(): Uint8Array[] {
    const chunks = this.pieces(() => this._writeMagic()._writePadding(2)._writeMessage(Message.from(this.schema)));
    this.headChecksum = chunks.reduce((sum, chunk) => checksumOf(chunk, sum), 0);
    return chunks;
  }

  /** One record batch, with its checksum, for `position`; `columns` in the order of the schema, all of length `rows`. */
  batch(rows: number, columns: readonly Numbers[]): Uint8Array[] {
    const children = this.schema.fields.map((field, index) =>
      makeData({ type: field.type, length: rows, nullCount: 0, data: columns[index] }));
    const data = makeData({ type: new Struct(this.schema.fields), length: rows, nullCount: 0, children });
    const metadata = new Map([[checksumKey, noChecksum]]);
    const chunks = this.pieces(() => this._writeRecordBatch(new RecordBatch(this.schema, data, metadata)));
    const checksum = chunks.reduce((sum, chunk) => checksumOf(chunk, sum), this.headChecksum);
    const [, , message] = chunks; // behind the continuation mark and the length
    message.set(Buffer.from(digitsOf(checksum)), checksumPlace(message));
    return chunks;
  }

  /** End-of-stream mark and footer, for the place behind the last batch; the next batch will overwrite them. */
  tail(): Uint8Array[] {
    const { _position } = this;
    const chunks = this.pieces(() => this._writeFooter(this.schema));
    this._position = _position;
    return chunks;
  }

  /** Goes back (or forth) to a file that holds just these batches, of which the last ends at `end`. */
  moveTo(blocks: readonly Block[], end: number): void {
    this._recordBatchBlocks = [...blocks];
    this._position = end;
  }

  get blocks(): readonly Block[] {
    return this._recordBatchBlocks;
  }

  /** The base class writes through here: keep the pieces instead of queueing them. */
  protected override _write(chunk: ArrayBufferView): this {
    this.chunks.push(bytesOf(chunk));
    this._position += chunk.byteLength;
    return this;
  }

  private pieces(work: () => void): Uint8Array[] {
    work();
    const { chunks } = this;
    this.chunks = [];
    return chunks;
  }
}
