import { existsSync } from 'node:fs';
import type { Scenario } from '../contracts.ts';
import { describeTable } from '../io/arrow-reader.ts';
import { fingerprintOf, runDescription } from '../io/columns.ts';
import { FileError } from '../io/file-error.ts';
import { runPath } from '../io/run-folder.ts';
import { loadScenario, resolveScenario } from '../scenario/scenario.ts';
import { differences, differencesText } from '../scenario/differences.ts';

/** The part of a checkpoint that tells its run. */
export interface Identity {
  readonly scenario: Scenario;
  /** Absent in checkpoints of older versions. */
  readonly fingerprint?: string;
  readonly batches?: { readonly profiles?: number };
}

/**
 * Throws a FileError, or a ScenarioError, when what lies in a run folder does not belong together: tables of another run
 * than the checkpoint's, or a scenario.yaml that was edited.
 */
export function requireSameRun(folder: string, saved: Identity): void {
  const tables = ['diagnostics', 'snapshots', ...(saved.batches?.profiles === undefined ? [] : ['profiles' as const])] as const;
  for (const file of tables) requireSameTable(folder, runPath(folder, file), saved);
  requireSameScenario(folder, saved.scenario);
}

function requireSameTable(folder: string, path: string, { scenario, fingerprint }: Identity): void {
  const checkpoint = runPath(folder, 'checkpoint');
  if (!existsSync(path)) throw new FileError(path, 'the table is gone', 'its rows cannot be made up for: start the run again');
  const { metadata } = describeTable(path);
  const found = runDescription(path, metadata);
  const apart = differences(scenario, found?.scenario);
  if (apart.length === 0 && (fingerprint === undefined || fingerprint === fingerprintOf(metadata))) return;
  const how = apart.length > 0 ? differencesText(apart, ['there', 'in the table']) : 'same scenario, other code or backend';
  throw new FileError(checkpoint, `this checkpoint belongs to another run than ${path} (${how})`,
    'put the right one back, or start the run again');
}

function requireSameScenario(folder: string, scenario: Scenario): void {
  const path = runPath(folder, 'scenario');
  if (!existsSync(path)) return;
  // Both in the form that this version gives a scenario.
  const edited = differences(loadScenario(path), resolveScenario(scenario));
  if (edited.length === 0) return;
  throw new FileError(path, `the scenario was edited since the run began (${differencesText(edited, ['now', 'in the run'])})`,
    'one run has one equation: put it back, or run the new one into a folder of its own');
}
