import { expect, it } from 'vitest';
import type { ErrorEstimate } from '../../src/reference/grid.ts';
import { bkw } from '../../src/reference/bkw.ts';
import { gridSolve, type GridOptions, type GridState } from '../../src/reference/grid.ts';
import { modesReference } from '../../src/reference/modes.ts';
import { bkwError } from './measure.ts';
import { component, cosine, periodicScenario } from './scenarios.ts';

const bkwScenario = periodicScenario({
  dimensions: { x: 0, v: 2 }, end: 0.3125, every: 0.3125, initial: { kind: 'bkw', normalise: 'mass', time: 0 },
});

async function lastState(scenario: typeof bkwScenario, options: GridOptions): Promise<GridState & { readonly errors: ErrorEstimate }> {
  let last: GridState | undefined;
  for await (const state of gridSolve(scenario, options)) last = state;
  return last as GridState & { readonly errors: ErrorEstimate };
}

it('a grid run says what its step costs every column: not less than half of it, nor more than a hundred times', async () => {
  const components = [component({ temperature: [1.1, 0.9], space: cosine([0.4], [1]) })];
  const scenario = periodicScenario({ end: 1, every: 0.5, components });
  const times = [0, 0.5, 1];
  const exact = modesReference(scenario, times);
  const states: GridState[] = [];
  for await (const state of gridSolve(scenario, { velocityPoints: 40, positionPoints: 16, step: 0.125 })) states.push(state);
  expect(states[0].errors).toBeUndefined();
  const { errors } = states[2];
  for (const name of ['temperature_xx', 'entropy', 'fisher_x', 'fisher_v', 'fisher_mixed', 'entropy_production']) {
    const actual = Math.max(...times.map((_, n) => Math.abs(states[n].diagnostics[name] - exact[n].diagnostics[name])));
    expect(actual, name).toBeLessThan(2 * errors!.columns[name]);
    expect(errors!.columns[name], name).toBeLessThan(100 * actual);
  }
  expect(errors!.columns.mass).toBeLessThan(1e-14);
});

it.each([
  ['a coarse step', { velocityPoints: 48, step: 0.05 }, 'timeStep'],
  ['a coarse step, not extrapolated', { velocityPoints: 48, step: 0.025, extrapolate: false }, 'timeStep'],
  ['a coarse mesh', { velocityPoints: 20, step: 0.0125 }, 'velocityMesh'],
  ['a small box', { velocityPoints: 32, velocityHalfWidth: 4, step: 0.025 }, 'box'],
] as const)('the density of BKW with %s is off by what is estimated, from half to twenty times', async (_, options, part) => {
  const state = await lastState(bkwScenario, options);
  const { timeStep, velocityMesh, box } = state.errors;
  const estimate = Math.max(timeStep, velocityMesh, box);
  const actual = bkwError(state);
  expect(state.errors[part]).toBe(estimate);
  expect(actual).toBeLessThan(2 * estimate);
  expect(estimate).toBeLessThan(20 * actual);
  const off = Math.abs(state.diagnostics.entropy - bkw({ dimensions: 2, strength: 1 }).entropy(0.3125));
  if (part === 'timeStep') expect(off).toBeLessThan(2 * state.errors.columns.entropy);
});

it('the companion that tells arrives at the end with odd numbers of steps and steps of two lengths too', async () => {
  // Outputs at 0.1, 0.2, 0.25: steps of 0.05 and, at the end, one more.
  const components = [component({ temperature: [1.2, 0.8] })];
  const scenario = periodicScenario({ dimensions: { x: 0, v: 2 }, end: 0.25, every: 0.1, components });
  const seen: boolean[] = [];
  let last: GridState | undefined;
  for await (const state of gridSolve(scenario, { velocityPoints: 24, velocityHalfWidth: 6, step: 0.03 })) {
    seen.push(state.errors !== undefined);
    last = state;
  }
  expect(seen.at(-1)).toBe(true);
  const exact = 1 + 0.2 * Math.exp(-8 * 0.25);
  expect(Math.abs(last!.diagnostics.temperature_xx - exact)).toBeLessThan(2 * last!.errors!.columns.temperature_xx + 1e-6);
});
