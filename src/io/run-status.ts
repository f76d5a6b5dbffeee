import { shown } from '../math/shown.ts';
import { findLock } from './lock.ts';
import type { Manifest } from './manifest.ts';
import { readProgress } from './progress-file.ts';

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

/** How far a run is while it goes on, in a line of ASCII; undefined when it does not, or has not said. */
export function progressLine(folder: string): string | undefined {
  const found = findLock(folder)?.live ? readProgress(folder) : undefined;
  if (found?.state !== 'running') return undefined;
  const { time, end, step, steps, secondsLeft, updated } = found;
  const left = secondsLeft === null ? '' : `, about ${Math.ceil(secondsLeft)} s left`;
  return `t = ${shown(time, 7)} of ${shown(end, 7)}, step ${step}${steps === null ? '' : ` of ${steps}`}${left} (at ${updated})`;
}
