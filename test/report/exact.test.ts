import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exactSolution } from '../../src/report/exact.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';

const shipped = (name: string) => loadScenario(join(import.meta.dirname, `../../scenarios/${name}.yaml`));

// The figures of the headers: 0.91219 of the density mode after t = 0.5; BKW at its start; the anisotropy of the cloud, whose
// second moments are known in free space.
test('the exact solution is drawn where it is known: by modes, of BKW, by moments in free space', () => {
  const wave = exactSolution(shipped('damping-1x2v'), [0, 0.5])!.series;
  expect(wave.columns.density_mode_x[1] / wave.columns.density_mode_x[0]).toBeCloseTo(0.91219, 5);
  const bkw = exactSolution(shipped('bkw-2d'), [0, 1])!.series;
  expect(bkw.note).toContain('Bobylev');
  expect(bkw.columns.entropy[1]).toBeGreaterThan(bkw.columns.entropy[0]);
  const cloud = exactSolution(shipped('expanding-cloud-3x3v'), [0, 0.5, 2])!.series;
  expect(cloud.note).toBe('the exact moments of degree 2');
  const anisotropy = (k: number): number => cloud.columns.temperature_xx[k] - cloud.columns.temperature_yy[k];
  expect(anisotropy(2)).toBeLessThan(0.5 * anisotropy(1));
});

test('a linear response is drawn of small waves alone', () => {
  expect(exactSolution(shipped('localised-1x2v'), [0, 0.5])).toBeUndefined();
  const sound = exactSolution(shipped('sound-wave-1x3v'), [0, 0.5])?.series;
  expect(sound?.columns.density_mode_x?.length).toBe(2);
});
