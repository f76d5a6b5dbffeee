import { afterAll, expect, test } from 'vitest';
import { createTable } from '../../src/io/arrow-writer.ts';
import { sectionsOf } from '../../src/report/page/series.js';
import { profilesOf } from '../../src/report/profiles.ts';
import { spec, temporaryFolder } from '../io/tables.ts';
import { waveScenario } from './wave.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('profiles are drawn where the run has them: the first and the last time, T as half the trace, nothing that is zero', () => {
  expect(profilesOf(folder.path('.'), waveScenario())).toEqual([]);
  const names = ['time', 'x', 'velocity_x', 'velocity_y', 'temperature_xx', 'temperature_yy', 'heat_flux_x'];
  const table = createTable(folder.path('profiles.arrow'), names.map((name) => spec(name)), {});
  for (let k = 0; k < 9; k++) {
    const rows = [0, 1, 2].map((x) => [k, x, 0.1 * k * x, 1e-17, 1 + x, 2, 0.01 * x]);
    table.append(Object.fromEntries(names.map((name, n) => [name, rows.map((row) => row[n])])));
  }
  table.close();
  const profiles = profilesOf(folder.path('.'), waveScenario());
  expect(profiles.map(({ id }) => id)).toEqual(['velocity_x', 'temperature', 'heat_flux_x']);
  expect([profiles[0].times[0], profiles[0].times.at(-1)]).toEqual([0, 8]);
  expect(profiles[1].values[0]).toEqual([1.5, 2, 2.5]);
  const [pictures] = sectionsOf({ charts: [], runs: [], profiles });
  expect(pictures.charts.map(({ id, yLabel }) => [id, yLabel])).toEqual([
    ['profile-velocity_x', 'u_x'], ['profile-temperature', 'T'], ['profile-heat_flux_x', 'q_x'],
  ]);
});
