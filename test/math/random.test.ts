import { describe, expect, test } from 'vitest';
import { randomStream, sobolStream } from '../../src/math/random.ts';

const draw = (next: () => Float64Array, count: number): Float64Array[] => Array.from({ length: count }, () => next().slice());

/** Sobol points with the seed's random shift taken off again, in units of 2^-32: whole numbers but for rounding. */
function unshifted(seed: number, dimensions: number, count: number): number[][] {
  const shift = randomStream(seed, dimensions)().slice();
  const back = (u: number, d: number): number => Math.round((((u - shift[d]) % 1) + 1) * 2 ** 32 - 0.5) % 2 ** 32;
  return draw(sobolStream(seed, dimensions), count).map((point) => Array.from(point, back));
}

describe('Sobol points', () => {
  test('are those that Joe and Kuo (2008) print for their direction numbers, after the shift', () => {
    const eighths = unshifted(7, 7, 8).map((point) => point.map((value) => value / 2 ** 29));
    expect(eighths).toEqual([
      [0, 0, 0, 0, 0, 0, 0], [4, 4, 4, 4, 4, 4, 4], [6, 2, 2, 2, 6, 6, 2], [2, 6, 6, 6, 2, 2, 6],
      [3, 3, 5, 7, 3, 1, 3], [7, 7, 1, 3, 7, 5, 7], [5, 1, 7, 5, 5, 7, 1], [1, 5, 3, 1, 1, 3, 5],
    ]);
  });

  test.each([0, 1, 2, 3, 4, 5, 6])('fill every one of 256 intervals once in dimension %i, in any block of 256', (d) => {
    const points = unshifted(3, 7, 1024);
    for (let start = 0; start < 1024; start += 256) {
      const cells = points.slice(start, start + 256).map((point) => Math.floor(point[d] / 2 ** 24));
      expect(new Set(cells).size).toBe(256);
    }
  });

  test('are a net in the first two dimensions: one point in every box of area 1 / 256, whatever its sides', () => {
    const points = unshifted(3, 2, 256);
    for (let wide = 0; wide <= 8; wide++) {
      const boxes = points.map(([x, y]) => `${Math.floor(x / 2 ** (32 - wide))} ${Math.floor(y / 2 ** (24 + wide))}`);
      expect(new Set(boxes).size).toBe(256);
    }
  });

  test('integrate a smooth function of seven variables better than the same number of random points', () => {
    const f = (u: Float64Array): number => u.reduce((product, value) => product * (1 + (value - 0.5) / 2), 1);
    const error = (next: () => Float64Array): number =>
      Math.abs(draw(next, 4096).reduce((sum, u) => sum + f(u), 0) / 4096 - 1);
    const mean = (stream: (seed: number, dimensions: number) => () => Float64Array): number =>
      [1, 2, 3, 4, 5].reduce((sum, seed) => sum + error(stream(seed, 7)), 0) / 5;
    // Random: deviation sqrt((1 + 1/48)^7 - 1) / 64 = 6e-3. Sobol: 1/N with logarithms.
    expect(mean(sobolStream)).toBeLessThan(5e-4);
    expect(mean(randomStream)).toBeGreaterThan(5e-4);
  });

  test('stay inside the open cube, and end at seven dimensions with a message', () => {
    const inside = draw(sobolStream(11, 7), 5000).every((point) => point.every((u) => u > 0 && u < 1));
    expect(inside).toBe(true);
    expect(() => sobolStream(1, 8)).toThrow(/at most 7 dimensions/);
  });
});

describe('random points', () => {
  const points = draw(randomStream(5, 3), 20_000);

  test('are uniform on each axis: Kolmogorov-Smirnov', () => {
    for (let d = 0; d < 3; d++) {
      const sorted = points.map((point) => point[d]).sort((a, b) => a - b);
      const distance = Math.max(...sorted.map((u, i) => Math.max(Math.abs(u - i / 20_000), Math.abs(u - (i + 1) / 20_000))));
      // Exceeded with probability 2 exp(-2 1.95^2) = 1e-3; the seed is fixed.
      expect(distance * Math.sqrt(20_000)).toBeLessThan(1.95);
    }
  });

  test('have independent axes, and successive points are independent', () => {
    const correlation = (a: (i: number) => number, b: (i: number) => number): number =>
      12 * points.slice(1).reduce((sum, _, i) => sum + (a(i) - 0.5) * (b(i) - 0.5), 0) / 19_999;
    // Deviation 1 / sqrt(20 000) = 7e-3; four of them.
    for (const [a, b] of [[0, 1], [0, 2], [1, 2]]) {
      expect(Math.abs(correlation((i) => points[i][a], (i) => points[i][b]))).toBeLessThan(0.03);
    }
    for (const d of [0, 1, 2]) expect(Math.abs(correlation((i) => points[i][d], (i) => points[i + 1][d]))).toBeLessThan(0.03);
  });

  test('are the same for the same seed, and others for another', () => {
    expect(draw(randomStream(5, 3), 20)).toEqual(points.slice(0, 20));
    expect(draw(randomStream(6, 3), 1)).not.toEqual(points.slice(0, 1));
  });
});
