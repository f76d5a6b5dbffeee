import seedrandom from 'seedrandom';
import type { CollisionPass, CollisionSums, Column, KernelSpec, TileKernels } from '../contracts.ts';
import { padded, type Arena } from '../state/arena.ts';

/** Longest block that goes to a kernel in one call. */
const block = 256;

/** Collision sums in random batches, redrawn when the run says so (once a step: an implicit solve needs one operator). */
export interface RandomBatchSums extends CollisionSums {
  /** Draws the batches of step `step`: seed and step decide, so a resumed run draws the same. */
  draw(step: number): void;
  readonly batches: number;
}

export interface RandomBatchOptions {
  /** Particles in a batch, about; at least 2. */
  readonly batch: number;
  readonly seed: number;
}

/**
 * Random batch method for the Landau operator (Jin, Li, Liu 2020, J. Comput. Phys. 400; for Landau particles Carrillo,
 * Jin, Tang 2021): particles are dealt into batches of p and collide within them only,
 *   rate_i = -(N-1)/(p-1) sum_(j in the batch of i) w_j kappa N(v_i - v_j) (g_i - g_j),
 * an unbiased estimate of the full sum. Each batch is a Landau operator of its own: its momentum and energy are exact
 * and its entropy production is not negative, whatever the batch. Noise of one application: about 1.6 p^(-1/2) of the
 * rate, averaged out over steps.
 *
 * `kernels` do the pairs (plain loops or SIMD); for SIMD the columns must lie in the arena, so they do. One thread.
 * Throws a RangeError for a batch below 2.
 */
export function randomBatchSums(
  spec: KernelSpec, kernels: TileKernels, count: number, arena: Arena, { batch, seed }: RandomBatchOptions,
): RandomBatchSums {
  if (!(batch >= 2)) throw new RangeError(`a random batch holds at least 2 particles, not ${batch}`);
  const { x, v } = spec.dimensions;
  const batches = Math.max(1, Math.floor(count / batch));
  // Sizes differ by at most one; each batch starts at a multiple of 8, the gaps are particles of weight 0.
  const size = (b: number): number => Math.floor(((b + 1) * count) / batches) - Math.floor((b * count) / batches);
  const starts = new Int32Array(batches + 1);
  for (let b = 0; b < batches; b++) starts[b + 1] = starts[b] + padded(size(b));
  const length = starts[batches];
  const columns = (n: number): Column[] => (n === 0 ? [] : arena.columns(n, length));
  const dealt: CollisionPass = {
    kind: 'collisions', position: columns(x), velocity: columns(v), score: columns(v), weight: columns(1)[0], rate: columns(v),
  };
  /** Particle of each dealt row, -1 in the gaps. */
  const particle = new Int32Array(length);
  const factor = new Float64Array(batches);
  for (let b = 0; b < batches; b++) factor[b] = size(b) < 2 ? 0 : (count - 1) / (size(b) - 1);

  function draw(step: number): void {
    const random = seedrandom(`random batch ${seed} ${step}`);
    const deck = Int32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [deck[i], deck[j]] = [deck[j], deck[i]];
    }
    particle.fill(-1);
    for (let b = 0, next = 0; b < batches; b++) for (let k = 0; k < size(b); k++) particle[starts[b] + k] = deck[next++];
  }

  const deal = (from: Column, to: Column): void => particle.forEach((i, row) => (to[row] = i < 0 ? 0 : from[i]));

  draw(0);
  return {
    name: 'random-batch',
    batches,
    draw,
    async collisions(pass) {
      for (const name of ['position', 'velocity', 'score'] as const) dealt[name].forEach((column, a) => deal(pass[name][a], column));
      deal(pass.weight, dealt.weight);
      for (const column of dealt.rate) column.fill(0);
      for (let b = 0; b < batches; b++) {
        for (let i0 = starts[b]; i0 < starts[b + 1]; i0 += block) {
          const i1 = Math.min(starts[b + 1], i0 + block);
          for (let j0 = i0; j0 < starts[b + 1]; j0 += block) kernels.tile(dealt, i0, i1, j0, Math.min(starts[b + 1], j0 + block));
        }
        for (const column of dealt.rate) for (let row = starts[b]; row < starts[b + 1]; row++) column[row] *= factor[b];
      }
      pass.rate.forEach((column, a) => {
        column.fill(0);
        particle.forEach((i, row) => {
          if (i >= 0) column[i] = dealt.rate[a][row];
        });
      });
    },
  };
}
