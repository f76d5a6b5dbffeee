import { expect, test } from 'vitest';
import { hermiteDensity } from '../../src/judge/hermite-density.ts';

test('the density from moments of lattice particles is the density they were laid from, to the part that the lattice cuts off', () => {
  // f = (1 + 0.4 cos x) (1 + 0.3 he_2(v_1)) M(v) / 2 pi lies in the functions of degree 2 and one wave. The lattice sums over
  // v end at 5.5 thermal speeds, where what is left out of the second moments is below 1e-5; in x they are exact.
  const length = [2 * Math.PI];
  const f = (x: number, a: number, b: number): number =>
    ((1 + 0.4 * Math.cos(x)) * (1 + (0.3 * (a * a - 1)) / Math.SQRT2) * Math.exp(-(a * a + b * b) / 2)) / (2 * Math.PI) / (2 * Math.PI);
  const line = (count: number, from: number, to: number): number[] =>
    Array.from({ length: count }, (_, i) => from + ((i + 0.5) * (to - from)) / count);
  const xs = line(8, 0, length[0]),
    vs = line(24, -5.5, 5.5);
  const all = xs.flatMap((x) => vs.flatMap((a) => vs.map((b) => ({ x, a, b, w: f(x, a, b) * (xs[1] - xs[0]) * (vs[1] - vs[0]) ** 2 }))));
  const column = (value: (p: (typeof all)[number]) => number): Float64Array => Float64Array.from(all, value);
  const particles = {
    time: 0,
    labelTime: 0,
    position: [column((p) => p.x)],
    velocity: [column((p) => p.a), column((p) => p.b)],
    weight: column((p) => p.w),
  };
  const position = [Float64Array.of(0.3, 2, 5)],
    velocity = [Float64Array.of(-2, 0.1, 1.7), Float64Array.of(-1, 0.4)];
  const found = hermiteDensity(particles, { meanVelocity: [0, 0], temperature: 1 }, { degree: 3, modes: 2 }, length, {
    position,
    velocity,
  });
  const expected = [0.3, 2, 5].flatMap((x) => [-2, 0.1, 1.7].flatMap((a) => [-1, 0.4].map((b) => f(x, a, b))));
  expected.forEach((value, p) => expect(Math.abs(found[p] - value)).toBeLessThan(1e-5 * expected.reduce((m, e) => Math.max(m, e), 0)));
});
