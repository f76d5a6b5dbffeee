import seedrandom from 'seedrandom';
import type { CollisionPass, CollisionSums, Column, KernelSpec, Ranks, Share, TileKernels } from '../contracts.ts';
import { alone } from '../ranks/alone.ts';
import { countOf, firstOf, shareOut } from '../ranks/share.ts';
import { padded, type Arena } from '../state/arena.ts';

/** Longest block that goes to a kernel in one call. */
const block = 256;

/** Collision sums in random batches, redrawn when the run says so (once a step: an implicit solve needs one operator). */
export interface RandomBatchSums extends CollisionSums {
  /** Draws the batches of step `step`: seed and step decide, so a resumed run draws the same. */
  draw(step: number): void;
}

export interface RandomBatchOptions {
  /** Particles in a batch, about; at least 2. */
  readonly batch: number;
  readonly seed: number;
  /** Processes that all have all particles: each does some batches. */
  readonly ranks?: Ranks;
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
  spec: KernelSpec, kernels: TileKernels, arena: Arena, { batch, seed, ranks = alone }: RandomBatchOptions,
): RandomBatchSums {
  if (!(batch >= 2)) throw new RangeError(`a random batch holds at least 2 particles, not ${batch}`);
  const { x, v } = spec.dimensions;
  // Sizes differ by at most one, and none reaches twice what was asked for.
  const columns = (n: number): Column[] => (n === 0 ? [] : arena.columns(n, padded(2 * batch)));
  const one = { count: 0, revision: 0, position: columns(x), velocity: columns(v), score: columns(v), weight: columns(1)[0] };
  const pass: CollisionPass = { kind: 'collisions', rows: one, columns: one, output: { rate: columns(v) } };
  let step = 0;
  let deck: Int32Array = new Int32Array(0);

  /** Works out the rates of the particles `members` among themselves. */
  function collideBatch(whole: CollisionPass, members: Int32Array): void {
    const length = padded(members.length);
    const deal = (from: Column, to: Column): void => {
      for (let k = 0; k < length; k++) to[k] = k < members.length ? from[members[k]] : 0;
    };
    one.count = members.length;
    one.revision++;
    for (const name of ['position', 'velocity', 'score'] as const) one[name].forEach((column, a) => deal(whole.columns[name][a], column));
    deal(whole.columns.weight, one.weight);
    for (const column of pass.output.rate) column.fill(0, 0, length);
    for (let i0 = 0; i0 < length; i0 += block) {
      for (let j0 = i0; j0 < length; j0 += block) kernels.tile(pass, i0, Math.min(length, i0 + block), j0, Math.min(length, j0 + block));
    }
    const factor = members.length < 2 ? 0 : (whole.rows.count - 1) / (members.length - 1);
    whole.output.rate.forEach((column, a) => members.forEach((i, k) => (column[i] = factor * pass.output.rate[a][k])));
  }

  /** The rates of every rank's members come to all; `dealt` says which places of the deck are whose. */
  function tellAll(dealt: Share, rate: readonly Column[]): void {
    const lengths = dealt.bounds.slice(1).map((end, rank) => end - dealt.bounds[rank]);
    const members = deck.subarray(firstOf(dealt), firstOf(dealt) + countOf(dealt));
    for (const column of rate) {
      const all = ranks.gather(Float64Array.from(members, (i) => column[i]), lengths);
      deck.forEach((i, k) => (column[i] = all[k]));
    }
  }

  return {
    name: 'random-batch',
    draw(next) {
      step = next;
      deck = new Int32Array(0);
    },
    async collisions(whole) {
      const { count } = whole.columns;
      if (deck.length !== count) deck = shuffled(count, `random batch ${seed} ${step}`);
      const batches = Math.max(1, Math.floor(count / batch));
      for (const column of whole.output.rate) column.fill(0);
      const start = (b: number): number => Math.floor((b * count) / batches);
      const own = shareOut(ranks, batches, 1);
      for (let b = firstOf(own); b < firstOf(own) + countOf(own); b++) collideBatch(whole, deck.subarray(start(b), start(b + 1)));
      if (ranks.size > 1) tellAll({ ranks, bounds: own.bounds.map(start) }, whole.output.rate);
    },
  };
}

/** The numbers 0 ... count - 1 in an order that the seed decides. */
function shuffled(count: number, seed: string): Int32Array {
  const random = seedrandom(seed);
  const deck = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [deck[i], deck[j]] = [deck[j], deck[i]];
  }
  return deck;
}
