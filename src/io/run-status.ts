import { findLock } from './lock.ts';
import type { Manifest } from './manifest.ts';

/**
 * How a run stands, which the manifest alone cannot say: a killed process leaves `running` in it for ever. `running` and
 * `killed` come with the process in words; anything else is what the run said when it ended.
 */
export function runStatus(folder: string, manifest: Manifest | undefined): string {
  const lock = findLock(folder);
  if (lock?.live) return `running (${lock.who})`;
  if (lock) return `killed (${lock.who})`;
  if (manifest === undefined) return 'unknown: it has no manifest';
  return manifest.status === 'running' ? 'killed' : manifest.status;
}
