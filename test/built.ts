import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Sources and tests as JavaScript. The tests themselves run from the sources; what they start, processes and threads of workers,
 * runs from here: a loader of TypeScript costs each of them a second.
 */

const root = resolve(import.meta.dirname, '..');
const folder = join(root, '.test-build');

/** A file of sources or tests, built. */
export const built = (file: string): string => join(folder, file.replace(/\.ts$/, '.js'));

/** A file system in memory, where there is one with room: on a disk most of a small run's time goes by in waits for it. */
function fastFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize > 4e9 ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

const temporary = join(fastFolder(), `fuzzy-landau-tests-${process.pid}`);

/** What all tests find: where `workers/from-source.mjs` looks for what is built, and where their folders lie. */
export const environment = { FUZZY_LANDAU_BUILT: folder, TMPDIR: temporary };

/** Builds, once before all tests; types are the affair of `npm run typecheck`. Returns what is to be done after them. */
export default function setup(): () => void {
  mkdirSync(temporary);
  rmSync(folder, { recursive: true, force: true });
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.test.json')]);
  return () => rmSync(temporary, { recursive: true, force: true });
}
