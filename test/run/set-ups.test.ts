import { describe, expect, test } from 'vitest';
import { initialSlope } from '../../src/reference/initial-slope.ts';
import { linearResponse } from '../../src/reference/linear.ts';
import { simulate } from '../../src/run/simulate.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { kappaOf } from '../../src/physics/kappa-facts.ts';

/** The rows of a shipped scenario up to `end`, by time. */
async function rowsOf(name: string, end: number, every: number): Promise<{ at(time: number): Record<string, number> }> {
  const rows: Record<string, number>[] = [];
  const outputs = [`time.end=${end}`, `output.diagnostics.every=${every}`, `output.snapshots.every=${end}`];
  for await (const { diagnostics } of simulate(loadScenario(name, outputs), { threads: 2 })) rows.push({ ...diagnostics });
  return { at: (time) => rows.find((row) => Math.abs(row.time - time) < 1e-9)! };
}

// The beginnings of the scenarios that come with the package, against what their headers name: the whole runs are measured there.
describe('waves follow the exact linear response', () => {
  // Second order in the amplitude: 1e-4 of modes of 5e-3 (1e-2 for delta-limit-1x2v) at least; then the step's and the space's errors.
  const cases = [['sound-wave-1x3v', 0.2, 2e-6], ['heat-flux-1x2v', 0.4, 1e-6], ['delta-limit-1x2v', 0.1, 1e-6]] as const;
  test.each(cases)('%s', async (name, end, tolerance) => {
    const scenario = loadScenario(name);
    const ofSquare = kappaOf(scenario.equation);
    const { states: [first, last] } = linearResponse(scenario, [0, end], { kappa: (r) => ofSquare(r * r) });
    const modes = [first, last].map((state) => {
      const { re, im } = state.modes.find(({ mode }) => mode === 1)!.moments.density;
      return Math.hypot(re, im);
    });
    const rows = await rowsOf(name, end, end);
    expect(Math.abs(rows.at(0).density_mode_x - modes[0])).toBeLessThan(tolerance);
    expect(Math.abs(rows.at(end).density_mode_x - modes[1])).toBeLessThan(tolerance);
    // Something happened: what is measured is no constant.
    expect(Math.abs(modes[1] - modes[0])).toBeGreaterThan(10 * tolerance);
  });
});

test('isotropisation-3v begins with the slope of Trubnikov and the NRL formulary', async () => {
  const exact = initialSlope({ dimensions: 3, gamma: -3, rate: 1, parallel: 1.5, perpendicular: 0.75 });
  expect(exact).toBeCloseTo(-0.21397826, 8);
  const rows = await rowsOf('isotropisation-3v', 0.2, 0.1);
  const slope = (t: number): number => (rows.at(t).temperature_xx - rows.at(0).temperature_xx) / t;
  // Extrapolated to t = 0, off in second order; the lattice's error of the collision rate is what is left, some 1e-3.
  expect(Math.abs((2 * slope(0.1) - slope(0.2)) / exact - 1)).toBeLessThan(1e-2);
});

test('two-beams-2v: the anisotropy decays as exp(-8 strength t)', async () => {
  const rows = await rowsOf('two-beams-2v', 0.4, 0.4);
  const anisotropy = (t: number): number => rows.at(t).temperature_xx - rows.at(t).temperature_yy;
  expect(anisotropy(0)).toBeCloseTo(1.5625, 12);
  // Exact for Maxwell molecules; the time step leaves 2e-5 at t = 0.4.
  expect(Math.abs(anisotropy(0.4) - 1.5625 * Math.exp(-0.4))).toBeLessThan(3e-5);
});

describe('the others follow the grid solver', () => {
  // Its values for the same scenario (ring and bump 64^2, pulse 32^3 points; the shear layer in 1X-2V with the strength 20 times
  // the mean of kappa, 32^3); tolerances are the claims of the headers.
  test.each([
    ['ring-2v', 0.25, 'entropy', 3.3393447, 3e-4],
    ['moving-pulse-1x2v', 0.1, 'density_mode_x', 0.1641075, 1e-6],
    ['bump-on-tail-2v', 0.5, 'temperature_xx', 2.0145543, 7e-4],
    ['shear-layer-2x2v', 0.1, 'temperature_xx', 1.1358716, 1e-4],
  ])('%s at t = %d: %s', async (name, time, column, value, tolerance) => {
    const rows = await rowsOf(name, time, time);
    expect(Math.abs(rows.at(time)[column] - value)).toBeLessThan(tolerance);
    // What it started from is farther off.
    expect(Math.abs(rows.at(0)[column] - value)).toBeGreaterThan(tolerance);
  });
});
