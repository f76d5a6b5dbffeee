import { describe, expect, test } from 'vitest';
import { encoded } from '../../src/report/levels.ts';
import type { Axis } from '../../src/report/nouns.ts';
import { centreOf, differenceOf, framesIn, viewsOf } from '../../src/report/page/phase-values.js';
import { framesOf, planesOf } from '../../src/report/planes.ts';

const length = 2 * Math.PI;
const inX: Axis = { label: 'x', min: 0, max: length, count: 40, equilibrium: { length } };
const inV: Axis = { label: 'v_x', min: -6, max: 7, count: 130, equilibrium: { mean: 0.5, temperature: 1.2 } };
const normal = (v: number, mean: number, variance: number): number =>
  Math.exp((-0.5 * (v - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);

/** Frames of functions of (x, v) at times 0, 1, ... */
function planeOf(list: readonly ((x: number, v: number) => number)[], x = inX) {
  const frames = list.map((f, time) => ({
    time, values: Float64Array.from({ length: x.count * inV.count }, (_, cell) =>
      f(centreOf(x, cell % x.count), centreOf(inV, Math.floor(cell / x.count)))),
  }));
  return encoded(frames, x, inV);
}
const largestOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

// Levels have 16 bits, so a value is off by 1/131070 of the largest one at most, a difference of two by twice that; the edges cut
// off where f is below 2e-4 of its maximum take some 1e-3 from the mass and the variance.
describe('views of phase space', () => {
  const equilibrium = (_: number, v: number): number => normal(v, 0.5, 1.2) / length;
  const wave = (x: number, v: number): number => equilibrium(x, v) * (1 + 0.3 * Math.cos(x));
  const local = (x: number, v: number): number => (1 + 0.3 * Math.cos(x)) * normal(v, 0.2 * Math.sin(x), 1 + 0.1 * Math.cos(x));
  const beams = (x: number, v: number): number => (normal(v, -1, 0.5) + normal(v, 2, 0.5)) * (1 + 0.1 * Math.sin(x));

  test('f - f(0) is zero at first, and then what was added', () => {
    const plane = planeOf([equilibrium, wave]);
    const [first, then] = framesIn(plane, 'change');
    expect(largestOf(first)).toBe(0);
    const crest = largestOf(then) / plane.largest;
    expect(crest).toBeGreaterThan(0.228);
    expect(crest).toBeLessThan(0.232);
  });

  test('f - equilibrium is zero of the equilibrium, f - local Maxwellian of a local one, and neither is of beams', () => {
    const global = planeOf([equilibrium]);
    expect(largestOf(framesIn(global, 'global')[0])).toBeLessThan(2e-3 * global.largest);
    const shifting = planeOf([local]);
    expect(largestOf(framesIn(shifting, 'local')[0])).toBeLessThan(4e-3 * shifting.largest);
    expect(largestOf(framesIn(shifting, 'global')[0])).toBeGreaterThan(0.1 * shifting.largest);
    const two = planeOf([beams]);
    expect(largestOf(framesIn(two, 'local')[0])).toBeGreaterThan(0.3 * two.largest);
  });

  test('free space has no equilibrium, and two velocities no local Maxwellian', () => {
    const names = (plane: ReturnType<typeof planeOf>): string[] => viewsOf(plane).map(({ name }) => name);
    expect(names(planeOf([beams]))).toEqual(['f', 'change', 'global', 'local']);
    expect(names(planeOf([beams], { ...inX, equilibrium: undefined }))).toEqual(['f', 'change', 'local']);
    expect(names(planeOf([beams], { ...inX, label: 'v_y' }))).toEqual(['f', 'change', 'global']);
  });

  // f of the finer mesh is read by cubics: off by 3 h^4 f''''/128, here some 1e-5 of the crest; the two levels and the edges are more.
  test('two runs are subtracted at their common times, on other meshes too', () => {
    const coarse = planeOf([wave, equilibrium, local], { ...inX, count: 64 });
    const fine = planeOf([wave, equilibrium]);
    const difference = differenceOf(coarse, fine)!;
    expect(difference.plane.frames.map(({ time }) => time)).toEqual([0, 1]);
    for (const values of difference.frames) expect(largestOf(values)).toBeLessThan(5e-4 * coarse.largest);
    expect(differenceOf(coarse, { ...fine, frames: fine.frames.map((frame) => ({ ...frame, time: frame.time + 0.5 })) })).toBeUndefined();
  });
});

test('planes are all pairs of coordinates, the one that says most first', () => {
  const names = (dx: number, dv: number): string[] => planesOf(dx, dv).map((plane) => plane.map(({ label }) => label).join());
  expect(names(1, 2)).toEqual(['x,v_x', 'v_x,v_y', 'x,v_y']);
  expect(names(0, 3)).toEqual(['v_x,v_y', 'v_x,v_z', 'v_y,v_z']);
  expect(names(3, 3)).toHaveLength(15);
  expect(names(3, 3)[0]).toBe('x,v_x');
});

test('the frames of all planes fit the page, the first and the last snapshot in each', () => {
  const sizes = planesOf(3, 3).map((_, k) => (k === 0 ? 96 * 96 : 64 * 64));
  const chosen = framesOf(200, sizes, 1);
  expect(chosen.reduce((sum, set, k) => sum + set.size * sizes[k], 0)).toBeLessThan(5.6e5);
  for (const set of chosen) expect([...set]).toEqual(expect.arrayContaining([0, 199]));
  expect([...framesOf(5, [9216, 4096, 4096], 1)[2]]).toEqual([0, 1, 2, 3, 4]);
});
