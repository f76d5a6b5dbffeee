import { describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import type { Column, DensityPass, KernelSpec, ScoredSources, ScorePass } from '../../src/contracts.ts';
import { near, nearTiles, neighbourOrder } from '../../src/parallel/cells.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { inlineSums } from '../../src/parallel/pair-sums.ts';
import { threadedSums } from '../../src/parallel/pair-work.ts';
import { compileKernels, simdKernels } from '../../src/parallel/simd.ts';
import { rangeSquared, TruncatedSums, truncationPays } from '../../src/parallel/truncated.ts';
import { Arena, padded } from '../../src/state/arena.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';

const specification = (x: number, v: number, period: number): KernelSpec => ({
  dimensions: { x, v },
  gamma: 0,
  softening: 0,
  kappa: { kind: 'constant' },
  period: Array.from({ length: x }, () => period),
  blobPeriod: Array.from({ length: x }, () => period),
  score: 'two-sided',
});

/** A cloud many widths wide, in the middle heavier by 1e6 than in the tails. */
function passes(
  spec: KernelSpec, count: number, arena: Arena,
): { points: ScoredSources & { revision: number }; density: DensityPass; score: ScorePass } {
  const random = seedrandom('truncation');
  const capacity = padded(count);
  const dimension = spec.dimensions.x + spec.dimensions.v;
  const z = arena.columns(dimension, capacity);
  const source = arena.vector(capacity);
  const ratio = arena.vector(capacity);
  for (let i = 0; i < count; i++) {
    for (let axis = 0; axis < dimension; axis++) {
      z[axis][i] = (axis < spec.dimensions.x ? spec.blobPeriod[axis] || 40 : 40) * (random() - (axis < spec.dimensions.x ? 0 : 0.5));
    }
    source[i] = 10 ** (-6 * random());
    ratio[i] = 0.5 + random();
  }
  const points = { count, revision: 0, z, source, ratio };
  const output = { force: arena.columns(dimension, capacity), back: arena.vector(capacity) };
  return {
    points,
    density: { kind: 'density', rows: points, columns: points, output: { sum: arena.vector(capacity) } },
    score: { kind: 'score', rows: points, columns: points, output },
  };
}

const copies = (columns: readonly Column[]): Float64Array[] => columns.map((column) => Float64Array.from(column));

describe('truncated blob sums', () => {
  it.each([[1e-3, 1, 2], [1e-8, 1, 3], [1e-3, 0, 3]])('keep their stated bounds at tolerance %s in %i X, %i V', async (tolerance, x, v) => {
    const count = 1500;
    const arena = new Arena();
    const spec = specification(x, v, 50);
    const { density, score } = passes(spec, count, arena);
    const direct = inlineSums(loopKernels(spec), arena);
    const sums = new TruncatedSums(direct, spec, padded(count), tolerance, arena);
    expect(sums.keptFraction(density)).toBeLessThan(0.9);

    await direct.run(density);
    const [full] = copies([density.output.sum]);
    await sums.density(density);
    // The pairs are summed in another order: rounding of the largest term times the number of them.
    const rounding = 1e-12;
    for (let i = 0; i < count; i++)
      expect(Math.abs(density.output.sum[i] - full[i])).toBeLessThanOrEqual(tolerance * density.columns.source[i] + rounding * full[i]);

    await direct.run(score);
    const [back, ...force] = copies([score.output.back, ...score.output.force]);
    const largest = Math.max(...force.flatMap((column) => [...column].map(Math.abs)));
    await sums.score(score);
    for (let i = 0; i < count; i++) {
      expect(Math.abs(score.output.back[i] - back[i])).toBeLessThanOrEqual(tolerance * back[i]);
      const bound = 2 * tolerance * score.columns.ratio[i] * score.columns.source[i];
      const error = Math.hypot(...score.output.force.map((column, axis) => column[i] - force[axis][i]));
      expect(error).toBeLessThanOrEqual(bound + rounding * largest);
    }
    // Something has been left out: this is no comparison of the full sum with itself.
    if (tolerance === 1e-3) expect(density.output.sum).not.toEqual(full);
  });

  it('leave the particles alone, and have the same bits on one thread and on three', async () => {
    const count = 1237;
    const arena = new Arena();
    const spec = specification(1, 2, 60);
    const { density, score } = passes(spec, count, arena);
    const before = copies([...density.columns.z, density.columns.source, score.columns.ratio]);
    const compiled = await compileKernels(spec, 'fastest');
    const one = inlineSums(simdKernels(compiled, arena.memory, arena.vector(compiled.workLength)), arena);
    const threads = openThreads(3);
    const three = threadedSums(spec, compiled, threads, arena);
    const bits: Float64Array[][] = [];
    try {
      for (const direct of [one, three]) {
        const sums = new TruncatedSums(direct, spec, padded(count), 1e-4, arena);
        await sums.density(density);
        await sums.score(score);
        bits.push(copies([density.output.sum, ...score.output.force, score.output.back]));
      }
    } finally {
      await threads.close();
    }
    expect(bits[1]).toEqual(bits[0]);
    expect(copies([...density.columns.z, density.columns.source, score.columns.ratio])).toEqual(before);
  });

  it('pay for a wide cloud and not for a narrow one', () => {
    const count = 2000;
    const arena = new Arena();
    const spec = specification(0, 2, 0);
    const { points, density } = passes(spec, count, arena);
    const sums = new TruncatedSums(inlineSums(loopKernels(spec), arena), spec, padded(count), 1e-3, arena);
    expect(truncationPays(sums, density)).toBe(true);
    for (const column of density.columns.z) for (let i = 0; i < count; i++) column[i] *= 0.1;
    points.revision++;
    expect(truncationPays(sums, density)).toBe(false);
  });
});

describe('cells', () => {
  it('hold every particle once, and order them by their coordinates', () => {
    const random = seedrandom('cells');
    const z = [0, 1].map(() => Float64Array.from({ length: 333 }, () => random()));
    const order = neighbourOrder(z, 333, 32);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 333 }, (_, i) => i));
    expect(neighbourOrder(z, 333, 32)).toEqual(order);
    // Cells halve the square: their boxes do not overlap, so together they are no larger than it.
    const stretches = Array.from({ length: Math.ceil(333 / 32) }, (_, cell) => order.subarray(32 * cell, 32 * (cell + 1)));
    const area = (cell: Int32Array): number =>
      z.reduce((product, column) => {
        const places = [...cell].map((i) => column[i]);
        return product * (Math.max(...places) - Math.min(...places));
      }, 1);
    expect(stretches.reduce((sum, cell) => sum + area(cell), 0)).toBeLessThan(1);
    // In the order of their numbers each of the eleven boxes is nearly the whole square.
    expect(stretches.length * area(Int32Array.from({ length: 32 }, (_, i) => i))).toBeGreaterThan(5);
  });

  it('tiles of near cells hold each near pair once, whatever the blocks', () => {
    const length = 16, cells = 6;
    const place = Float64Array.from({ length: cells }, (_, cell) => 3 * cell);
    const reach = { length, low: [place], high: [place], range: new Float64Array(cells).fill(10), period: [17] };
    const seen = new Map<string, number>();
    const size = cells * length, block = 24;
    for (let i0 = 0; i0 < size; i0 += block) {
      for (let j0 = i0; j0 < size; j0 += block) {
        nearTiles(reach, i0, i0 + block, j0, j0 + block, (a0, a1, b0, b1) => {
          for (let i = a0; i < a1; i++) {
            for (let j = a0 === b0 ? i : b0; j < b1; j++) seen.set(`${i} ${j}`, (seen.get(`${i} ${j}`) ?? 0) + 1);
          }
        });
      }
    }
    for (let i = 0; i < size; i++) {
      for (let j = i; j < size; j++) {
        const close = near(reach, Math.floor(i / length), Math.floor(j / length));
        expect(seen.get(`${i} ${j}`) ?? 0).toBe(close ? 1 : 0);
      }
    }
    // 3 apart is near, 6 is not, and around the box 15 is 2.
    expect([near(reach, 0, 1), near(reach, 0, 2), near(reach, 0, 5)]).toEqual([true, false, true]);
  });

  it.each([0.4, 1e-3, 1e-20, 1e-70])('the range for threshold %s bounds 2^(-r^2) max(1, r) from there on', (threshold) => {
    const start = Math.sqrt(rangeSquared(threshold));
    for (let r = start; r < start + 5; r += 0.01) expect(2 ** (-r * r) * Math.max(1, r)).toBeLessThanOrEqual(threshold * (1 + 1e-12));
  });
});
