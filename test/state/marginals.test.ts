import { describe, expect, test } from 'vitest';
import { cosine, gaussian, squaredGaussian, uniform, wrappedGaussian, type Marginal } from '../../src/state/marginals.ts';

const length = 5;
const cases: [string, Marginal, number, number][] = [
  ['uniform', uniform(length), 0, length],
  ['cosine', cosine(length, 0.4, 1), 0, length],
  ['cosine of amplitude 1 and mode 3, which vanishes in places', cosine(length, 1, 3), 0, length],
  ['cosine of negative amplitude', cosine(length, -0.9, 2), 0, length],
  ['gaussian', gaussian(0.3, 0.7), -9, 9],
  ['squared gaussian', squaredGaussian(0.8), -9, 9],
  ['wrapped gaussian, narrower than the box', wrappedGaussian(1.3, 0.4, length), 0, length],
  ['wrapped gaussian, wider than the box', wrappedGaussian(1.3, 4, length), 0, length],
];

/** Composite Simpson rule with 4000 panels: h^4 f'''' / 180 < 1e-9 for widths of 0.4 and more. */
function integral(f: (y: number) => number, low: number, high: number): number {
  const panels = 4000;
  const h = (high - low) / panels;
  let sum = f(low) + f(high);
  for (let k = 1; k < panels; k++) sum += (k % 2 === 1 ? 4 : 2) * f(low + k * h);
  return (sum * h) / 3;
}

describe.each(cases)('%s', (_, marginal, low, high) => {
  test('has the integral 1', () => {
    expect(integral(marginal.density, low, high)).toBeCloseTo(1, 8);
  });

  test('quantiles of evenly spaced u are distributed like the density', () => {
    const count = 4096;
    const values = Array.from({ length: count }, (_, k) => marginal.quantile((k + 0.5) / count));
    expect(values.every((y) => y >= low && y <= high)).toBe(true);
    for (const edge of [0.13, 0.37, 0.71, 0.9].map((part) => low + part * (high - low))) {
      const fraction = values.filter((y) => y < edge).length / count;
      // Half a step for each branch of the distribution that crosses the edge: at most 17 images.
      expect(Math.abs(fraction - integral(marginal.density, low, edge))).toBeLessThan(18 / count);
    }
  });
});

// A wrapped distribution has its quantiles on the line: its values are right as a distribution only.
test.each(cases.filter(([name]) => !name.startsWith('wrapped')))('%s: the quantile of u has the mass u on its left', (_, marginal, low) => {
  for (const u of [1e-6, 0.01, 0.2, 0.5, 0.77, 0.99, 1 - 1e-6]) {
    expect(Math.abs(integral(marginal.density, low, marginal.quantile(u)) - u)).toBeLessThan(1e-8);
  }
});

test('moments: Gaussian mean and variance; y^2-weighted Gaussian of variance 3 sigma^2', () => {
  const moment = (marginal: Marginal, power: number): number => integral((y) => y ** power * marginal.density(y), -9, 9);
  expect(moment(gaussian(0.3, 0.7), 1)).toBeCloseTo(0.3, 8);
  expect(moment(gaussian(0.3, 0.7), 2)).toBeCloseTo(0.3 ** 2 + 0.7 ** 2, 8);
  expect(moment(squaredGaussian(0.8), 2)).toBeCloseTo(3 * 0.8 ** 2, 8);
});
