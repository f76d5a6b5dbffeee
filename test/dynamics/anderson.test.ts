import { describe, expect, it } from 'vitest';
import { Anderson } from '../../src/dynamics/anderson.ts';

/** G(y) = y + h (b - L y) with rates from 1 to `stiffness`: the plain iteration multiplies errors by 1 - h L. */
function linearProblem(stiffness: number): { map: (y: Float64Array, image: Float64Array) => Promise<void>; solution: Float64Array } {
  const size = 16;
  const rates = Array.from({ length: size }, (_, i) => 1 + ((stiffness - 1) * i) / (size - 1));
  const solution = Float64Array.from({ length: size }, (_, i) => Math.cos(i));
  const map = async (y: Float64Array, image: Float64Array): Promise<void> => {
    for (let i = 0; i < size; i++) image[i] = y[i] + 0.3 * rates[i] * (solution[i] - y[i]);
  };
  return { map, solution };
}

const weight = Float64Array.from({ length: 16 }, (_, i) => 1 / (1 + i));

describe('Anderson acceleration', () => {
  it('solves a stiff linear problem on which the plain fixed point diverges', async () => {
    const { map, solution } = linearProblem(60);
    const plain = new Float64Array(16), image = new Float64Array(16);
    for (let k = 0; k < 30; k++) {
      await map(plain, image);
      plain.set(image);
    }
    expect(Math.abs(plain[15])).toBeGreaterThan(1e20);

    const point = new Float64Array(16);
    const result = await new Anderson(weight, 16, 8).solve(map, point, image, 1e-12, 300);
    expect(result.converged).toBe(true);
    expect(result.residual).toBeLessThanOrEqual(1e-12);
    // The slowest rate is 0.3, the smallest weight 1/16: an error is at most 4/0.3 residuals.
    for (let i = 0; i < 16; i++) expect(Math.abs(point[i] - solution[i])).toBeLessThan(2e-11);
  });

  it('with as many secants as unknowns ends a linear problem in finitely many evaluations, like GMRES', async () => {
    const { map } = linearProblem(5);
    const point = new Float64Array(16), image = new Float64Array(16);
    const result = await new Anderson(weight, 16, 16).solve(map, point, image, 1e-9, 18);
    expect(result.converged).toBe(true);
  });

  it('goes on from its best point when the map is not finite in places', async () => {
    // Newton-like map for sqrt(2) that has no value left of 0.5: the first extrapolations land there.
    const map = async (y: Float64Array, image: Float64Array): Promise<void> => {
      image.fill(0);
      image[0] = y[0] < 0.5 ? NaN : y[0] - 1.6 * (y[0] * y[0] - 2);
    };
    const point = new Float64Array(8), image = new Float64Array(8);
    point[0] = 1.9;
    const result = await new Anderson(new Float64Array(8).fill(1), 8, 3).solve(map, point, image, 1e-13, 60);
    expect(result.converged).toBe(true);
    expect(Math.abs(point[0] - Math.SQRT2)).toBeLessThan(1e-13);
  });

  it('gives up on a map without fixed point, and on one that is never finite', async () => {
    const image = new Float64Array(8);
    const ones = new Float64Array(8).fill(1);
    const away = async (y: Float64Array, to: Float64Array): Promise<void> => to.forEach((_, k) => (to[k] = y[k] + 1 + y[k] ** 2));
    const never = async (_: Float64Array, to: Float64Array): Promise<void> => void to.fill(NaN);
    for (const map of [away, never]) {
      const result = await new Anderson(ones, 8, 4).solve(map, new Float64Array(8), image, 1e-12, 100);
      expect(result.converged).toBe(false);
      expect(result.iterations).toBeLessThanOrEqual(100);
    }
  });
});
