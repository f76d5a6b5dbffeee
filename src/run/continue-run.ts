import { existsSync } from 'node:fs';
import type { Scenario } from '../contracts.ts';
import { FileError } from '../io/file-error.ts';
import { hasCheckpoint, runPath } from '../io/run-folder.ts';
import { differences, differencesText } from '../scenario/differences.ts';
import { loadScenario } from '../scenario/scenario.ts';
import { resumeRun, runScenario } from './run.ts';
import { withDefaults, type RunOptions } from './run-options.ts';
import type { RunSummary } from './summary.ts';

/**
 * Starts a run, or goes on with it from its checkpoint where the folder has one: so that one command does both, in a batch
 * job that is requeued. A run killed before its first checkpoint starts anew. Throws a FileError when the folder holds a
 * run of another scenario, and what the two throw.
 */
export async function continueRun(scenario: Scenario, given: RunOptions = {}): Promise<RunSummary> {
  const { out } = withDefaults(scenario, given);
  if (!existsSync(runPath(out, 'scenario'))) return runScenario(scenario, given);
  const found = differences(loadScenario(runPath(out, 'scenario')), scenario);
  if (found.length > 0) {
    const where = differencesText(found, ['there', 'asked for']);
    throw new FileError(out, `it holds a run of another scenario (${where})`, 'choose another folder with --out');
  }
  return hasCheckpoint(out) ? resumeRun(out, given) : runScenario(scenario, { ...given, force: true });
}
