import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Why native kernels cannot be tried here; undefined where they can. */
export const obstacle = ((): string | undefined => {
  if (spawnSync(process.env.CC || 'cc', ['--version']).status !== 0) return 'there is no C compiler here';
  try {
    createRequire(import.meta.url)('koffi');
    return undefined;
  } catch {
    return 'koffi is not installed';
  }
})();

/** Gives the tests of a file a cache of their own; its parent folder. */
export function ownCache(): string {
  const folder = mkdtempSync(join(tmpdir(), 'native-'));
  const before = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = folder;
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
    rmSync(folder, { recursive: true });
  });
  return folder;
}
