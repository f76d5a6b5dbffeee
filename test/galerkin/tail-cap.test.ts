import { expect, test } from 'vitest';
import { tailCap } from '../../src/galerkin/tail-cap.ts';

/** A Maxwellian of temperatures 4 and 1/4 on a lattice, out to five thermal speeds along each axis. */
const temperature = [4, 0.25];
const nodes = Array.from({ length: 41 * 41 }, (_, i) =>
  [i % 41, Math.floor(i / 41)].map((n, a) => (n - 20) * 0.25 * Math.sqrt(temperature[a])));
const velocity = temperature.map((_, a) => Float64Array.from(nodes, (v) => v[a]));
const logDensity = Float64Array.from(nodes, (v) => -v.reduce((sum, c, a) => sum + (c * c) / (2 * temperature[a]), 0));
const weight = logDensity.map(Math.exp);
const cap = tailCap({ velocity, weight, count: nodes.length }, logDensity);
const at = (fitted: number, ...v: readonly number[]): number => cap(fitted, v.map((c) => Float64Array.of(c)), 0);

test('a fit that follows the particles is left as it is', () => {
  nodes.forEach((v, i) => expect(at(logDensity[i], ...v)).toBe(logDensity[i]));
  // Between particles, at the maximum too, log f is at most a little above that of the nearest.
  expect(at(0.1, 0.1, 0.02)).toBe(0.1);
});

test('a fit that rises in a tail has there what particles as far out have, by the thermal speed of each axis', () => {
  // Five thermal speeds out along either axis; the shell of the particles it is compared with begins half a thermal speed farther in.
  for (const v of [[10, 0], [0, 2.5]] as const) {
    const found = at(3, ...v);
    expect(found).toBeLessThanOrEqual(-(4.5 ** 2) / 2);
    expect(found).toBeGreaterThanOrEqual(-(5 ** 2) / 2);
  }
  // Where no particle is as far out there is no f at all.
  expect(at(3, 40, 0)).toBe(-Infinity);
});

test('particles whose second moments have no inverse have no cap', () => {
  const flat = tailCap({ velocity: [velocity[0], velocity[0].map(() => 0)], weight, count: nodes.length }, logDensity);
  expect(flat(7, [Float64Array.of(10), Float64Array.of(0)], 0)).toBe(7);
});
