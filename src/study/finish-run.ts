import { existsSync } from 'node:fs';
import type { Scenario } from '../contracts.ts';
import { FileError } from '../io/file-error.ts';
import { readManifest } from '../io/manifest.ts';
import { hasCheckpoint, runPath } from '../io/run-folder.ts';
import { Refusal } from '../refusal.ts';
import type { EngineOptions } from '../run/engine.ts';
import { resumeRun, runScenario, type RunOptions } from '../run/run.ts';
import { loadScenario } from '../scenario/scenario.ts';

export type SeriesOptions = EngineOptions & Pick<RunOptions, 'interrupted'>;

/** A folder that is there must hold this very scenario: throws a FileError where it does not. */
export function requireSame(folder: string, scenario: Scenario): void {
  const path = runPath(folder, 'scenario');
  if (existsSync(path) && JSON.stringify(loadScenario(path)) !== JSON.stringify(scenario)) {
    throw new FileError(folder, 'it holds a run of another scenario', 'choose another folder for the study with --out');
  }
}

/**
 * Brings one run of a series to its end: nothing to do, resume, or start. Returns `done`, `interrupted`, `stopped: ...` or
 * `failed: ...`.
 */
export async function finishRun(folder: string, scenario: Scenario, options: SeriesOptions): Promise<string> {
  const { interrupted, threads, backend, reproducible } = options;
  const status = readManifest(folder)?.status;
  if (status === 'done' || status?.startsWith('stopped')) return status;
  const session: Pick<RunOptions, 'interrupted'> & EngineOptions = { threads, backend, reproducible, interrupted };
  try {
    const summary = hasCheckpoint(folder) && status !== undefined
      ? await resumeRun(folder, session)
      : await runScenario(scenario, { ...session, out: folder, force: true });
    return summary.status;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${error.kind === 'stopped' ? 'stopped' : 'failed'}: ${error.message}`;
  }
}
