import { describe, expect, test } from 'vitest';
import { chooseBlockKernels } from '../../src/galerkin/block-module.ts';
import type { Basis } from '../../src/galerkin/basis.ts';
import { Passes, reduce } from '../../src/galerkin/passes.ts';
import { scratchLength } from '../../src/galerkin/compiled-bench.ts';
import { threadedTeam } from '../../src/galerkin/threaded-team.ts';
import { partLength } from '../../src/math/sum.ts';
import { partCount } from '../../src/galerkin/work.ts';
import { Arena } from '../../src/state/arena.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';
import {
  basisOf,
  columnsOf,
  difference,
  frameOf,
  passesOver,
  pointOf,
  randomNumbers,
  randomParticles,
  sameBits,
  valuesAt,
} from './small.ts';

const cases: [string, Basis, number][] = [
  ['0X-3V, less than a block', basisOf(frameOf(0, 3), 0, 4), 50],
  ['1X-2V, several parts and a rest', basisOf(frameOf(1, 2), 2, 4), 1003],
  ['2X-2V', basisOf(frameOf(2, 2), 2, 3), 300],
  ['3X-3V in free space', basisOf(frameOf(3, 3, true), 1, 3), 260],
];

describe.each(cases)('sums over particles: %s', (_, basis, count) => {
  const particles = randomParticles(count, basis);
  const columns = columnsOf(2, particles.capacity);
  const functions = Array.from({ length: count }, (__, i) => valuesAt(basis, pointOf(particles, i).x, pointOf(particles, i).v));

  test('moments are the direct sums', async () => {
    const passes = passesOver();
    const direct = (value: (i: number) => number): number[] =>
      Array.from({ length: basis.size }, (__, a) =>
        functions.reduce((sum, values, i) => sum + particles.weight[i] * value(i) * values[a], 0),
      );
    const wanted = columns.flatMap((column) => direct((i) => column[i]));
    expect(difference(await passes.moments(basis, particles), direct(() => 1))).toBeLessThan(3e-14);
    expect(difference(await passes.moments(basis, particles, columns), wanted)).toBeLessThan(3e-14);
  });

  test('values are the direct sums, alone and added to a base', async () => {
    const passes = passesOver();
    const coefficients = randomNumbers(2 * basis.size);
    const wanted = [0, 1].map((m) =>
      functions.map((values) => values.reduce((sum, value, a) => sum + coefficients[m * basis.size + a] * value, 0)),
    );
    const out = columnsOf(2, particles.capacity, 50);
    await passes.evaluate(basis, particles, coefficients, out);
    out.forEach((column, m) => expect(difference(column, wanted[m])).toBeLessThan(3e-14));
    await passes.evaluate(basis, particles, coefficients, out, columns);
    out.forEach((column, m) => expect(difference(column, wanted[m].map((value, i) => value + columns[m][i]))).toBeLessThan(3e-14));
  });
});

describe('parts', () => {
  test('are whole blocks, decided by the number of particles alone, and cover all of them', () => {
    for (const count of [1, 64, 128, 129, 5000, 16384, 16385, 1e6, 1e7]) {
      const length = partLength(count), parts = partCount({ count, partLength: length });
      expect(length % 64).toBe(0);
      expect(parts).toBeLessThanOrEqual(Math.max(128, Math.ceil(count / 8192)));
      expect((parts - 1) * length).toBeLessThan(count);
      expect(parts * length).toBeGreaterThanOrEqual(count);
    }
  });

  test('are added in a tree, and none is lost', () => {
    for (const parts of [1, 2, 3, 7, 128]) {
      const partial = Float64Array.from({ length: parts * 6 }, (_, k) => 1 + (k % 6));
      expect([...reduce(partial, { count: parts * 128 }, 3)]).toEqual([3 * parts, 7 * parts, 11 * parts]);
    }
  });
});

// Whole runs on 1, 2 and 3 threads: runs.test.ts.
describe.each([['plain loops', false], ['compiled kernels', true]])('on threads, with %s', (_, compiled) => {
  test('every sum has the bits of the calling thread', async () => {
    const basis = basisOf(frameOf(1, 2), 2, 4);
    const { code } = await chooseBlockKernels(false);
    const source = randomParticles(1003, basis);
    const run = async (count: number): Promise<Float64Array[]> => {
      const arena = new Arena();
      const shared = (values: Float64Array): Float64Array => {
        const vector = arena.vector(values.length);
        vector.set(values);
        return vector;
      };
      const particles = {
        ...source,
        position: source.position.map(shared),
        velocity: source.velocity.map(shared),
        weight: shared(source.weight),
      };
      const threads = openThreads(count);
      try {
        const passes = new Passes(threadedTeam(threads, arena, compiled ? code : undefined, scratchLength([basis]), 0), arena);
        const moments = await passes.moments(basis, particles, [shared(randomNumbers(particles.capacity))]);
        const out = arena.columns(1, particles.capacity);
        await passes.evaluate(basis, particles, randomNumbers(basis.size), out);
        return [moments, ...out];
      } finally {
        await threads.close();
      }
    };
    const alone = await run(0);
    expect(sameBits(await run(2), alone)).toBe(true);
  });
});
