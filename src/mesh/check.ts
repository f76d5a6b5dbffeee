import seedrandom from 'seedrandom';
import type { CollisionPass, Column, ScorePass, TileKernels } from '../contracts.ts';
import { padded, type Arena } from '../state/arena.ts';

/** Sources that are copied next to the targets at a time. */
const chunk = 16384;

/**
 * Checks of a mesh sum against the direct sum at a few hundred random targets. Targets are drawn by weight, so the
 * plain mean over targets is the mean over the mass: errors are relative in the norm of the solvers.
 */
export class TargetCheck {
  private readonly kernels: TileKernels;
  private readonly seed: number;
  private readonly most: number;
  private readonly count: number;
  private readonly arena: Arena;
  /** Columns in the run's shared memory, where SIMD kernels want theirs; made when they are first needed. */
  private targetColumns: Column[] = [];
  private pairColumns: Column[] = [];

  /** `kernels`: plain loops, or SIMD kernels over the memory of `arena`. */
  constructor(kernels: TileKernels, count: number, seed: number, most: number, arena: Arena) {
    this.kernels = kernels;
    this.count = count;
    this.seed = seed;
    this.most = most;
    this.arena = arena;
  }

  /**
   * Relative errors of `pass.force` and of the density `sum`, both already filled, at the targets. Forces are divided
   * by ratio times density: that is the weight of a particle (1 for one-sided scores), so what is compared is the score.
   */
  blob(pass: ScorePass, sum: Column, twoSided: boolean): { readonly density: number; readonly score: number } {
    const targets = this.draw(pass.source);
    const forward = this.cross(pass.z, pass.source, targets);
    const back = twoSided ? this.cross(pass.z, pass.ratio, targets).force : undefined;
    const perWeight = forward.sum.map((density, t) => 1 / (density * pass.ratio[targets[t]]));
    const exact = forward.force.map((column, a) =>
      column.map((value, t) => perWeight[t] * (pass.ratio[targets[t]] * value + (back ? pass.source[targets[t]] * back[a][t] : 0))),
    );
    const found = pass.force.map((column) => pick(column, targets).map((value, t) => perWeight[t] * value));
    return { density: relative([forward.sum], [pick(sum, targets)], 0), score: relative(exact, found, 0) };
  }

  /**
   * Relative error of `pass.rate`, already filled, at the targets. `floor`: a norm of rates (root mean square) below
   * which the error counts in absolute terms, so that a perfect equilibrium is not called inaccurate.
   */
  collisions(pass: CollisionPass, floor: number): number {
    const targets = this.draw(pass.weight);
    const ahead = padded(targets.length);
    const [x, v] = [pass.position.length, pass.velocity.length];
    if (this.pairColumns.length === 0) this.pairColumns = this.arena.columns(x + 3 * v + 1, ahead + chunk);
    for (const column of this.pairColumns) column.fill(0);
    let next = 0;
    const take = (columns: number): Column[] => this.pairColumns.slice(next, (next += columns));
    const copies = (columns: readonly Column[]): Column[] => {
      const copied = take(columns.length);
      columns.forEach((column, a) => copied[a].set(pick(column, targets)));
      return copied;
    };
    // Targets are copies without weight: they receive and do not give.
    const part: CollisionPass = {
      kind: 'collisions', position: copies(pass.position), velocity: copies(pass.velocity), score: copies(pass.score),
      weight: take(1)[0], rate: take(v),
    };
    const pairs: (readonly [Column, Column])[] = [[pass.weight, part.weight]];
    for (const name of ['position', 'velocity', 'score'] as const) pass[name].forEach((column, a) => pairs.push([column, part[name][a]]));
    for (let start = 0; start < this.count; start += chunk) {
      const length = Math.min(chunk, Math.ceil((this.count - start) / 8) * 8);
      for (const [from, to] of pairs) to.set(from.subarray(start, start + length), ahead);
      this.kernels.tile(part, 0, ahead, ahead, ahead + length);
    }
    return relative(part.rate.map((column) => column.slice(0, targets.length)), pass.rate.map((column) => pick(column, targets)), floor);
  }

  private draw(weight: Column): Int32Array {
    const random = seedrandom(`mesh check ${this.seed}`);
    const total = new Float64Array(this.count);
    let sum = 0;
    for (let i = 0; i < this.count; i++) total[i] = sum += Math.abs(weight[i]);
    const length = Math.min(this.most, Math.max(32, Math.floor(3e7 / this.count)));
    return Int32Array.from({ length }, () => first(total, random() * sum));
  }

  private cross(z: readonly Column[], source: Column, targets: Int32Array): { sum: Column; force: Column[] } {
    const length = padded(targets.length);
    if (this.targetColumns.length === 0) this.targetColumns = this.arena.columns(2 * z.length + 1, length);
    for (const column of this.targetColumns) column.fill(0);
    const [sum, ...rest] = this.targetColumns;
    const target = rest.slice(0, z.length);
    const force = rest.slice(z.length);
    z.forEach((column, a) => target[a].set(pick(column, targets)));
    this.kernels.cross({ kind: 'cross', target, z, source, sum, force }, 0, length);
    const found = (column: Column): Column => column.slice(0, targets.length);
    return { sum: found(sum), force: force.map(found) };
  }
}

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
