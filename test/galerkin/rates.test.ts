import { describe, expect, test } from 'vitest';
import type { Column, Particles } from '../../src/contracts.ts';
import type { Frame } from '../../src/galerkin/basis.ts';
import { constantModes, kappaModes, type KappaModes } from '../../src/galerkin/kappa-modes.ts';
import { polynomialRates } from '../../src/galerkin/rates.ts';
import { difference, dot, frameOf, passesOver, pointOf, randomNumbers, randomParticles, spaceFunction } from './small.ts';

/** sum_e coefficient_e e(x) e(y): the kappa that the moments have. */
const truncated = ({ basis, coefficients }: KappaModes, x: readonly number[], y: readonly number[]): number =>
  coefficients.reduce((sum, c, e) => sum + c * spaceFunction(basis, e, x) * spaceFunction(basis, e, y), 0);

/** -sum_j w_j kappa (|u|^2 dg - u (u . dg)), u = v_i - v_j, dg = g_i - g_j. */
function pairSum(
  particles: Particles,
  velocity: readonly Column[],
  score: readonly Column[],
  kappa: (x: number[], y: number[]) => number,
): number[][] {
  const { count, weight, position } = particles;
  const points = Array.from({ length: count }, (_, i) => pointOf({ position, velocity }, i));
  const rate = velocity.map(() => Array.from({ length: count }, () => 0));
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const u = points[i].v.map((v, d) => v - points[j].v[d]);
      const dg = score.map((g) => g[i] - g[j]);
      const factor = weight[j] * kappa(points[i].x, points[j].x);
      u.forEach((_, d) => (rate[d][i] -= factor * (dot(u, u) * dg[d] - u[d] * dot(u, dg))));
    }
  }
  return rate;
}

const gaussian = { kind: 'gaussian', width: 0.9 };
const cases: [string, Frame, (frame: Frame) => KappaModes][] = [
  ['constant kappa, 0X-2V', frameOf(0, 2), (frame) => constantModes(frame, 1.7)],
  ['constant kappa, 0X-3V', frameOf(0, 3), (frame) => constantModes(frame, 1.7)],
  ['constant kappa in free space, 3X-3V', frameOf(3, 3, true), (frame) => constantModes(frame, 0.4)],
  ['Gaussian kappa by modes, 1X-2V', frameOf(1, 2), (frame) => kappaModes(frame, gaussian)],
  ['Gaussian kappa by modes, 1X-3V', frameOf(1, 3), (frame) => kappaModes(frame, gaussian)],
  ['Gaussian kappa by modes, 2X-2V', frameOf(2, 2), (frame) => kappaModes(frame, gaussian)],
];

describe.each(cases)('collision rates of gamma = 0 by moments: %s', (_, frame, modesOf) => {
  const modes = modesOf(frame);
  const particles = randomParticles(modes.basis.size > 100 ? 70 : 150, frame);
  const { velocity, weight, count, capacity } = particles;
  const score = velocity.map((__, d) => randomNumbers(capacity, 60 + d));
  const found = async (g: readonly Column[], v: readonly Column[] = velocity): Promise<Column[]> => {
    const rate = velocity.map(() => new Float64Array(capacity));
    await polynomialRates(particles, passesOver(), modes)(v, g, rate);
    return rate;
  };

  test('are the pair sums with the kappa that the modes add up to', async () => {
    // At other velocities than the particles': as inside an implicit step.
    const moved = velocity.map((column, d) => column.map((v, i) => v + 0.1 * score[d][(i + 3) % count]));
    const rate = await found(score, moved);
    const wanted = pairSum(particles, moved, score, (x, y) => truncated(modes, x, y));
    // Polynomials of degree 2 in v expanded about the frame: two digits above rounding.
    rate.forEach((column, d) => expect(difference(column, wanted[d])).toBeLessThan(1e-12));
  });

  test('keep momentum and energy to rounding, whatever score there is', async () => {
    const rate = await found(score);
    const size = Math.max(...rate.map((column) => Math.max(...column.map(Math.abs))));
    const sum = (term: (i: number) => number): number =>
      Array.from({ length: count }, (__, i) => weight[i] * term(i)).reduce((a, b) => a + b);
    for (const column of rate) expect(Math.abs(sum((i) => column[i]))).toBeLessThan(1e-15 * size);
    expect(Math.abs(sum((i) => rate.reduce((all, column, d) => all + velocity[d][i] * column[i], 0)))).toBeLessThan(3e-15 * size);
  });

  test('never let the entropy fall: sum w g . rate <= 0 where kappa is >= 0, and vanish for the score of a Maxwellian', async () => {
    const rate = await found(score);
    const change = Array.from(
      { length: count },
      (__, i) => weight[i] * rate.reduce((all, column, d) => all + score[d][i] * column[i], 0),
    ).reduce((a, b) => a + b);
    expect(change).toBeLessThan(0);
    const thermal = velocity.map((column, d) => column.map((v) => -(v - 0.4 * d) / 1.3));
    const still = await found(thermal);
    const size = Math.max(...rate.map((column) => Math.max(...column.map(Math.abs))));
    for (const column of still) expect(Math.max(...column.map(Math.abs))).toBeLessThan(1e-13 * size);
  });
});
