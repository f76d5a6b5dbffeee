import { describe, expect, it } from 'vitest';
import type { CollisionPass, Column } from '../../src/contracts.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { inlineSums } from '../../src/parallel/pair-sums.ts';
import { randomBatchSums } from '../../src/parallel/random-batch.ts';
import { collisionPass, distance, plasma, type Plasma } from '../mesh/plasma.ts';

function passOf(p: Plasma): CollisionPass {
  const score = p.columns(p.velocity.length);
  score.forEach((column, a) => {
    for (let i = 0; i < p.count; i++) column[i] = -p.velocity[a][i] + Math.sin(2 * p.velocity[(a + 1) % score.length][i] + a);
  });
  return collisionPass(p, score);
}

const total = (p: Plasma, term: (i: number) => number): number => p.weight.reduce((sum, w, i) => sum + w * term(i), 0);

describe('random batches', () => {
  it.each([32, 300])('of %i conserve momentum and energy and never lower the entropy, with unequal weights in 2X-3V', async (batch) => {
    // Every batch is antisymmetric in its pairs, so the sums vanish to rounding: 1e-15 of sum w |v| |rate|.
    const p = plasma({ x: 2, v: 3, count: 1003, gamma: -2 });
    const pass = passOf(p);
    const sums = randomBatchSums(p.spec, loopKernels(p.spec), p.arena, { batch, seed: 3 });
    for (let step = 1; step <= 5; step++) {
      sums.draw(step);
      await sums.collisions(pass);
      const length = (columns: readonly Column[], i: number): number => Math.hypot(...columns.map((column) => column[i]));
      const scale = total(p, (i) => length(p.velocity, i) * length(pass.output.rate, i));
      for (const column of pass.output.rate) expect(Math.abs(total(p, (i) => column[i]))).toBeLessThan(1e-15 * scale);
      expect(Math.abs(total(p, (i) => pass.output.rate.reduce((sum, column, a) => sum + column[i] * p.velocity[a][i], 0)))).toBeLessThan(
        1e-15 * scale,
      );
      expect(total(p, (i) => -pass.output.rate.reduce((sum, column, a) => sum + column[i] * pass.columns.score[a][i], 0))).toBeGreaterThan(
        0,
      );
    }
  });

  it('average to the full sum: the estimate is unbiased', async () => {
    // 400 draws with an error of about 1.6/sqrt(32) = 28 % each leave 1.4 %; three times that is allowed.
    const p = plasma({ x: 1, v: 2, count: 130, gamma: -1 });
    const pass = passOf(p);
    const exact = passOf(p);
    await inlineSums(loopKernels(p.spec), p.arena).run(exact);
    const sums = randomBatchSums(p.spec, loopKernels(p.spec), p.arena, { batch: 32, seed: 1 });
    const mean = pass.output.rate.map((column) => new Float64Array(column.length));
    for (let step = 0; step < 400; step++) {
      sums.draw(step);
      await sums.collisions(pass);
      pass.output.rate.forEach((column, a) => column.forEach((value, i) => (mean[a][i] += value / 400)));
    }
    expect(distance(mean, exact.output.rate)).toBeLessThan(0.045);
  });

  it('are the full sum when one batch holds everything', async () => {
    const p = plasma({ x: 1, v: 3, count: 301, gamma: -3 });
    const [pass, exact] = [passOf(p), passOf(p)];
    await inlineSums(loopKernels(p.spec), p.arena).run(exact);
    await randomBatchSums(p.spec, loopKernels(p.spec), p.arena, { batch: 301, seed: 1 }).collisions(pass);
    // Another order of the same terms: rounding only.
    expect(distance(pass.output.rate, exact.output.rate)).toBeLessThan(1e-13);
  });

  it('depend on seed and step alone', async () => {
    const p = plasma({ x: 1, v: 2, count: 200, gamma: -2 });
    const pass = passOf(p);
    const rates = async (seed: number, steps: readonly number[]): Promise<number[][]> => {
      const sums = randomBatchSums(p.spec, loopKernels(p.spec), p.arena, { batch: 16, seed });
      for (const step of steps) sums.draw(step);
      await sums.collisions(pass);
      return pass.output.rate.map((column) => [...column]);
    };
    const once = await rates(1, [7]);
    expect(await rates(1, [1, 2, 3, 7])).toEqual(once);
    expect(await rates(2, [7])).not.toEqual(once);
    expect(await rates(1, [8])).not.toEqual(once);
  });

  it('need two particles', () => {
    const p = plasma({ x: 0, v: 2, count: 20 });
    expect(() => randomBatchSums(p.spec, loopKernels(p.spec), p.arena, { batch: 1, seed: 1 })).toThrow(RangeError);
  });
});
