import { join } from 'node:path';
import type { Scenario } from '../contracts.ts';
import { makeFolder } from '../io/disk.ts';
import { compareRuns } from '../judge/compare.ts';
import { groupErrors } from '../judge/comparison-groups.ts';
import type { GroupError } from '../judge/comparison.ts';
import { openRun } from '../judge/stored-run.ts';
import { Refusal } from '../refusal.ts';
import { loadScenario } from '../scenario/scenario.ts';
import { finishRun, requireSame, type SeriesOptions } from './finish-run.ts';
import { refinementsOf, type Refinement } from './refinements.ts';

export interface ConvergedOptions extends SeriesOptions {
  readonly out: string;
  /** Relative error that counts as converged. */
  readonly tolerance: number;
  readonly onRun?: (folder: string, status: string, done: number, total: number) => void;
}

/** What a refinement says of one group of quantities. */
export interface Convergence {
  readonly group: string;
  /** Largest relative difference between the coarser twin and the run, and between the run and the finer twin. */
  readonly coarse: number;
  readonly fine: number;
  /** Estimated error of the run; null where the differences do not fall, or a twin could not be run. */
  readonly error: number | null;
}

export interface RefinementResult {
  readonly name: string;
  readonly finer: readonly string[];
  /** Why a twin has no result; null where both have. */
  readonly failed: string | null;
  readonly groups: readonly Convergence[];
}

export interface ConvergedResult {
  readonly folder: string;
  readonly scenario: string;
  readonly tolerance: number;
  readonly refinements: readonly RefinementResult[];
  /** Sum over the refinements, by group; null where one of them has none. */
  readonly errors: Readonly<Record<string, number | null>>;
  /** undecided: some error could not be estimated, and no other is too large. interrupted: not all runs are there. */
  readonly verdict: 'converged' | 'not converged' | 'undecided' | 'interrupted';
}

/** Differences that are rounding on both sides say no more than that. */
const rounding = 1e-12;

/** The differences have to fall by this at least from the coarser to the finer twin, for their limit to be trusted. */
const slowest = 0.9;

/**
 * Is a run converged? Runs the scenario and, for each way in which it can be refined (lattice, mollifier of a blob, step), a
 * coarser and a finer twin, each into a folder of `out`. With differences a = |coarser - run| and b = |run - finer|, largest
 * over the output times and relative to their group's scale, the error of the run is that of a geometric sequence,
 * b / (1 - b/a): exact for a method of a fixed order (Richardson), b itself for one of spectral order. Finished runs are
 * left as they are, so that the work can be interrupted and started again. Throws a ScenarioError, a FileError when a
 * folder holds another run, and a Refusal when the run itself does not reach its end.
 */
export async function checkConvergence(
  file: string,
  overrides: readonly string[],
  options: ConvergedOptions,
): Promise<ConvergedResult> {
  const scenario = loadScenario(file, overrides);
  const refinements = refinementsOf(scenario);
  const twins = refinements.flatMap((refinement) =>
    (['coarser', 'finer'] as const).map((kind) =>
      ({ name: `${refinement.name}-${kind}`, scenario: twin(file, overrides, refinement[kind]) })),
  );
  const runs = [{ name: 'run', scenario }, ...twins].map((run) => ({ ...run, folder: join(options.out, run.name) }));
  for (const run of runs) if (!(run.scenario instanceof Refusal)) requireSame(run.folder, run.scenario);
  makeFolder(options.out);
  const statuses = new Map<string, string>();
  for (const run of runs) {
    if (options.interrupted?.()) break;
    const status = run.scenario instanceof Refusal ? `failed: ${run.scenario.message}` : await finishRun(run.folder, run.scenario, options);
    statuses.set(run.name, status);
    options.onRun?.(run.folder, status, statuses.size, runs.length);
    if (run.name === 'run' && /^(stopped|failed)/.test(status)) throw new Refusal('stopped', `the run itself ${status}`);
  }
  const whole = statuses.size === runs.length && ![...statuses.values()].includes('interrupted');
  const results = whole ? refinements.map((refinement) => judged(options.out, refinement, statuses)) : [];
  const errors = together(results);
  return {
    folder: options.out, scenario: scenario.name, tolerance: options.tolerance, refinements: results, errors,
    verdict: whole ? verdictOf(Object.values(errors), options.tolerance) : 'interrupted',
  };
}

/** A twin that its scenario's rules forbid (a lattice too coarse for something) has no run. */
function twin(file: string, overrides: readonly string[], more: readonly string[]): Scenario | Refusal {
  try {
    return loadScenario(file, [...overrides, ...more]);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function judged(out: string, { name, finer }: Refinement, statuses: ReadonlyMap<string, string>): RefinementResult {
  const bad = ['coarser', 'finer'].flatMap((kind) => {
    const status = statuses.get(`${name}-${kind}`)!;
    return status === 'done' ? [] : [`the ${kind} twin ${status}`];
  });
  if (bad.length > 0) return { name, finer, failed: bad.join('; '), groups: [] };
  const run = openRun(join(out, 'run'));
  // Of the profiles n, u, T and q the density and the diagnostics are the integrals: judged by these.
  const [coarse, fine] = ['coarser', 'finer'].map((kind) => 
    groupErrors(compareRuns(run, openRun(join(out, `${name}-${kind}`))).times));
  const worst = (groups: readonly GroupError[], name: string): number | undefined => groups.find(({ group }) => group === name)?.worst;
  const groups = coarse.flatMap(({ group, worst: a }) => {
    const b = worst(fine, group);
    return b === undefined ? [] : [{ group, coarse: a, fine: b, error: limitError(a, b) }];
  });
  return { name, finer, failed: null, groups };
}

/** Error of the middle of three approximations whose differences a, b fall geometrically; null where they do not fall. */
export function limitError(a: number, b: number): number | null {
  if (Math.max(a, b) <= rounding) return Math.max(a, b);
  return b <= slowest * a ? b / (1 - b / a) : null;
}

function together(results: readonly RefinementResult[]): Record<string, number | null> {
  const names = [...new Set(results.flatMap(({ groups }) => groups.map(({ group }) => group)))];
  return Object.fromEntries(names.map((name) => {
    const errors = results.map(({ groups }) => groups.find(({ group }) => group === name)?.error ?? null);
    return [name, errors.reduce((sum, error) => (sum === null || error === null ? null : sum + error), 0)];
  }));
}

function verdictOf(errors: readonly (number | null)[], tolerance: number): ConvergedResult['verdict'] {
  if (errors.some((error) => error !== null && error > tolerance)) return 'not converged';
  return errors.length === 0 || errors.includes(null) ? 'undecided' : 'converged';
}
