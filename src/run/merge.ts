import { linkSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import { createTable } from '../io/arrow-writer.ts';
import { discard, draftOf } from '../io/disk.ts';
import { FileError, onFile } from '../io/file-error.ts';
import { lockFolder } from '../io/lock.ts';
import { readManifest, writeManifest } from '../io/manifest.ts';
import { partsIn, requireRunFolder, runPath } from '../io/run-folder.ts';
import { joinCheckpoint } from './saved.ts';

/** What was put together. */
export interface Merged {
  /** Files that there were before in place of the one now; 1 when there was nothing to do. */
  readonly snapshots: number;
  readonly checkpoint: number;
}

/** Not one of the names of ranks. */
const whole = 'snapshots-merged.arrow';

/**
 * Puts the files of the ranks of a run together in place, for programs that read one file: the folder is then that of a run by one
 * process, byte for byte. At every moment, a kill included, the folder can be read. Throws a FileError.
 */
export function mergeRun(folder: string): Merged {
  requireRunFolder(folder);
  const lock = lockFolder(folder);
  try {
    const checkpoint = joinCheckpoint(folder, 'checkpoint');
    joinPrevious(folder);
    const manifest = readManifest(folder);
    const files = manifest?.snapshots?.flatMap((stretch) => stretch.files) ?? [];
    if (manifest && files.length > 0) {
      copySnapshots(folder);
      writeManifest(folder, { ...manifest, snapshots: [{ from: 0, files: [whole] }] });
      const path = runPath(folder, 'snapshots');
      onFile(path, () => {
        discard(draftOf(path));
        linkSync(join(folder, whole), draftOf(path));
        renameSync(draftOf(path), path);
      });
      // JSON leaves out what is undefined.
      writeManifest(folder, { ...manifest, snapshots: undefined });
      discard(join(folder, whole));
    }
    for (const name of partsIn(folder)) discard(join(folder, name));
    return { snapshots: Math.max(1, files.length), checkpoint };
  } finally {
    lock.release();
  }
}

/** The checkpoint before the last is there for a time of need only: one that cannot be read is given up. */
function joinPrevious(folder: string): void {
  try {
    joinCheckpoint(folder, 'previous');
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    discard(runPath(folder, 'previous'));
  }
}

function copySnapshots(folder: string): void {
  const path = runPath(folder, 'snapshots');
  const { specs, metadata } = describeTable(path);
  discard(join(folder, whole));
  const table = createTable(join(folder, whole), specs, metadata);
  try {
    for (const { columns } of readBatches(path)) table.append(columns);
  } finally {
    table.close();
  }
}

