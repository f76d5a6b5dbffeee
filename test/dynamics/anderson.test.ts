import { describe, expect, it } from 'vitest';
import { Anderson } from '../../src/dynamics/anderson.ts';
import { spaceWith } from '../../src/dynamics/space.ts';

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

/** Plain vectors under a diagonal metric. */
const weighted = (weight: Float64Array) => spaceWith(weight.length, (a, b) => a.reduce((sum, x, i) => sum + weight[i] * x * b[i], 0));
const space = weighted(Float64Array.from({ length: 16 }, (_, i) => 1 / (1 + i)));

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
    const result = await new Anderson(space, 8).solve(map, point, image, 1e-12, 300);
    expect(result.converged).toBe(true);
    expect(result.residual).toBeLessThanOrEqual(1e-12);
    // The slowest rate is 0.3, the smallest weight 1/16: an error is at most 4/0.3 residuals.
    for (let i = 0; i < 16; i++) expect(Math.abs(point[i] - solution[i])).toBeLessThan(2e-11);
  });

  it('takes any inner product: in that of a mass matrix the coefficients of a basis go the way of the function itself', async () => {
    // The same iteration in two bases, y = T c: with the metric M = T^T W T every point is T times the other's.
    const { map } = linearProblem(20);
    const T = (c: Float64Array): Float64Array => c.map((x, i) => x + 0.5 * (c[i + 1] ?? 0));
    const inverse = (y: Float64Array): Float64Array => {
      const c = y.slice();
      for (let i = c.length - 2; i >= 0; i--) c[i] -= 0.5 * c[i + 1];
      return c;
    };
    const coefficients = spaceWith(16, (a, b) => space.dot(T(a), T(b)));
    const coefficientMap = async (c: Float64Array, image: Float64Array): Promise<void> => {
      const y = new Float64Array(16);
      await map(T(c), y);
      image.set(inverse(y));
    };
    const [c, y] = [new Float64Array(16), new Float64Array(16)];
    const [inBasis, plain] = [
      await new Anderson(coefficients, 5).solve(coefficientMap, c, new Float64Array(16), 1e-10, 200),
      await new Anderson(space, 5).solve(map, y, new Float64Array(16), 1e-10, 200),
    ];
    expect(inBasis.converged).toBe(true);
    expect(Math.abs(inBasis.iterations - plain.iterations)).toBeLessThanOrEqual(1);
    // Both residuals are 1e-10; an error is at most 4/0.3 of it.
    T(c).forEach((value, i) => expect(Math.abs(value - y[i])).toBeLessThan(3e-9));
  });

  it('with as many secants as unknowns ends a linear problem in finitely many evaluations, like GMRES', async () => {
    const { map } = linearProblem(5);
    const point = new Float64Array(16), image = new Float64Array(16);
    const result = await new Anderson(space, 16).solve(map, point, image, 1e-9, 18);
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
    const result = await new Anderson(weighted(new Float64Array(8).fill(1)), 3).solve(map, point, image, 1e-13, 60);
    expect(result.converged).toBe(true);
    expect(Math.abs(point[0] - Math.SQRT2)).toBeLessThan(1e-13);
  });

  it('gives up on a map without fixed point, and on one that is never finite', async () => {
    const image = new Float64Array(8);
    const plain = weighted(new Float64Array(8).fill(1));
    const away = async (y: Float64Array, to: Float64Array): Promise<void> => to.forEach((_, k) => (to[k] = y[k] + 1 + y[k] ** 2));
    const never = async (_: Float64Array, to: Float64Array): Promise<void> => void to.fill(NaN);
    for (const map of [away, never]) {
      const result = await new Anderson(plain, 4).solve(map, new Float64Array(8), image, 1e-12, 100);
      expect(result.converged).toBe(false);
      expect(result.iterations).toBeLessThanOrEqual(100);
    }
  });
});
