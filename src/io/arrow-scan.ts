import { closeSync, fstatSync, openSync } from 'node:fs';
import {
  decodeFooterSchema, decodeMessage, type BatchHeader, type MessageHeader, type StoredSchema, type StoredType,
} from './arrow-metadata.ts';
import type { Block } from './arrow-encoder.ts';
import { checksumOf, checksumsAnnounced, digitsOf, noChecksum } from './checksum.ts';
import { readFully, requireLittleEndian } from './disk.ts';
import { FileError, onFile } from './file-error.ts';

/** A record batch that lies whole in the file. */
export interface StoredBatch {
  /** Where its message begins. */
  readonly position: number;
  /** Length of prefix and metadata; the body follows. */
  readonly metadataLength: number;
  readonly bodyLength: number;
  readonly rows: number;
  /** For each column where its numbers lie in the file; NaN when values are missing (null), -1 for unread columns. */
  readonly places: Float64Array;
  /** Where in the file the digits of its checksum lie; undefined when it has none. */
  readonly checksum: number | undefined;
}

/** What a walk over the messages of an Arrow file found. */
export interface ArrowScan {
  readonly path: string;
  readonly size: number;
  readonly schema: StoredSchema;
  /** True when the schema stands at the head of the file too, so that the file can be repaired and added to. */
  readonly recoverable: boolean;
  readonly batches: readonly StoredBatch[];
  /** Where the first batch begins: behind the schema. */
  readonly head: number;
  /** CRC-32 of all bytes before the first batch. */
  readonly headChecksum: number;
  /** Where the last whole batch ends. */
  readonly end: number;
  /** True when the walk ended at an end-of-stream mark and the file ends with a footer; else it is torn. */
  readonly whole: boolean;
  /** Bytes of a batch that is not whole. */
  readonly lostBytes: number;
  /** Does the file end like a finished one, magic and all? Then lost bytes are damage, not a batch in the making. */
  readonly footed: boolean;
}

/** The footer's entry for a batch. */
export const blockOf = ({ position, metadataLength, bodyLength }: StoredBatch): Block =>
  ({ offset: position, metaDataLength: metadataLength, bodyLength });

const magic = new TextEncoder().encode('ARROW1');
/** The file begins with the magic, padded to 8 bytes; then the messages of a stream. */
const streamStart = 8;
/** Metadata of one message beyond this is taken for damage, not for a message. */
const longestMetadata = 2 ** 26;

/**
 * Walks over the messages of the Arrow IPC file at `path` up to the last whole record batch; reads no body but that of a
 * torn file's last batch, which counts only when its checksum is right. Works on finished files, on files that are being
 * written, and on torn ones. Throws a FileError when the file is missing, no
 * Arrow file, compressed, or too damaged to have a schema.
 */
export function scanTable(path: string): ArrowScan {
  return withFile(path, (descriptor) => scanOpenTable(path, descriptor));
}

/** Opens a file for reading, hands it to `work` and closes it. System errors come out as FileErrors. */
export function withFile<T>(path: string, work: (descriptor: number) => T): T {
  return onFile(path, () => {
    const descriptor = openSync(path, 'r');
    try {
      return work(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** scanTable on an open file. */
export function scanOpenTable(path: string, descriptor: number): ArrowScan {
  requireLittleEndian(path);
  const stat = fstatSync(descriptor);
  const size = stat.size;
  if (stat.isDirectory()) throw new FileError(path, 'this is a folder, not a file', 'name a file inside it');
  const start = read(descriptor, 0, Math.min(size, magic.length));
  if (size === 0 || !magic.slice(0, start.length).every((byte, index) => byte === start[index])) {
    throw new FileError(path, 'this is not an Arrow IPC file', 'expected one as this program, pyarrow or Polars write it');
  }
  const first = readMessage(descriptor, streamStart, size);
  const recoverable = first?.header.kind === 'schema';
  const schema = first?.header.kind === 'schema' ? first.header.schema : footerSchema(path, descriptor, size);
  const head = recoverable ? first!.next : streamStart;
  const batches: StoredBatch[] = [];
  let end = head;
  for (let position = head; ; ) {
    const message = readMessage(descriptor, position, size);
    if (message === undefined || message.header.kind === 'schema') break;
    if (message.header.kind === 'batch') {
      if (message.header.compressed) {
        throw new FileError(path, 'its record batches are compressed', 'write it without compression');
      }
      const { metadataLength, header: { bodyLength, rows } } = message;
      const places = placesOf(message.header, schema, position + metadataLength);
      if (places === undefined) break;
      const { checksumPlace } = message.header;
      const checksum = checksumPlace === undefined ? undefined : position + 8 + checksumPlace;
      batches.push({ position, metadataLength, bodyLength, rows, places, checksum });
    }
    position = message.next;
    end = position;
  }
  const headChecksum = checksumOf(read(descriptor, 0, head));
  const scan = { path, size, schema, recoverable, batches, head, headChecksum, end, ...ending(descriptor, end, size) };
  return scan.whole || scan.footed ? scan : withoutTornBatch(scan, descriptor);
}

/** After a power cut the length of a file may have come to the disk, and the numbers of its last batch not. */
function withoutTornBatch(scan: ArrowScan, descriptor: number): ArrowScan {
  const last = scan.batches.at(-1);
  if (last === undefined || stateOf(last, scan, descriptor) !== 'wrong') return scan;
  return { ...scan, batches: scan.batches.slice(0, -1), end: last.position, lostBytes: scan.size - last.position };
}

/** Compares a batch with its checksum; `none`: it was written without, as older versions and other programs do. */
export function stateOf(batch: StoredBatch, scan: ArrowScan, descriptor: number): 'right' | 'wrong' | 'none' {
  const { checksum, position, metadataLength, bodyLength } = batch;
  if (checksum === undefined) return announces(scan) ? 'wrong' : 'none';
  const end = position + metadataLength + bodyLength;
  const piece = Buffer.alloc(Math.min(2 ** 22, end - position));
  let sum = scan.headChecksum;
  // The metadata comes first, and alone: the digits are in it.
  for (let at = position; at < end; ) {
    const length = Math.min(piece.length, at < position + metadataLength ? position + metadataLength - at : end - at);
    const part = piece.subarray(0, readFully(descriptor, piece.subarray(0, length), at));
    if (part.length < length) return 'wrong';
    if (at <= checksum && checksum < at + length) part.write(noChecksum, checksum - at, 'latin1');
    sum = checksumOf(part, sum);
    at += length;
  }
  return read(descriptor, checksum, noChecksum.length).every((byte, k) => byte === digitsOf(sum).charCodeAt(k)) ? 'right' : 'wrong';
}

/** Does the table say that all its batches have checksums? */
export const announces = ({ schema }: Pick<ArrowScan, 'schema'>): boolean =>
  schema.metadata.checksum === checksumsAnnounced.checksum;

/** Throws a FileError when a finished file does not go on behind its last readable batch as it was written. */
export function requireSoundEnd({ path, batches, footed, lostBytes }: ArrowScan): void {
  if (!footed || lostBytes === 0) return; // torn by a kill at most: what is there is right
  throw new FileError(path, `the file is damaged after batch ${batches.length}, not torn by a kill`, damageRemedy);
}

const damageRemedy = 'restore the file from a copy, or run again; the batches before the damage can be read one by one (readBatches)';

/** Throws a FileError when a batch is not as it was written. `number` counts from 0. */
export function requireIntact(batch: StoredBatch, number: number, scan: ArrowScan, descriptor: number): void {
  if (stateOf(batch, scan, descriptor) !== 'wrong') return;
  throw new FileError(scan.path, `record batch ${number + 1} of ${scan.batches.length} is damaged: its checksum does not match its content`,
    damageRemedy);
}

interface Message {
  readonly header: MessageHeader;
  readonly metadataLength: number;
  readonly next: number;
}

/** The message at `position`, or undefined when it is not there, not whole, or not a message. */
function readMessage(descriptor: number, position: number, size: number): Message | undefined {
  if (position + 8 > size) return undefined;
  const prefix = new DataView(read(descriptor, position, 8).buffer);
  if (prefix.byteLength < 8 || prefix.getInt32(0, true) !== -1) return undefined;
  const length = prefix.getInt32(4, true);
  if (length <= 0 || length > longestMetadata || position + 8 + length > size) return undefined;
  try {
    const header = decodeMessage(read(descriptor, position + 8, length));
    const next = position + 8 + length + header.bodyLength;
    return next > size ? undefined : { header, metadataLength: 8 + length, next };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where the numbers of each column lie, when the batch has the schema's columns with all their buffers in its body. */
function placesOf(batch: BatchHeader, schema: StoredSchema, body: number): Float64Array | undefined {
  const { columns } = schema;
  const places = new Float64Array(columns.length).fill(-1);
  let next = 0;
  let view = 0;
  for (const [index, { type, buffers, views }] of columns.entries()) {
    if (buffers === 0) return places; // the reader refuses this file, with the column's name
    const [rows, nulls] = batch.nodes[index] ?? [];
    const count = buffers + (views ? batch.viewBuffers[view++] ?? 0 : 0);
    const own = batch.buffers.slice(next, next + count);
    next += count;
    if (rows !== batch.rows || own.length < count) return undefined;
    if (own.some(([offset, length]) => offset + length > batch.bodyLength)) return undefined;
    if (type === 'unread') continue;
    const [offset, length] = own[1];
    if (length < rows * widthOf(type)) return undefined;
    places[index] = nulls > 0 ? NaN : body + offset;
  }
  return next === batch.buffers.length && columns.length === batch.nodes.length ? places : undefined;
}

/** Bytes of one number. */
const widthOf = (type: StoredType): number => Number(type.replace(/^\D+/, '')) / 8;

/** A whole file goes on after the last batch with end-of-stream mark, footer, its length and the magic. */
function ending(descriptor: number, end: number, size: number): Pick<ArrowScan, 'whole' | 'lostBytes' | 'footed'> {
  const footer = footerPlace(descriptor, size);
  const mark = read(descriptor, end, Math.min(8, size - end));
  const ended = mark.every((byte, index) => byte === (index < 4 ? 0xff : 0));
  return {
    whole: ended && footer?.position === end + 8,
    lostBytes: ended ? 0 : size - end,
    footed: footer !== undefined,
  };
}

function footerPlace(descriptor: number, size: number): { position: number; length: number } | undefined {
  const tail = read(descriptor, Math.max(0, size - 10), 10);
  if (tail.length < 10 || !magic.every((byte, index) => byte === tail[4 + index])) return undefined;
  const length = new DataView(tail.buffer).getInt32(0, true);
  const position = size - 10 - length;
  return length > 0 && position >= streamStart ? { position, length } : undefined;
}

/** Files of some writers (Arrow for JavaScript) have their schema in the footer only. */
function footerSchema(path: string, descriptor: number, size: number): StoredSchema {
  const footer = footerPlace(descriptor, size);
  try {
    if (footer !== undefined && footer.length <= longestMetadata) {
      return decodeFooterSchema(read(descriptor, footer.position, footer.length));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new FileError(path, 'the file is damaged or ends before its schema', 'nothing can be read from it: write it again');
}

function read(descriptor: number, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  return bytes.slice(0, readFully(descriptor, bytes, position));
}
