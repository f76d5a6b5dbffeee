import { describe, expect, test } from 'vitest';
import type { KernelSpec } from '../../src/contracts.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { Arena } from '../../src/state/arena.ts';

const count = 16;
const length = 3;

const spec = (over: Partial<KernelSpec> = {}): KernelSpec => ({
  dimensions: { x: 1, v: 2 }, gamma: -1, softening: 0.05, kappa: { kind: 'gaussian', width: 0.8 },
  period: [length], blobPeriod: [0], score: 'two-sided', ...over,
});

/** Sixteen particles without any symmetry. */
function particles(arena: Arena) {
  const fill = (f: (i: number) => number) => arena.vector(count).map((_, i) => f(i));
  const columns = (...formulas: ((i: number) => number)[]) => formulas.map(fill);
  const points = {
    count,
    revision: 0,
    position: columns((i) => (0.71 * i * i) % length),
    velocity: columns((i) => 2 * Math.sin(1.7 * i), (i) => Math.cos(0.9 * i + 1)),
    score: columns((i) => Math.cos(2.3 * i), (i) => Math.sin(i * i)),
    weight: fill((i) => 0.02 * (1 + (i % 5))),
  };
  return { kind: 'collisions' as const, rows: points, columns: points, output: { rate: arena.columns(2, count) } };
}

describe('the plain loops, the law of all pair sums', () => {
  test.each([
    ['projected, softened: N(u) = (|u|^2 + s)^(gamma/2) (|u|^2 I - u u^T)', undefined],
    ['regularised (2.34): N_delta, with delta added to |u|^2 before the identity and the damping, and kappa_delta', 0.3],
  ] as const)('collisions are the double sum over all pairs, %s', (_, delta) => {
    const pass = particles(new Arena());
    loopKernels(spec({ regularisation: delta })).tile(pass, 0, count, 0, count);
    const { position: [x], velocity: [v, w], score: [g, h], weight } = pass.columns;
    const d = delta ?? 0;
    for (let i = 0; i < count; i++) {
      const rate = [0, 0];
      for (let j = 0; j < count; j++) {
        const r = x[i] - x[j] - length * Math.round((x[i] - x[j]) / length);
        const kappa = Math.exp(-(r ** 2) / (2 * 0.8 ** 2)) * Math.exp(-d * r ** 2);
        const [a, b] = [v[i] - v[j], w[i] - w[j]];
        const square = a * a + b * b;
        const law = Math.exp(-d * square) * (square + 0.05 + d) ** (-1 / 2);
        const matrix = [[square + d - a * a, -a * b], [-a * b, square + d - b * b]];
        for (const axis of [0, 1]) {
          rate[axis] -= weight[j] * kappa * law * (matrix[axis][0] * (g[i] - g[j]) + matrix[axis][1] * (h[i] - h[j]));
        }
      }
      // Sixteen terms of order 0.1.
      for (const axis of [0, 1]) expect(Math.abs(pass.output.rate[axis][i] - rate[axis])).toBeLessThan(1e-14);
    }
  });
});
