import seedrandom from 'seedrandom';
import type { CollisionPass, Column, GradientPass, PairPass, ScorePass, Sources, TileKernels } from '../contracts.ts';
import { padded, type Arena } from '../state/arena.ts';

/**
 * Checks of a mesh sum against the direct sum at a few hundred random targets. Targets are drawn by weight, so the
 * plain mean over targets is the mean over the mass: errors are relative in the norm of the solvers.
 */
export class TargetCheck {
  private readonly kernels: TileKernels;
  private readonly seed: number;
  private readonly most: number;
  private readonly arena: Arena;
  /** Columns of targets in the run's shared memory, where SIMD kernels want theirs; made when they are first needed. */
  private held: Column[] = [];

  /** `kernels`: plain loops, or SIMD kernels over the memory of `arena`. */
  constructor(kernels: TileKernels, seed: number, most: number, arena: Arena) {
    this.kernels = kernels;
    this.seed = seed;
    this.most = most;
    this.arena = arena;
  }

  /**
   * Relative errors of the forces of a pass and of the density `sum`, both already filled, at the targets. Forces are
   * divided by ratio times density: that is the weight of a particle (1 for one-sided scores), so what is compared is the
   * score.
   */
  blob({ columns: { ratio, ...points }, output }: ScorePass, sum: Column, twoSided: boolean): BlobErrors {
    const { source } = points;
    const targets = this.draw(source, points.count);
    const forward = this.gradient(points, targets);
    const back = twoSided ? this.gradient({ ...points, source: ratio }, targets).force : undefined;
    const perWeight = forward.sum.map((density, t) => 1 / (density * ratio[targets[t]]));
    const exact = forward.force.map((column, a) =>
      column.map((value, t) => perWeight[t] * (ratio[targets[t]] * value + (back ? source[targets[t]] * back[a][t] : 0))),
    );
    const found = output.force.map((column) => pick(column, targets).map((value, t) => perWeight[t] * value));
    return { density: relative([forward.sum], [pick(sum, targets)], 0), score: relative(exact, found, 0) };
  }

  /**
   * Relative error of the rates of a pass, already filled, at the targets. `floor`: a norm of rates (root mean square)
   * below which the error counts in absolute terms, so that a perfect equilibrium is not called inaccurate.
   */
  collisions({ columns, output }: CollisionPass, floor: number): number {
    const targets = this.draw(columns.weight, columns.count);
    const take = this.columnsFor(targets);
    const copies = (list: readonly Column[]): Column[] => list.map((column) => filled(take(), column, targets));
    const rows = {
      count: targets.length, revision: 0,
      position: copies(columns.position), velocity: copies(columns.velocity), score: copies(columns.score),
    };
    const rate = columns.velocity.map(take);
    this.gather({ kind: 'collisions', rows, columns, output: { rate } } satisfies CollisionPass);
    const exact = rate.map((column) => column.slice(0, targets.length));
    return relative(exact, output.rate.map((column) => pick(column, targets)), floor);
  }

  private draw(weight: Column, count: number): Int32Array {
    const random = seedrandom(`mesh check ${this.seed}`);
    const total = new Float64Array(count);
    let sum = 0;
    for (let i = 0; i < count; i++) total[i] = sum += Math.abs(weight[i]);
    const length = Math.min(this.most, Math.max(32, Math.floor(3e7 / count)));
    return Int32Array.from({ length }, () => first(total, random() * sum));
  }

  /** Density and its gradient of `columns` at the targets. */
  private gradient(columns: Sources, targets: Int32Array): { sum: Column; force: Column[] } {
    const take = this.columnsFor(targets);
    const rows = { count: targets.length, revision: 0, z: columns.z.map((column) => filled(take(), column, targets)) };
    const output = { sum: take(), force: columns.z.map(take) };
    this.gather({ kind: 'gradient', rows, columns, output } satisfies GradientPass);
    const found = (column: Column): Column => column.slice(0, targets.length);
    return { sum: found(output.sum), force: output.force.map(found) };
  }

  private gather(pass: PairPass): void {
    this.kernels.tile(pass, 0, padded(pass.rows.count), 0, padded(pass.columns.count));
  }

  /** Hands out zeroed columns of as many entries as there are targets. */
  private columnsFor(targets: Int32Array): () => Column {
    let next = 0;
    return () => {
      const column = (this.held[next++] ??= this.arena.vector(padded(this.most)));
      column.fill(0);
      return column.subarray(0, padded(targets.length));
    };
  }
}

/** Relative errors. */
interface BlobErrors {
  readonly density: number;
  readonly score: number;
}

const filled = (column: Column, from: Column, targets: Int32Array): Column => {
  column.set(pick(from, targets));
  return column;
};

const pick = (column: Column, targets: Int32Array): Float64Array => Float64Array.from(targets, (i) => column[i]);

/** First entry whose running total exceeds `value`. */
function first(total: Float64Array, value: number): number {
  let [low, high] = [0, total.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (total[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function relative(exact: readonly Float64Array[], found: readonly Float64Array[], floor: number): number {
  let [error, norm] = [0, 0];
  exact.forEach((column, a) =>
    column.forEach((value, t) => {
      error += (value - found[a][t]) ** 2;
      norm += value ** 2;
    }),
  );
  return Math.sqrt(error) / Math.max(Math.sqrt(norm), floor * Math.sqrt(exact[0].length), Number.MIN_VALUE);
}
