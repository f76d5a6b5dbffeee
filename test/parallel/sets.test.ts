import { describe, expect, it } from 'vitest';
import type { CollisionPass, Column, DensityPass, PairSums, ScorePass } from '../../src/contracts.ts';
import { createMeshSums } from '../../src/mesh/mesh-sums.ts';
import { outputs } from '../../src/parallel/columns.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { inlineSums } from '../../src/parallel/pair-sums.ts';
import { threadedSums } from '../../src/parallel/pair-work.ts';
import { randomBatchSums } from '../../src/parallel/random-batch.ts';
import { compileKernels } from '../../src/parallel/simd.ts';
import { TruncatedSums } from '../../src/parallel/truncated.ts';
import { padded } from '../../src/state/arena.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';
import { blobPasses, collisionPass, plasma, type Plasma } from '../mesh/plasma.ts';

const copies = (columns: readonly Column[]): number[][] => columns.map((column) => [...column]);

/** Smooth scores with zeros behind the true points. */
function scores(p: Plasma): Column[] {
  const columns = p.columns(p.velocity.length);
  columns.forEach((column, a) => column.forEach((_, i) => (column[i] = i < p.count ? Math.sin(p.velocity[a][i]) : 0)));
  return columns;
}

describe('a pass between two sets', () => {
  it('gives rows what they receive from all columns: density and gradient by their definition, over 100 rows and 201 columns', async () => {
    const p = plasma({ x: 1, v: 2, count: 201 });
    const { density } = blobPasses(p);
    const places = p.z.map((column) => column.map((value, i) => (i < 100 ? 0.9 * value + 0.1 : 0)));
    const rows = { count: 100, revision: 0, z: places };
    const output = { sum: p.columns(1)[0], force: p.columns(3) };
    await inlineSums(loopKernels(p.spec), p.arena).run({ kind: 'gradient', rows, columns: density.columns, output });
    const [period] = p.spec.blobPeriod;
    for (let i = 0; i < 100; i++) {
      const expected = [0, 0, 0, 0];
      for (let j = 0; j < p.count; j++) {
        const delta = p.z.map((column, a) => rows.z[a][i] - column[j]);
        delta[0] -= period * Math.round(delta[0] / period);
        const g = p.weight[j] * 2 ** -delta.reduce((sum, d) => sum + d * d, 0);
        [1, ...delta].forEach((factor, k) => (expected[k] += g * factor));
      }
      // 201 terms that add up to about 1.
      [output.sum, ...output.force].forEach((column, k) => expect(Math.abs(column[i] - expected[k])).toBeLessThan(1e-14));
    }
    expect([...output.sum.subarray(100)].every((value) => value === 0)).toBe(true);
  });

  it('has the same bits on any number of threads, and agrees with the loops', async () => {
    const p = plasma({ x: 1, v: 2, count: 701 });
    const whole = collisionPass(p, scores(p));
    const some = 333;
    const first = (columns: readonly Column[]): Column[] =>
      columns.map((column) => {
        const [copy] = p.columns(1);
        copy.set(column.subarray(0, some));
        return copy;
      });
    const { position, velocity, score } = whole.columns;
    const rows = { count: some, revision: 0, position: first(position), velocity: first(velocity), score: first(score) };
    const pass = { ...whole, rows };
    const compiled = await compileKernels(p.spec, 'fastest');
    const bits: number[][][] = [];
    for (const count of [0, 1, 3]) {
      const threads = openThreads(count);
      await threadedSums(p.spec, compiled, threads, p.arena).run(pass);
      await threads.close();
      bits.push(copies(pass.output.rate));
    }
    expect(bits[1]).toEqual(bits[0]);
    expect(bits[2]).toEqual(bits[0]);
    await inlineSums(loopKernels(p.spec), p.arena).run(pass);
    const size = Math.max(...bits[0].flat().map(Math.abs));
    const error = Math.max(...pass.output.rate.flatMap((column, a) => [...column].map((value, i) => Math.abs(value - bits[0][a][i]))));
    // 701 terms in another order.
    expect(error).toBeLessThan(1e-13 * size);
  });
});

describe('when points go between passes', () => {
  const [many, few] = [900, 517];

  /** Leaves the first `few` points of a plasma. */
  function thin(p: Plasma): Plasma {
    for (const column of [...p.position, ...p.velocity, ...p.z, p.weight]) column.fill(0, few);
    return { ...p, count: few };
  }

  /** What sums give for few points, when they have served more before, and when they have not. */
  async function afterAndAnew(make: (p: Plasma) => Pick<PairSums, 'run'>): Promise<[number[][], number[][]]> {
    const used: number[][] = [], fresh: number[][] = [];
    for (const [served, into] of [[true, used], [false, fresh]] as const) {
      const p = plasma({ x: 1, v: 2, count: many, gamma: -1 });
      const sums = make(p);
      const play = async (q: Plasma, revision: number): Promise<Column[]> => {
        const { points, density, score } = blobPasses(q);
        points.revision = revision;
        await sums.run(density);
        for (let i = 0; i < q.count; i++) points.ratio[i] = q.weight[i] / density.output.sum[i];
        await sums.run(score);
        const collisions = collisionPass(q, scores(q));
        await sums.run(collisions);
        return [density, score, collisions].flatMap(outputs);
      };
      if (served) await play(p, 1);
      into.push(...copies(await play(thin(p), 2)));
    }
    return [used, fresh];
  }

  it.each([0, 2])('direct sums on %i threads have the bits of sums that never knew them', async (count) => {
    const threads = openThreads(count);
    const [after, anew] = await afterAndAnew((p) => threadedSums(p.spec, undefined, threads, p.arena));
    expect(after).toEqual(anew);
    await threads.close();
  });

  it('so have truncated sums and random batches', async () => {
    const [after, anew] = await afterAndAnew((p) => {
      const direct = inlineSums(loopKernels(p.spec), p.arena);
      const truncated = new TruncatedSums(direct, p.spec, padded(many), 1e-3, p.arena);
      const batches = randomBatchSums(p.spec, loopKernels(p.spec), p.arena, { batch: 50, seed: 1 });
      return {
        async run(pass) {
          if (pass.kind === 'density') await truncated.density(pass as DensityPass);
          else if (pass.kind === 'score') await truncated.score(pass as ScorePass);
          else if (pass.kind === 'collisions') await batches.collisions(pass as CollisionPass);
        },
      };
    });
    expect(after).toEqual(anew);
  });

  it('mesh sums still agree with direct ones', async () => {
    const p = plasma({ x: 1, v: 2, count: many, gamma: -1 });
    const mesh = createMeshSums(p.spec, p.capacity, p.arena, { tolerance: 1e-2 });
    const before = blobPasses(p);
    await mesh.blob.density(before.density);
    await mesh.collisions.collisions(collisionPass(p, scores(p)));
    const q = thin(p);
    const [found, exact] = [blobPasses(q), blobPasses(q)];
    found.points.revision = 1;
    const [rate, exactRate] = [collisionPass(q, scores(q)), collisionPass(q, scores(q))];
    await mesh.blob.density(found.density);
    await mesh.collisions.collisions(rate);
    const direct = inlineSums(loopKernels(p.spec), p.arena);
    await direct.run(exact.density);
    await direct.run(exactRate);
    const size = Math.max(...exact.density.output.sum);
    found.density.output.sum.forEach((value, i) => expect(Math.abs(value - exact.density.output.sum[i])).toBeLessThan(1e-2 * size));
    const largest = Math.max(...exactRate.output.rate.flatMap((column) => [...column].map(Math.abs)));
    // Asked for: 1e-2 in the mean square; single particles may be some times worse.
    rate.output.rate.forEach((column, a) =>
      column.forEach((value, i) => expect(Math.abs(value - exactRate.output.rate[a][i])).toBeLessThan(5e-2 * largest)));
  });
});
