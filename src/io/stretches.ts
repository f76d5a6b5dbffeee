import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readManifest, type Manifest, type Stretch } from './manifest.ts';
import { runFiles } from './run-folder.ts';

/** Name of the file of one rank in a stretch of the snapshots; that of a lone process, or of the first rank, comes first. */
export const snapshotsName = (stretch: number, rank: number): string =>
  `snapshots${stretch === 0 ? '' : `-${stretch + 1}`}${rank === 0 ? '' : `.${String(rank).padStart(4, '0')}`}.arrow`;

/**
 * The files that the table at `path` lies in, where there are several: the snapshots of a run by many ranks, or by another
 * number of them in different sessions. Undefined for a table that is one file.
 */
export function stretchesOf(path: string): readonly Stretch[] | undefined {
  if (basename(path) !== runFiles.snapshots) return undefined;
  const folder = dirname(path);
  const list = listed(folder)?.snapshots;
  return list?.map(({ from, files }) => ({ from, files: files.map((file) => join(folder, basename(file))) }));
}

/** A damaged manifest does not matter where there is one file only. */
function listed(folder: string): Manifest | undefined {
  try {
    return readManifest(folder);
  } catch (error) {
    if ([snapshotsName(0, 1), snapshotsName(1, 0)].some((name) => existsSync(join(folder, name)))) throw error;
    return undefined;
  }
}
