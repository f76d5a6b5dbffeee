import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ColumnSpec, Particles, Scenario } from '../../src/contracts.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { particlesFromArrow } from '../../src/run/particles-from-arrow.ts';
import { runScenario } from '../../src/run/run.ts';
import { simulate } from '../../src/run/simulate.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { evolveMoments } from '../../src/reference/moments.ts';
import { normalQuantile } from '../../src/math/normal.ts';
import { randomStream } from '../../src/math/random.ts';
import { Arena } from '../../src/state/arena.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'arrow-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (scenario: Scenario, out: string) =>
  runScenario(scenario, { out: join(folder, out), force: true, threads: 0, backend: 'auto', reproducible: false });
const snapshots = (out: string): string => join(folder, out, 'snapshots.arrow');

/** A scenario that starts from a file; the small damping case in all else. */
const fromFile = (file: string, over: Overrides = {}): Scenario =>
  dampingScenario({ ...over, initial: { kind: 'arrow', file }, particles: undefined });

function write(name: string, columns: Record<string, readonly number[]>): string {
  const spec = (column: string): ColumnSpec =>
    ({ name: column, type: 'float64', unitSI: 1, unitDimension: [0, 0, 0, 0, 0, 0, 0], description: '' });
  const path = join(folder, `${name}.arrow`);
  const table = createTable(path, Object.keys(columns).map(spec), {});
  table.append(columns);
  table.close();
  return path;
}

const read = (scenario: Scenario): Particles => particlesFromArrow(scenario, new Arena());
const kept = (column: Float64Array, { count }: Particles): number[] => [...column.subarray(0, count)];

describe('particles from an Arrow file', () => {
  const table = {
    position_x: [1, -0.5, 7, 2], velocity_x: [0.1, 0.2, 0.3, 0.4], velocity_y: [-1, -2, -3, -4], weighting: [0.1, 0.2, 0.4, 0.3],
  };

  test('are its rows, wrapped into the box, with the weights as they are', () => {
    const particles = read(fromFile(write('plain', table)));
    expect(kept(particles.position[0], particles)).toEqual([1, 2 * Math.PI - 0.5, 7 - 2 * Math.PI, 2]);
    expect(particles.velocity.map((column) => kept(column, particles))).toEqual([table.velocity_x, table.velocity_y]);
    expect(kept(particles.weight, particles)).toEqual(table.weighting);
    expect(kept(particles.id, particles)).toEqual([0, 1, 2, 3]);
  });

  test('are those of the last time where there is a time column', () => {
    const particles = read(fromFile(write('timed', { ...table, time: [0, 1, 1, 0] })));
    expect(kept(particles.weight, particles)).toEqual([0.2, 0.4]);
  });

  test('are refused where a weight or a number is none, with the row', () => {
    expect(() => read(fromFile(write('weightless', { ...table, weighting: [1, 0, 0, 1] })))).toThrow(
      /row 1, .* expected a finite number > 0/,
    );
    expect(() => read(fromFile(write('nan', { ...table, velocity_x: [0, 1, 2, NaN] })))).toThrow(/row 3, .* velocity_x NaN/);
  });
});

test('a run that starts where another ended goes where the other would have gone', async () => {
  // Nothing else travels: rk4 has no memory, and this blob refers neither to the first temperature nor to a label.
  const over = (end: number): Overrides => ({
    mollifier: { comoving: false, variancePreserving: false },
    time: { scheme: 'rk4', step: 0.05, end },
    output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.1 } },
  });
  await run(dampingScenario(over(0.2)), 'whole');
  await run(dampingScenario(over(0.1)), 'first');
  await run(fromFile(snapshots('first'), over(0.1)), 'second');
  const [whole, second] = ['whole', 'second'].map((out) => readTable(snapshots(out), { from: out === 'whole' ? 1 : 0 }));
  const first = readTable(snapshots('first'));
  expect(second.batches).toEqual([0, first.rows / 2]);
  expect(second.rows).toBe(whole.rows);
  for (const name of ['id', 'position_x', 'velocity_x', 'velocity_y', 'weighting', 'density', 'score_x']) {
    const gap = second.columns[name].reduce((most, value, i) => Math.max(most, Math.abs(value - whole.columns[name][i])), 0);
    // The mean velocity from which the blob counts, and the clock, are rounded elsewhere: some units of the last place.
    expect(gap, name).toBeLessThan(1e-13);
  }
  expect(second.columns.velocity_x.some((v, i) => Math.abs(v - first.columns.velocity_x[i]) > 1e-3)).toBe(true);
});

test('a cloud of random particles without a density takes its first log f from a blob, and the Galerkin score goes on', async () => {
  // A bi-Maxwellian of temperatures 1.5 and 0.5, gamma = 0: the particles' own second moments obey closed equations, exactly.
  const count = 2000, temperature = [1.5, 0.5];
  const next = randomStream(3, 2);
  const numbers = Array.from({ length: count }, () => [...next()]);
  const velocity = temperature.map((T, d) => numbers.map((u) => Math.sqrt(T) * normalQuantile(u[d])));
  const file = write('cloud', { velocity_x: velocity[0], velocity_y: velocity[1], weighting: numbers.map(() => 1 / count) });
  const equation = { dimensions: { x: 0, v: 2 }, gamma: 0, strength: 0.1 };
  const scenario = resolveScenario({
    name: 'cloud', equation, initial: { kind: 'arrow', file }, mollifier: { width: { velocity: 0.4 } },
    time: { scheme: 'discrete-gradient', step: 0.02, end: 0.4 }, output: { diagnostics: { every: 0.2 } },
  });
  const rows: Record<string, number>[] = [];
  for await (const { diagnostics } of simulate(scenario, { threads: 0 })) rows.push({ ...diagnostics });
  expect(rows[0].degree).toBe(3);
  const mean = velocity.map((column) => column.reduce((a, b) => a + b) / count);
  const product = (i: number, j: number): number =>
    velocity[i].reduce((sum, v, k) => sum + (v - mean[i]) * (velocity[j][k] - mean[j]), 0) / count;
  const covariance = [0, 1].map((i) => [0, 1].map((j) => product(i, j)));
  for (const row of rows) {
    const [{ covVV }] = evolveMoments({ mass: 1, meanV: mean, covVV: covariance }, scenario.equation, [row.time]);
    // The anisotropy decays at the rate 0.8: (0.8 h)^2 / 12 of it for the step; the space has all cubic fields, and adds nothing.
    expect(Math.abs(row.temperature_xx - covVV[0][0])).toBeLessThan(2e-5);
    expect(Math.abs(row.temperature_xy - covVV[0][1])).toBeLessThan(2e-5);
    // In every step S rises by its production, from the blob's value on.
    expect(Math.abs(row.generic_residual)).toBeLessThan(1e-11);
  }
  expect(rows[0].temperature_xx - rows.at(-1)!.temperature_xx).toBeGreaterThan(0.1);
  // A Gaussian of width 0.4 smooths the colder axis from 0.5 to less than 0.66: half the log of that, and the noise of 2000 particles.
  const entropy = 1 + Math.log(2 * Math.PI * Math.sqrt(temperature[0] * temperature[1]));
  expect(Math.abs(rows[0].entropy - entropy)).toBeLessThan(0.15);
});
