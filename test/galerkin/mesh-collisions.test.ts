import { describe, expect, test } from 'vitest';
import type { CollisionPass, Column, KernelSpec } from '../../src/contracts.ts';
import { MeshCollisions } from '../../src/galerkin/mesh-collisions.ts';
import { MeshWorkspace } from '../../src/mesh/workspace.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { inlineSums } from '../../src/parallel/pair-sums.ts';
import { initialSlope } from '../../src/reference/initial-slope.ts';
import { Arena } from '../../src/state/arena.ts';
import { callingThread } from '../../src/threads/threads.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';
import { difference, frameOf, randomNumbers, randomParticles, sameBits } from './small.ts';

const specOf = (x: number, v: number, gamma: number, softening: number, kappa: KernelSpec['kappa'] = { kind: 'constant' }): KernelSpec =>
  ({ dimensions: { x, v }, gamma, softening, kappa, period: x > 0 ? [5] : [], blobPeriod: x > 0 ? [0] : [], score: 'two-sided' });

interface Points {
  readonly count: number;
  readonly position: readonly Column[];
  readonly velocity: readonly Column[];
  readonly score: readonly Column[];
  readonly weight: Column;
}

/** A bi-Maxwellian of these temperatures with its exact score, on a lattice; in x a density 1 + a cos. */
function lattice(arena: Arena, temperature: readonly number[], count: number, halfWidth: number, x = 0, wave = 0): Points {
  const d = temperature.length;
  const h = (2 * halfWidth) / count;
  const total = (x || 1) * count ** d;
  const [position, velocity, score, [weight]] = [x > 0 ? 1 : 0, d, d, 1].map((n) => arena.columns(n, total));
  let i = 0;
  for (let cell = 0; cell < total; cell++) {
    let rest = cell;
    const v = temperature.map(() => {
      const n = rest % count;
      rest = (rest - n) / count;
      return -halfWidth + (n + 0.5) * h;
    });
    const exponent = v.reduce((sum, c, a) => sum + (c * c) / (2 * temperature[a]), 0);
    if (exponent > 18) continue;
    if (x > 0) position[0][i] = (rest * 5) / x;
    const density = 1 + wave * Math.cos((2 * Math.PI * rest) / (x || 1));
    const maxwellian = temperature.reduce((product, T, a) => (product * Math.exp(-(v[a] ** 2) / (2 * T))) / Math.sqrt(2 * Math.PI * T), 1);
    weight[i] = (density * maxwellian * h ** d) / (x || 1);
    v.forEach((c, a) => {
      velocity[a][i] = c;
      score[a][i] = -c / temperature[a];
    });
    i++;
  }
  return { count: i, position, velocity, score, weight };
}

const passOf = (points: Points, arena: Arena): CollisionPass => {
  const set = { ...points, revision: 1 };
  return { kind: 'collisions', rows: set, columns: set, output: { rate: arena.columns(points.velocity.length, points.weight.length) } };
};

async function onMesh(
  spec: KernelSpec, points: Points, spacing: number, arena: Arena, threads = callingThread(),
): Promise<readonly Column[]> {
  const pass = passOf(points, arena);
  const capacity = points.weight.length;
  const sums = new MeshCollisions(spec, { spacing, positions: 16 }, new MeshWorkspace(capacity, arena, threads), capacity);
  await sums.collisions(pass);
  return pass.output.rate.map((column) => column.slice(0, points.count));
}

const total = ({ count, weight }: Points, of: (i: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weight[i] * of(i);
  return sum;
};

describe.each([
  ['0X-2V, gamma -3', specOf(0, 2, -3, 0)],
  ['0X-2V, gamma 1', specOf(0, 2, 1, 0)],
  ['0X-3V, gamma -3', specOf(0, 3, -3, 0)],
  ['1X-2V, gamma -2, Gaussian kappa', specOf(1, 2, -2, 0.1, { kind: 'gaussian', width: 0.8 })],
] as [string, KernelSpec][])('collisions on a mesh of the kernel, random particles and scores: %s', (_, spec) => {
  const arena = new Arena();
  const { x, v } = spec.dimensions;
  const particles = randomParticles(150, frameOf(x, v));
  const shared = (columns: readonly Column[]): Column[] =>
    columns.map((column) => {
      const [copy] = arena.columns(1, particles.capacity);
      copy.set(column);
      return copy;
    });
  const points: Points = {
    count: 150, position: shared(particles.position), velocity: shared(particles.velocity), weight: shared([particles.weight])[0],
    score: shared(particles.velocity.map((__, d) => randomNumbers(particles.capacity, 60 + d))),
  };
  // A coarse mesh: the laws must not need a good one.
  const spacing = 0.8;

  test('keep momentum and energy to rounding, whatever the mesh makes of the kernel', async () => {
    const rate = await onMesh(spec, points, spacing, arena);
    const size = Math.max(...rate.map((column) => Math.max(...column.map(Math.abs))));
    // The identity N(w) w = 0 holds in the sums of polynomials up to the roundings of Fourier transforms of 10^4 to 10^5 numbers.
    for (const column of rate) expect(Math.abs(total(points, (i) => column[i]))).toBeLessThan(1e-13 * size);
    const power = total(points, (i) => rate.reduce((sum, column, d) => sum + points.velocity[d][i] * column[i], 0));
    expect(Math.abs(power)).toBeLessThan(1e-13 * size);
  });

  test('leave a Maxwellian with its exact score alone', async () => {
    const rate = await onMesh(spec, points, spacing, arena);
    const size = Math.max(...rate.map((column) => Math.max(...column.map(Math.abs))));
    const thermal = { ...points, score: shared(points.velocity.map((column, d) => column.map((c) => -(c - 0.4 * d) / 1.3))) };
    const still = await onMesh(spec, thermal, spacing, arena);
    for (const column of still) expect(Math.max(...column.map(Math.abs))).toBeLessThan(1e-12 * size);
  });

  test('are the same bits on three threads', async () => {
    const alone = await onMesh(spec, points, spacing, arena);
    const threads = openThreads(3);
    try {
      expect(sameBits(await onMesh(spec, points, spacing, arena, threads) as Float64Array[], alone as Float64Array[])).toBe(true);
    } finally {
      await threads.close();
    }
  });
});

describe('collisions on a mesh of the kernel, lattice', () => {
  test.each([
    // What is cut beyond k = 5 is exp(-25/2) of f; the softened kernel is as smooth as f, and its pair sum exact.
    ['0X-2V', specOf(0, 2, -2, 4), 24, 0],
    ['1X-2V, Gaussian kappa', specOf(1, 2, -2, 4, { kind: 'gaussian', width: 0.5 }), 16, 12],
  ] as [string, KernelSpec, number, number][])('are the sums over all pairs that resolve the kernel: %s', async (_, spec, count, x) => {
    const arena = new Arena();
    const points = lattice(arena, [1.3, 0.8], count, 6, x, 0.3);
    const pass = passOf(points, arena);
    await inlineSums(loopKernels(spec), arena).run(pass);
    const rate = await onMesh(spec, points, 12 / count, arena);
    // 1e-5 from the splines' own error at the last wave numbers and from the Fourier series of kappa.
    rate.forEach((column, d) => expect(difference(column, pass.output.rate[d].subarray(0, points.count))).toBeLessThan(2e-5));
  });

  test.each([
    [2, -3, 0, 24], [2, -3, 0.05, 24], [2, -2, 0, 24], [2, 1, 0, 24], [3, -3, 0, 20], [3, -2, 0, 20],
  ] as [2 | 3, number, number, number][])('give the exact slope of a bi-Maxwellian: %iV, gamma %d, softening %d', async (...of) => {
    const [d, gamma, softening, n] = of;
    const temperature = [1.5, 0.75, 0.75].slice(0, d);
    const arena = new Arena();
    const points = lattice(arena, temperature, n, 6.5);
    const spec = specOf(0, d, gamma, softening);
    const rate = await onMesh(spec, points, 13 / n, arena);
    const slope = 2 * total(points, (i) => points.velocity[0][i] * rate[0][i]);
    const wanted = initialSlope({ dimensions: d, gamma, softening, rate: 1, parallel: 1.5, perpendicular: 0.75 });
    // The kernel is cut where the product of two transforms of f, of the colder axis, has fallen to exp(-4.5^2), and grows towards it;
    // the tails are cut at exp(-18) of the peak. A sum over the pairs of these lattices is off by 2e-2 where gamma = -3.
    expect(Math.abs(slope / wanted - 1)).toBeLessThan(3e-5);
  });
});
