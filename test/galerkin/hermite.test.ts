import { describe, expect, test } from 'vitest';
import { familyOf, type AxisFunctions } from '../../src/galerkin/axis-functions.ts';
import { hermiteProduct, hermiteTable, indexCount, multiIndices, type Term } from '../../src/galerkin/hermite.ts';
import { axisFunction, hermite } from './small.ts';

/** Mean under the standard normal law; the trapezoidal rule is exact to rounding for what decays like a Gaussian. */
function normalMean(f: (c: number) => number): number {
  const step = 1 / 4;
  let sum = 0;
  for (let k = -64; k <= 64; k++) sum += f(k * step) * Math.exp(-((k * step) ** 2) / 2);
  return (sum * step) / Math.sqrt(2 * Math.PI);
}

/** Mean over the box; equally spaced nodes are exact for waves below their number. */
const boxMean = (length: number, f: (x: number) => number): number =>
  Array.from({ length: 64 }, (_, k) => f((k * length) / 64)).reduce((a, b) => a + b) / 64;

const coefficient = (terms: readonly Term[], n: number): number =>
  terms.filter(({ index }) => index === n).reduce((sum, { factor }) => sum + factor, 0);
const upTo = (n: number): number[] => Array.from({ length: n + 1 }, (_, k) => k);

describe('normalised Hermite polynomials', () => {
  test('come from the recursion as from their explicit sum, and are orthonormal under the normal law', () => {
    const points = Float64Array.of(-3.1, -1, 0, 0.3, 2.7);
    const table = new Float64Array(11 * 5);
    hermiteTable(points, 5, 10, 5, table);
    // The explicit sum cancels: some ten roundings of terms of size 1e3.
    for (const n of upTo(10)) points.forEach((c, i) => expect(Math.abs(table[n * 5 + i] - hermite(n, c))).toBeLessThan(1e-12));
    for (const m of upTo(8))
      for (const n of upTo(8)) expect(normalMean((c) => hermite(m, c) * hermite(n, c))).toBeCloseTo(m === n ? 1 : 0, 11);
  });

  test('have products whose coefficients are the triple integrals', () => {
    let worst = 0;
    for (const [a, b] of [[0, 0], [1, 0], [1, 1], [2, 1], [2, 2], [3, 2], [5, 1], [4, 4], [5, 6]]) {
      const terms = hermiteProduct(a, b);
      for (const n of upTo(a + b + 1)) {
        const integral = normalMean((c) => hermite(a, c) * hermite(b, c) * hermite(n, c));
        worst = Math.max(worst, Math.abs(coefficient(terms, n) - integral));
      }
    }
    // Integrals up to 30, of cancelling sums.
    expect(worst).toBeLessThan(1e-10);
  });

  test('are numbered by degree: those of lower degree are a prefix, as many as the binomial says', () => {
    for (const axes of [2, 3]) {
      const all = multiIndices(axes, 5);
      for (const degree of upTo(5)) {
        expect(all.slice(0, indexCount(axes, degree))).toEqual(multiIndices(axes, degree));
        expect(all.filter((index) => index.reduce((sum, n) => sum + n, 0) <= degree)).toHaveLength(indexCount(axes, degree));
      }
      expect(new Set(all.map(String)).size).toBe(all.length);
    }
    expect(indexCount(3, -1)).toBe(0);
  });
});

describe.each<AxisFunctions>([
  { kind: 'fourier', length: 5 },
  { kind: 'hermite', centre: 0.4, scale: 1.5 },
])('the functions of a $kind axis', (axis) => {
  const family = familyOf(axis);
  const mean = axis.kind === 'fourier'
    ? (f: (x: number) => number) => boxMean(axis.length, f)
    : (f: (x: number) => number) => normalMean((c) => f(axis.centre + axis.scale * c));
  const numbers = upTo(5);

  test('are orthonormal under the law of the axis', () => {
    for (const a of numbers)
      for (const b of numbers) expect(mean((x) => axisFunction(axis, a, x) * axisFunction(axis, b, x))).toBeCloseTo(a === b ? 1 : 0, 11);
  });

  test('have derivatives whose coefficients are the integrals', () => {
    const h = 1e-5;
    let worst = 0;
    for (const a of numbers) {
      const slope = (x: number): number => (axisFunction(axis, a, x + h) - axisFunction(axis, a, x - h)) / (2 * h);
      const derivative = family.derivative(axis, a);
      for (const n of upTo(6))
        worst = Math.max(worst, Math.abs(coefficient(derivative, n) - mean((x) => slope(x) * axisFunction(axis, n, x))));
    }
    // Central differences: h^2 times third derivatives, and rounding / h.
    expect(worst).toBeLessThan(1e-7);
  });

  test('have products whose coefficients are the integrals', () => {
    let worst = 0;
    for (const a of numbers) {
      for (const b of numbers) {
        const product = family.product(a, b);
        for (const n of upTo(11)) {
          const integral = mean((x) => axisFunction(axis, a, x) * axisFunction(axis, b, x) * axisFunction(axis, n, x));
          worst = Math.max(worst, Math.abs(coefficient(product, n) - integral));
        }
      }
    }
    // Hermite: integrals up to 20 of cancelling terms.
    expect(worst).toBeLessThan(1e-9);
  });

  test('are numbered so that all functions up to an order have that order at most', () => {
    for (const order of upTo(4)) {
      const listed = family.upTo(order);
      expect(listed).toEqual(upTo(listed.length - 1));
      expect(Math.max(...listed.map((n) => family.order(n)))).toBe(order);
      expect(family.order(listed.length)).toBe(order + 1);
    }
  });
});
