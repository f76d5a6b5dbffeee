import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, statSync } from 'node:fs';
import { ownEncoder } from './arrow-own.ts';
import { blockOf, requireIntact, requireSoundEnd, scanTable, withFile } from './arrow-scan.ts';
import { readCheckpoint } from './checkpoint.ts';
import { discard, draftOf, readFully, writeFully } from './disk.ts';
import { FileError, onFile } from './file-error.ts';
import { noteKilled } from './folder-session.ts';
import { lockFolder } from './lock.ts';
import { checkpoints, requireRunFolder, runFiles, runPath, type RunFile } from './run-folder.ts';

export interface Recovery {
  readonly batches: number;
  readonly rows: number;
  /** Bytes of a batch that was being written when the run was killed. */
  readonly lostBytes: number;
  /** True when there was nothing to do. */
  readonly alreadyWhole: boolean;
}

/**
 * Repairs a table of a killed run in place: cuts it after its last whole record batch and puts the footer back, so that
 * every Arrow reader opens it. Does nothing to a whole file. Throws a FileError, and changes nothing, when the file is
 * damaged inside (batches behind the damage would be lost), not ours, or has no schema.
 */
export function recoverTable(path: string): Recovery {
  const scan = scanTable(path);
  const { batches, end, size, lostBytes } = scan;
  requireSoundEnd(scan);
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  withFile(path, (descriptor) => batches.forEach((batch, number) => requireIntact(batch, number, scan, descriptor)));
  const encoder = ownEncoder(scan);
  if (encoder === undefined) {
    if (scan.whole) return { batches: batches.length, rows, lostBytes: 0, alreadyWhole: true };
    throw new FileError(path, 'the file is torn and was not written by this program', 'repair it with the program that wrote it');
  }
  encoder.moveTo(batches.map(blockOf), end);
  const tail = Buffer.concat(encoder.tail());
  const alreadyWhole = scan.whole && withFile(path, (descriptor) => {
    const found = Buffer.alloc(size - end);
    readFully(descriptor, found, end);
    return found.equals(tail);
  });
  if (!alreadyWhole) replaceTail(path, end, tail);
  return { batches: batches.length, rows, lostBytes, alreadyWhole };
}

export type CheckpointState = 'valid' | 'missing' | FileError;

export interface FolderRecovery {
  /** What was done to each table, or the error that says why nothing was; `empty`: the kill came before its first byte. */
  readonly tables: Readonly<Partial<Record<'diagnostics' | 'snapshots' | 'profiles', Recovery | FileError | 'empty'>>>;
  /** Can the run be resumed? From this one, or else from the one before it. */
  readonly checkpoint: CheckpointState;
  readonly previous: CheckpointState;
  /** The process whose lock was left behind, in words. */
  readonly killed?: string;
}

/**
 * `recoverTable` for the tables of a run folder; removes unfinished drafts and the lock that a kill left behind, and tests the
 * checkpoints. Throws a FileError when it is no run folder, or a live run writes it.
 */
export function recoverFolder(folder: string): FolderRecovery {
  requireRunFolder(folder);
  const lock = lockFolder(folder);
  try {
    for (const file of Object.keys(runFiles) as RunFile[]) discard(draftOf(runPath(folder, file)));
    const tables: Partial<Record<'diagnostics' | 'snapshots' | 'profiles', Recovery | FileError | 'empty'>> = {};
    for (const file of ['diagnostics', 'snapshots', 'profiles'] as const) {
      const found = runPath(folder, file);
      if (existsSync(found)) tables[file] = statSync(found).size === 0 ? 'empty' : attempt(() => recoverTable(found));
    }
    const [checkpoint, previous] = checkpoints.map((file): CheckpointState => {
      const path = runPath(folder, file);
      return existsSync(path) ? attempt(() => (readCheckpoint(path), 'valid' as const)) : 'missing';
    });
    attempt(() => noteKilled(folder));
    return { tables, checkpoint, previous, ...(lock.takenFrom !== undefined && { killed: lock.takenFrom }) };
  } finally {
    lock.release();
  }
}

function attempt<T>(work: () => T): T | FileError {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}

function replaceTail(path: string, end: number, tail: Buffer): void {
  onFile(path, () => {
    const descriptor = openSync(path, 'r+');
    try {
      ftruncateSync(descriptor, end);
      writeFully(descriptor, [tail], end);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}
