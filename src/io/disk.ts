import {
  closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readSync, renameSync, statSync, unlinkSync, writevSync,
} from 'node:fs';
import { endianness } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { asFileError, FileError, onFile } from './file-error.ts';

/** One read or write call moves at most this much (the kernel stops at 2 GiB). */
const most = 2 ** 30;

/** The bytes of an array in place, shared memory included. */
export const bytesOf = (view: ArrayBufferView): Uint8Array => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

/** Every format here is little-endian and written straight from memory. Throws a FileError on other machines. */
export function requireLittleEndian(path: string): void {
  if (endianness() !== 'LE') throw new FileError(path, 'this machine is big-endian', 'use a little-endian one');
}

/** Writes all chunks one after the other from `position` on, however often the system stops short; returns where they end. */
export function writeFully(descriptor: number, chunks: readonly Uint8Array[], position: number): number {
  let rest = chunks.filter((chunk) => chunk.byteLength > 0);
  while (rest.length > 0) {
    const group: Uint8Array[] = [];
    for (let size = 0, next = 0; next < rest.length && size < most; next++) {
      group.push(rest[next].subarray(0, most - size));
      size += group[next].byteLength;
    }
    let written = writevSync(descriptor, group, position);
    position += written;
    while (rest.length > 0 && written >= rest[0].byteLength) written -= rest.shift()!.byteLength;
    if (written > 0) rest = [rest[0].subarray(written), ...rest.slice(1)];
  }
  return position;
}

/** Fills `target` from `position` on; returns how many bytes there were. */
export function readFully(descriptor: number, target: Uint8Array, position: number): number {
  let done = 0;
  while (done < target.byteLength) {
    const got = readSync(descriptor, target, done, Math.min(most, target.byteLength - done), position + done);
    if (got === 0) break;
    done += got;
  }
  return done;
}

/**
 * Makes a folder and those above it. Unlike `mkdirSync` with `recursive`, which tries for ever where a folder exists but
 * takes nothing (/proc), it gives up after one try. Throws a FileError.
 */
export function makeFolder(folder: string): void {
  const there = (): boolean => onFile(folder, () => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false);
  if (there()) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!there()) throw asFileError(folder, error);
  }
}

/** Makes renames and new files of a folder survive a power cut, where the system can do that. */
export function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch {
    return; // Windows opens no folders.
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // Some network file systems refuse; the file itself is safe.
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replaces `path` in one move: at every moment, a kill and a full disk included, it holds either the old content or the
 * new. The bytes, asked for one chunk after the other, go to a hidden file next to it first. The old content goes on as
 * `former`, where that is given (alone for a moment, where a file cannot have two names). Not `durable`: a power cut may take
 * the content away. Throws a FileError.
 */
export function writeAtomically(
  path: string, chunks: Iterable<Uint8Array>, { former, durable = true }: { former?: string; durable?: boolean } = {},
): void {
  const draft = draftOf(path);
  onFile(path, () => {
    try {
      const descriptor = openSync(draft, 'w');
      try {
        let position = 0;
        for (const chunk of chunks) {
          writeFully(descriptor, [chunk], position);
          position += chunk.byteLength;
        }
        if (durable) fsyncSync(descriptor);
      } finally {
        closeSync(descriptor);
      }
      if (former !== undefined) keepAs(path, former);
      renameSync(draft, path);
    } catch (error) {
      discard(draft);
      throw error;
    }
  });
  if (durable) syncFolder(dirname(path));
}

/** Gives a file, if it is there, the name `former` in place of what had it; it keeps its own where a file can have two names. */
function keepAs(path: string, former: string): void {
  if (!existsSync(path)) return;
  const draft = draftOf(former);
  discard(draft);
  try {
    linkSync(path, draft);
  } catch {
    renameSync(path, former);
    return;
  }
  renameSync(draft, former);
  // Of two names of one file, which a kill may have left, that call takes away neither.
  discard(draft);
}

/** Throws a FileError where `writeAtomically` could not write `path`: found out before the work whose result it is to take. */
export function requireWritableFile(path: string): void {
  onFile(path, () => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new FileError(path, 'this is a folder, not a file', 'name a file inside it');
    closeSync(openSync(draftOf(path), 'w'));
    discard(draftOf(path));
  });
}

/** The hidden file next to `path` in which its next content is prepared. */
export const draftOf = (path: string): string => join(dirname(path), `.${basename(path)}.draft`);

/** Removes a file if it is there. */
export function discard(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made.
  }
}
