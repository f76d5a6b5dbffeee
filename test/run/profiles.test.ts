import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { recoverFolder } from '../../src/io/recover.ts';
import { runGrid } from '../../src/run/grid-run.ts';
import { resumeRun, runScenario } from '../../src/run/run.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { bkwScenario, dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const table = (name: string): Readonly<Record<string, Float64Array>> => readTable(join(at(name), 'profiles.arrow')).columns;

const wave = (more: object = {}): Scenario => resolveScenario({
  equation: { dimensions: { x: 1, v: 2 }, gamma: 0, kappa: { kind: 'gaussian', width: 0.8 } },
  domain: { x: { kind: 'periodic', length: 2 * Math.PI } },
  initial: {
    kind: 'profiles',
    components: [{ density: '(1 + 0.1*cos(x))/(2*pi)', velocity: ['0.3 + 0.1*sin(x)', 0.2], temperature: ['1 + 0.1*cos(x)', 0.9] }],
  },
  particles: { sampling: 'lattice', position: { count: 12 }, velocity: { count: 16, halfWidth: 5.5 }, trim: 1e-9 },
  score: 'galerkin', time: { step: 0.05, end: 0.2 }, output: { snapshots: { every: 0.1 }, profiles: { every: 0.1 } }, ...more,
});

/** Largest difference of a column from a function of x, at one time. */
function worst(columns: Readonly<Record<string, Float64Array>>, time: number, name: string, expected: (x: number) => number): number {
  return columns[name].reduce((most, value, row) =>
    (Math.abs(columns.time[row] - time) < 1e-9 ? Math.max(most, Math.abs(value - expected(columns.x[row]))) : most), 0);
}

describe('profiles.arrow', () => {
  test('has n, u, T and q of x as they were asked for at the start, and at every output', async () => {
    await runScenario(wave(), { out: at('wave'), threads: 0 });
    const columns = table('wave');
    expect(Object.keys(columns)).toEqual([
      'time', 'x', 'density', 'velocity_x', 'velocity_y', 'temperature_xx', 'temperature_xy', 'temperature_yy',
      'heat_flux_x', 'heat_flux_y',
    ]);
    expect([...new Set(columns.time)].map((time) => Number(time.toFixed(9)))).toEqual([0, 0.1, 0.2]);
    // n u and n u u have waves up to 3, n T up to 3: within the five that 12 positions have. The lattice is cut at 5.5: 1e-5.
    expect(worst(columns, 0, 'density', (x) => (1 + 0.1 * Math.cos(x)) / (2 * Math.PI))).toBeLessThan(1e-5);
    expect(worst(columns, 0, 'velocity_x', (x) => 0.3 + 0.1 * Math.sin(x))).toBeLessThan(1e-4);
    expect(worst(columns, 0, 'velocity_y', () => 0.2)).toBeLessThan(1e-4);
    expect(worst(columns, 0, 'temperature_xx', (x) => 1 + 0.1 * Math.cos(x))).toBeLessThan(1e-3);
    expect(worst(columns, 0, 'temperature_yy', () => 0.9)).toBeLessThan(1e-3);
    for (const name of ['temperature_xy', 'heat_flux_x', 'heat_flux_y']) expect(worst(columns, 0, name, () => 0)).toBeLessThan(1e-3);
  });

  test('is what the grid solver gives, which integrates its own f', async () => {
    await runGrid(wave(), { out: at('grid'), force: false, velocityPoints: 32, positionPoints: 16 });
    const [run, grid] = [table('wave'), table('grid')];
    for (const name of Object.keys(run).slice(2)) {
      const place = ({ time, x }: typeof run, row: number): string => `${time[row].toFixed(6)} ${x[row].toFixed(6)}`;
      const known = new Map(Array.from(grid[name], (value, row) => [place(grid, row), value]));
      const shared = Array.from(run[name], (value, row) => ({ value, other: known.get(place(run, row)) }));
      const pairs = shared.filter(({ other }) => other !== undefined);
      expect(pairs).toHaveLength(3 * 16);
      // The tails that the lattice cuts off, and what a score of degree 6 to 8 leaves out of third moments.
      for (const { value, other } of pairs) expect(Math.abs(value - other!), name).toBeLessThan(4e-4);
    }
    // Not by being nothing: the heat flux has grown.
    expect(worst(grid, 0.2, 'heat_flux_x', () => 0)).toBeGreaterThan(2e-3);
  });

  test('has the same bytes when the run was interrupted and resumed, and is made whole by recover', async () => {
    const scenario = dampingScenario();
    await runScenario(scenario, { out: at('whole'), threads: 0 });
    let steps = 0;
    await runScenario(scenario, { out: at('broken'), threads: 0, interrupted: () => steps++ >= 3 });
    await resumeRun(at('broken'), { threads: 0 });
    expect(readFileSync(join(at('broken'), 'profiles.arrow'))).toEqual(readFileSync(join(at('whole'), 'profiles.arrow')));
    expect(recoverFolder(at('whole')).tables.profiles).toMatchObject({ batches: 3, lostBytes: 0 });
  });

  test('has two coordinates in 2X, and is not there without x or in free space', async () => {
    const plane = wave({
      equation: { dimensions: { x: 2, v: 2 }, gamma: 0, strength: 1e-3 }, particles: { sampling: 'sobol', count: 2000 },
      score: 'particle-sum',
      initial: { kind: 'profiles', components: [{ density: '1 + 0.5*cos(y)', temperature: 1 }] },
      time: { step: 0.05, end: 0.05, scheme: 'euler' },
      mollifier: { width: { position: 1, velocity: 0.5 } },
    });
    await runScenario(plane, { out: at('plane'), threads: 0 });
    const columns = table('plane');
    expect(columns.x).toHaveLength(2 * 24 * 24);
    // 2000 Sobol points know a wave to about 1e-2.
    columns.density.forEach((n, row) => {
      if (columns.time[row] === 0) expect(Math.abs(n - (1 + 0.5 * Math.cos(columns.y[row])))).toBeLessThan(0.1);
    });
    await runScenario(bkwScenario({ time: { end: 0.05 } }), { out: at('bkw'), threads: 0 });
    expect(existsSync(join(at('bkw'), 'profiles.arrow'))).toBe(false);
  });
});
