import { describe, expect, test } from 'vitest';
import { invert, normalCumulative, normalDensity, normalQuantile } from '../../src/math/normal.ts';

describe('the normal distribution', () => {
  test.each([
    [0, 0.5], [1, 0.8413447460685429], [-1, 0.15865525393145705], [-3, 0.0013498980316300946],
    [-4, 3.1671241833119924e-5], [-5.99, 1.0492051878331555e-9], [-7, 1.279812543885835e-12], [-10, 7.619853024160525e-24], [-38.5, 0],
  ])('cumulative(%s) = %s, from 50-digit arithmetic', (y, wanted) => {
    // The continued fraction beyond -6 has all digits; the series before it subtracts from 1/2, so 2e-16 absolute.
    expect(Math.abs(normalCumulative(y) - wanted)).toBeLessThanOrEqual(Math.max(1e-13 * wanted, 2e-16));
  });

  test.each([
    [0.5, 0], [0.975, 1.959963984540054], [0.025, -1.959963984540054], [0.9999, 3.719016485455709], [1e-10, -6.361340902404056],
  ])('quantile(%s) = %s', (u, wanted) => {
    expect(normalQuantile(u)).toBeCloseTo(wanted, 11);
  });

  test('the quantile undoes the cumulative function, also in the far tail', () => {
    for (let y = -37; y <= 5; y += 0.37) {
      // 1e-15 absolute from u = 1 to the continued fraction (its docstring), over the density; 1e-12 relative beyond.
      const rounding = y < -6 ? 0 : 1e-15 / normalDensity(y);
      expect(Math.abs(normalQuantile(normalCumulative(y)) - y)).toBeLessThan(1e-12 * Math.max(1, Math.abs(y)) + rounding);
    }
  });

  test('the density is the slope of the cumulative function', () => {
    for (const y of [-8, -6, -2.3, 0, 1.7]) {
      const slope = (normalCumulative(y + 1e-4) - normalCumulative(y - 1e-4)) / 2e-4;
      // Truncation (y^2 - 1) h^2 / 6 = 1e-7 of the density; rounding 2e-16 / h.
      expect(Math.abs(slope - normalDensity(y))).toBeLessThan(2e-7 * normalDensity(y) + 2e-12);
    }
  });
});

test('invert stays in its bracket where Newton would leave it', () => {
  const root = invert((y) => y ** 9, (y) => 9 * y ** 8, 1e-3, 0, 1);
  expect(root).toBeCloseTo(1e-3 ** (1 / 9), 12);
});
