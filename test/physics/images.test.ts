import { describe, expect, test } from 'vitest';
import { numbers } from '../../src/math/algebra.ts';
import { feelsImages, withImages } from '../../src/physics/images.ts';

const g = (z: number): number => 2 ** -(z * z);
/** Standard deviation of G = 2^(-z^2). */
const sigma = 1 / Math.sqrt(2 * Math.LN2);

describe.each([5, 6, 8, 11])('a box of %s standard deviations', (length) => {
  const period = length * sigma;
  const distances = Array.from({ length: 21 }, (_, k) => (k / 20 - 0.5) * period);
  const over = (weigh: (z: number) => number, d: number): number => {
    let sum = 0;
    for (let n = -6; n <= 6; n++) sum += weigh(d + n * period) * g(d + n * period);
    return sum;
  };

  test('factor and distance give the periodic Gaussian and its gradient: the sums over all images', () => {
    for (const d of distances) {
      const { factor, delta } = withImages(numbers, d, period);
      // The images left out are at 1.5 boxes or more: exp(-28) for the shortest box here.
      expect(Math.abs(factor * g(d) - over(() => 1, d))).toBeLessThan(1e-11);
      expect(Math.abs(factor * g(d) * delta - over((z) => z, d))).toBeLessThan(1e-10);
    }
  });

  test('half a box apart there is no force, and no kink', () => {
    // The two nearest images balance; the second ones, left out on one side only, are at 1.5 boxes.
    expect(Math.abs(withImages(numbers, period / 2, period).delta)).toBeLessThan(1e-9);
    expect(Math.abs(withImages(numbers, -period / 2, period).delta)).toBeLessThan(1e-9);
  });
});

test('long boxes and free axes keep the single pair', () => {
  expect(feelsImages(0)).toBe(false);
  expect(feelsImages(12 * sigma)).toBe(false);
  expect(feelsImages(8 * sigma)).toBe(true);
});
