import { mkdirSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { createTable } from '../../src/io/arrow-writer.ts';
import { densityInSpace } from '../../src/report/density-in-space.ts';
import { exactSolution } from '../../src/report/exact.ts';
import { sectionsOf } from '../../src/report/page/series.js';
import { profilesOf } from '../../src/report/profiles.ts';
import { profileColumns } from '../../src/run/profile-table.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { temporaryFolder } from '../io/tables.ts';
import { waveScenario } from './wave.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A table of profiles at nine times, every value made from its column, time and place; returns the run. */
function withProfiles(name: string, places: readonly (readonly number[])[], scenario = waveScenario()) {
  const run = { folder: folder.path(name), scenario };
  mkdirSync(run.folder, { recursive: true });
  const specs = profileColumns(scenario.equation.dimensions);
  const table = createTable(`${run.folder}/profiles.arrow`, specs, {});
  for (let time = 0; time < 9; time++) {
    const made = (column: string, [x, y = 0]: readonly number[]): number => {
      const values: Record<string, number> = {
        time, x, y, density: 1 + y, velocity_x: 0.1 * time * x + 0.5 * y, velocity_y: 1e-17, temperature_xx: 1 + x, temperature_yy: 2,
        heat_flux_x: 0.01 * x,
      };
      return values[column] ?? 0;
    };
    table.append(Object.fromEntries(specs.map((spec) => [spec.name, places.map((place) => made(spec.name, place))])));
  }
  table.close();
  return run;
}

const line = [[0], [1], [2]];

test('profiles are drawn where the run has them: the first and the last time, T as half the trace, nothing that is zero', () => {
  expect(profilesOf([{ folder: folder.path('none'), scenario: waveScenario() }], ['wave'])).toEqual([]);
  const profiles = profilesOf([withProfiles('one', line)], ['wave']);
  expect(profiles.map(({ id }) => id)).toEqual(['profile-velocity_x', 'profile-temperature', 'profile-heat_flux_x']);
  const times = profiles[0].curves.map(({ time }) => time);
  expect([times.length, times[0], times.at(-1)]).toEqual([6, 0, 8]);
  expect(profiles[1].curves[0].y).toEqual([1.5, 2, 2.5]);
  const [pictures] = sectionsOf({ charts: [], runs: [], profiles });
  expect(pictures.charts.map(({ id, yLabel, xLabel }) => [id, yLabel, xLabel])).toEqual([
    ['profile-velocity_x', 'u_x', 'x'], ['profile-temperature', 'T', 'x'], ['profile-heat_flux_x', 'q_x', 'x'],
  ]);
});

test('compared runs and exact values are laid over them at the same times: dashes at their own points, and marks', () => {
  const [one, two] = [withProfiles('first', line), withProfiles('two', [[0], [0.5], [1], [1.5]])];
  const exact = exactSolution(one.scenario, [0, 8], [0, 4, 8]);
  const [velocity] = profilesOf([one, two], ['wave', 'other'], exact);
  expect(velocity.curves.map(({ time, run, exact: isExact }) => [time, run ?? (isExact ? 'exact' : 'own')])).toEqual(
    [0, 4, 8].flatMap((time) => [[time, 'own'], [time, 1], [time, 'exact']]));
  expect(velocity.curves[1].x).toEqual([0, 0.5, 1, 1.5]);
  const [pictures] = sectionsOf({ charts: [], runs: [], profiles: [velocity] });
  const { series } = pictures.charts[0];
  // The first time is all zeros in every one of them, which is a curve as well.
  expect(series.map(({ label, colour, run, points }) => [label, colour, run ?? 0, points ?? false])).toEqual([
    ['t = 0', 0, 0, false], ['t = 0, other', 0, 1, false], ['t = 0, exact', 0, 0, true],
    ['t = 4', 1, 0, false], ['t = 4, other', 1, 1, false], ['t = 4, exact', 1, 0, true],
    ['t = 8', 2, 0, false], ['t = 8, other', 2, 1, false], ['t = 8, exact', 2, 0, true],
  ]);
});

test('in two dimensions of x they are drawn along each, averaged over the other, where they vary', () => {
  const plane = resolveScenario({
    name: 'plane', equation: { dimensions: { x: 2, v: 2 }, gamma: 0 }, domain: { x: { kind: 'periodic', length: [3, 2] } },
    initial: { kind: 'maxwellians', components: [{ mass: 1, temperature: 1 }] }, particles: { sampling: 'sobol', count: 100 },
    time: { step: 0.1, end: 1 },
  });
  const run = withProfiles('plane', [0, 1, 2].flatMap((x) => [0, 1].map((y) => [x, y])), plane);
  const profiles = profilesOf([run], ['plane']);
  expect(profiles.map(({ id }) => id)).toEqual([
    'profile-velocity_x', 'profile-temperature', 'profile-heat_flux_x', 'profile-density-along-y', 'profile-velocity_x-along-y',
  ]);
  // 0.1 t x + 0.5 y at t = 8: the mean over y = 0, 1 and over x = 0, 1, 2.
  expect(profiles[0].curves.at(-1)!.y.map((y) => Number(y.toFixed(12)))).toEqual([0.25, 1.05, 1.85]);
  expect(profiles[4].curves.at(-1)!.y.map((y) => Number(y.toFixed(12)))).toEqual([0.8, 1.3]);
  expect(profiles[4].along).toBe('y');
});

test('the density in space has the exact one as marks, where it is known', () => {
  const scenario = waveScenario();
  const x = Array.from({ length: 64 }, (_, k) => ((k + 0.5) * Math.PI) / 32);
  const density = { source: 'the test', label: 'x', x, times: [0, 0.5, 1], values: [x, x, x] };
  expect(densityInSpace([undefined], ['wave'])).toEqual([]);
  const [chart] = densityInSpace([density, density], ['wave', 'other'], exactSolution(scenario, [0, 1], [0, 0.5, 1]));
  expect(chart.curves.map(({ exact, run }) => run ?? exact ?? 0)).toEqual([0, 1, true, 0, 1, true, 0, 1, true]);
  // (1 + 0.4 cos x) / 2 pi at first.
  const { x: marks, y } = chart.curves[2];
  expect(marks).toHaveLength(32);
  marks.forEach((place, k) => expect(y[k]).toBeCloseTo((1 + 0.4 * Math.cos(place)) / (2 * Math.PI), 10));
  expect(densityInSpace([density], ['wave'])[0].curves).toHaveLength(3);
});
