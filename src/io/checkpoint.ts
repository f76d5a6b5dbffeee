import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { bytesOf, readFully, requireLittleEndian, writeAtomically } from './disk.ts';
import { FileError, onFile } from './file-error.ts';

/**
 * The state of a run at one moment.
 *
 * File layout, little-endian throughout: 8 bytes magic `FLCHKPT1`; uint32 length of the JSON; uint32 zero; the JSON
 * (UTF-8, padded with spaces to a multiple of 8): `{ version, columns: [{ name, length }], header }`; the columns as
 * IEEE doubles, one after the other; 32 bytes SHA-256 of everything before.
 */
export interface Checkpoint {
  /** Anything JSON can hold. Doubles that must survive bit for bit (NaN, -0) belong in a column. */
  readonly header: unknown;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** A checkpoint that is as it was written, but by another version of this program. */
export class OtherVersion extends FileError {
  constructor(path: string, problem: string) {
    super(path, problem, 'resume the run with that version, or start it again');
  }
}

const magic = 'FLCHKPT1';
const version = 1;
const prefixLength = 16;
const digestLength = 32;

/**
 * Replaces the checkpoint at `path` in one move and waits until it is on the disk itself: there is no moment without a
 * valid checkpoint, a kill, a power cut or a full disk included. Columns may lie in shared memory; they are not copied.
 * The checkpoint before it goes on as `former`, where that is given. Throws a FileError.
 */
export function writeCheckpoint(path: string, checkpoint: Checkpoint, former?: string): void {
  requireLittleEndian(path);
  const names = Object.entries(checkpoint.columns);
  const description = { version, columns: names.map(([name, { length }]) => ({ name, length })), header: checkpoint.header };
  const text = Buffer.from(JSON.stringify(description));
  const json = Buffer.concat([text, Buffer.alloc(-text.length & 7, ' ')]);
  const prefix = Buffer.alloc(prefixLength);
  prefix.write(magic, 'latin1');
  prefix.writeUInt32LE(json.length, 8);
  const chunks = [prefix, json, ...names.map(([, column]) => bytesOf(column))];
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  writeAtomically(path, [...chunks, hash.digest()], { former });
}

/**
 * Reads a checkpoint back, bit for bit. Throws a FileError when it is missing or anything in it, one bit even, is not as
 * it was written.
 */
export function readCheckpoint(path: string): Checkpoint {
  requireLittleEndian(path);
  const bytes = onFile(path, () => {
    const descriptor = openSync(path, 'r');
    try {
      const { size } = fstatSync(descriptor);
      const content = new Uint8Array(size);
      return content.subarray(0, readFully(descriptor, content, 0));
    } finally {
      closeSync(descriptor);
    }
  });
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.toString('latin1', 0, magic.length) !== magic) {
    throw new FileError(path, 'this is not a checkpoint of this program', 'name the checkpoint.bin of a run folder');
  }
  const payloadEnd = view.length - digestLength;
  if (payloadEnd < prefixLength) throw damaged(path, 'it is cut short');
  const digest = createHash('sha256').update(view.subarray(0, payloadEnd)).digest();
  if (!digest.equals(view.subarray(payloadEnd))) throw damaged(path, 'its checksum does not match its content');
  try {
    return decode(path, view.subarray(0, payloadEnd));
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw damaged(path, 'its header makes no sense'); // made by another program: the checksum is right
  }
}

function decode(path: string, view: Buffer): Checkpoint {
  const payload = prefixLength + view.readUInt32LE(8);
  if (payload > view.length) throw damaged(path, 'its header is longer than the file');
  const description = JSON.parse(view.toString('utf8', prefixLength, payload)) as {
    version: number; columns: { name: string; length: number }[]; header: unknown;
  };
  if (description.version !== version) {
    throw new OtherVersion(path, `it has format version ${description.version}, this program reads ${version}`);
  }
  const columns: Record<string, Float64Array> = {};
  let position = payload;
  for (const { name, length } of description.columns) {
    const end = position + 8 * length;
    if (end > view.length) throw damaged(path, 'its columns are longer than the file');
    columns[name] = new Float64Array(length);
    bytesOf(columns[name]).set(view.subarray(position, end));
    position = end;
  }
  if (position !== view.length) throw damaged(path, 'its columns are shorter than the file');
  return { header: description.header, columns };
}

const damaged = (path: string, how: string): FileError =>
  new FileError(
    path, `the checkpoint is damaged: ${how}`, 'the run cannot go on from it: start the run again; its tables can still be read',
  );
