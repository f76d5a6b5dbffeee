import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../../src/contracts.ts';
import { compareWithReference } from '../../src/judge/compare.ts';
import { openRun } from '../../src/judge/stored-run.ts';
import type { ReferenceName } from '../../src/judge/references.ts';
import { runScenario } from '../../src/run/run.ts';
import { claimed, type ScenarioClaim } from '../scenario-claims.ts';
import { largestErrors, momentErrors, particleRun, reference, type Cost, type Errors } from './galerkin-measure.ts';

/** A run of the scenario against what its claim names: the largest absolute errors at the claim's times, in the claim's quantities. */
export async function claimErrors(claim: ScenarioClaim, quick?: ScenarioClaim['quick']): Promise<Cost & { errors: Errors }> {
  const { times, bounds, overrides } = quick ?? { ...claim, overrides: [] };
  const judge = quick?.judge ?? claim.judge;
  const scenario = claimed({ name: claim.name, times }, overrides);
  if (judge === 'cloud') return momentErrors(scenario);
  if (typeof judge === 'object' && 'compare' in judge) return comparedErrors(scenario, judge.compare, times, Object.keys(bounds));
  const judged = claimed({ name: claim.name, times }, [...overrides, ...(claim.judged ?? [])]);
  const [run, wanted] = [await particleRun(scenario), await reference(judged, times, judge)];
  return { ...run, errors: largestErrors(run.rows, wanted, times, Object.keys(bounds)) };
}

/** Differences of columns of the diagnostics, and `density`: the relative L2 error of the density on a mesh. */
async function comparedErrors(
  scenario: Scenario, name: ReferenceName, times: readonly number[], quantities: readonly string[],
): Promise<Cost & { errors: Errors }> {
  const out = mkdtempSync(join(tmpdir(), 'claim-'));
  try {
    const { particles, steps, seconds } = await runScenario(scenario, { out, force: true, threads: 2 });
    const compared = compareWithReference(openRun(out), name).times.filter(({ time }) => times.some((t) => Math.abs(t - time) < 1e-9));
    if (compared.length < times.length) throw new Error(`${scenario.name} has no output at some of ${times.join(', ')}`);
    const errorsOf = (quantity: string): number[] => compared.flatMap(({ density, diagnostics }) =>
      (quantity === 'density' ? (density ? [density.l2] : []) : [Math.abs(diagnostics[quantity].difference)]));
    const worst = (quantity: string): number => {
      const errors = errorsOf(quantity);
      if (errors.length < times.length) throw new Error(`${scenario.name} has no ${quantity} at some of ${times.join(', ')}`);
      return Math.max(...errors);
    };
    const errors = Object.fromEntries(quantities.map((quantity) => [quantity, worst(quantity)]));
    return { particles, steps, seconds, errors };
  } finally {
    rmSync(out, { recursive: true });
  }
}
