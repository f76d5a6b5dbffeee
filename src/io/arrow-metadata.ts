import { checksumPlace } from './checksum.ts';
import { FlatTable } from './flatbuffer.ts';

/** How the numbers of a column lie in its data buffer; `unread` columns (texts, dates, ...) are left out. */
export type StoredType =
  | 'float64' | 'float32' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'unread';

/** A column as an Arrow schema describes it. */
export interface StoredColumn {
  readonly name: string;
  readonly type: StoredType;
  /** Buffers of this column in a record batch; 0 when this program does not know the layout. */
  readonly buffers: number;
  /** Has it further buffers, as many as each batch says (binary and text views)? */
  readonly views: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredSchema {
  readonly columns: readonly StoredColumn[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A record batch's header: where the buffers of its columns lie in the body. */
export interface BatchHeader {
  readonly kind: 'batch';
  readonly bodyLength: number;
  readonly rows: number;
  /** Rows and missing values of each column. */
  readonly nodes: readonly (readonly [rows: number, nulls: number])[];
  /** Offset in the body and length of each buffer. */
  readonly buffers: readonly (readonly [offset: number, length: number])[];
  /** How many further buffers each column with views has. */
  readonly viewBuffers: readonly number[];
  readonly compressed: boolean;
  /** Where in the metadata the digits of its checksum begin; undefined when it has none. */
  readonly checksumPlace: number | undefined;
}

export type MessageHeader =
  | { readonly kind: 'schema'; readonly bodyLength: number; readonly schema: StoredSchema }
  | BatchHeader
  | { readonly kind: 'other'; readonly bodyLength: number };

/** Numbers of the union MessageHeader in Arrow's Message.fbs. */
const schemaHeader = 1;
const batchHeader = 3;
/** Numbers of the union Type in Arrow's Schema.fbs. */
const typeInt = 2;
const typeFloat = 3;
/** Types with a validity and a data buffer: bool, decimal, date, time, timestamp, interval, fixed-size binary, duration. */
const twoBuffers = new Set([6, 7, 8, 9, 10, 11, 15, 18]);
/** Types with an offsets buffer too: binary, utf8 and their large forms. */
const threeBuffers = new Set([4, 5, 19, 20]);
/** Binary and text views: validity, views, and any number of buffers. */
const viewTypes = new Set([23, 24]);

/** Decodes the metadata of one IPC message (Arrow's Message.fbs). Throws a RangeError when the bytes are no message. */
export function decodeMessage(bytes: Uint8Array): MessageHeader {
  const message = FlatTable.root(bytes);
  const kind = message.uint8(1);
  const bodyLength = message.length(3);
  const header = message.table(2);
  if (header === undefined) throw new RangeError('a message has no header');
  if (kind === schemaHeader) return { kind: 'schema', bodyLength, schema: decodeSchema(header) };
  if (kind !== batchHeader) return { kind: 'other', bodyLength };
  return {
    kind: 'batch',
    bodyLength,
    rows: header.length(0),
    nodes: header.pairs(1),
    buffers: header.pairs(2),
    viewBuffers: header.lengths(4),
    compressed: header.table(3) !== undefined,
    checksumPlace: checksumPlace(bytes),
  };
}

/** Decodes the schema that a file's footer (Arrow's File.fbs) repeats. Throws a RangeError when the bytes are no footer. */
export function decodeFooterSchema(bytes: Uint8Array): StoredSchema {
  const schema = FlatTable.root(bytes).table(1);
  if (schema === undefined) throw new RangeError('the footer has no schema');
  return decodeSchema(schema);
}

function decodeSchema(schema: FlatTable): StoredSchema {
  if (schema.int16(0) !== 0) throw new RangeError('the file is big-endian');
  const columns = schema.tables(1).map((field): StoredColumn => ({
    name: field.string(0),
    ...layoutOf(field),
    views: viewTypes.has(field.uint8(2)) && field.table(4) === undefined,
    metadata: decodePairs(field, 6),
  }));
  return { columns, metadata: decodePairs(schema, 2) };
}

function layoutOf(field: FlatTable): { type: StoredType; buffers: number } {
  const kind = field.uint8(2);
  const detail = field.table(3);
  if (field.table(4) !== undefined) return { type: 'unread', buffers: 2 }; // dictionary-encoded: only the indices are here
  if (kind === typeFloat && detail !== undefined) {
    const precision = (['unread', 'float32', 'float64'] as const)[detail.int16(0)];
    return { type: precision ?? 'unread', buffers: 2 };
  }
  if (kind === typeInt && detail !== undefined) {
    const bits = detail.int32(0);
    if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw new RangeError('no such integer type');
    return { type: `${detail.uint8(1) === 0 ? 'u' : ''}int${bits}`, buffers: 2 };
  }
  if (twoBuffers.has(kind) || viewTypes.has(kind)) return { type: 'unread', buffers: 2 };
  return { type: 'unread', buffers: threeBuffers.has(kind) ? 3 : 0 };
}

function decodePairs(table: FlatTable, slot: number): Record<string, string> {
  return Object.fromEntries(table.tables(slot).map((pair) => [pair.string(0), pair.string(1)]));
}
