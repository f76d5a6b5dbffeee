import type { BlobSums, Column, DensityPass, KernelSpec, PairSums, Reach, ScorePass } from '../contracts.ts';
import { axes, padded, type Arena } from '../state/arena.ts';
import { fillBoxes, nearFraction, neighbourOrder } from './cells.ts';

/** Particles in a cell: fewer give tighter boxes, more give longer loops (measured: 32 and 64 are the best). */
const cellLength = 32;
/** Truncation pays when no more than this fraction of the pairs is left. */
const worthwhile = 0.7;

/**
 * Blob sums without the far pairs of the Gaussian G = 2^(-|Delta|^2). Particles are sorted into cells of neighbours,
 * and two cells are skipped when G max(1, |Delta|) <= tolerance * min(source_i / sum of sources), and in the score pass
 * also <= tolerance * min(ratio_i / sum of ratios), over the particles i of each of the two. Hence, for every particle,
 *   density   |error of sum_i|   <= tolerance * source_i <= tolerance * sum_i,
 *   score     |error of force_i| <= 2 tolerance * ratio_i * source_i,   |error of back_i| <= tolerance * back_i.
 * Which pairs are skipped depends on the particles alone, so the bits are the same for any number of threads. Entries
 * without source are not considered in the bounds. `direct` runs the passes; the particles themselves are not moved.
 */
export class TruncatedSums implements BlobSums {
  readonly name = 'truncated';
  private readonly direct: PairSums;
  private readonly count: number;
  private readonly tolerance: number;
  private readonly z: readonly Column[];
  private readonly source: Column;
  private readonly ratio: Column;
  private readonly outputs: readonly Column[];
  private readonly reach: Reach;
  private order: Int32Array = new Int32Array(0);

  constructor(direct: PairSums, spec: KernelSpec, count: number, tolerance: number, arena: Arena) {
    const dimension = spec.dimensions.x + spec.dimensions.v;
    const capacity = padded(count);
    const cells = Math.ceil(count / cellLength);
    const boxes = axes(arena.vector(2 * dimension * padded(cells)), 2 * dimension);
    this.direct = direct;
    this.count = count;
    this.tolerance = tolerance;
    this.z = arena.columns(dimension, capacity);
    this.source = arena.vector(capacity);
    this.ratio = arena.vector(capacity);
    this.outputs = arena.columns(dimension + 1, capacity);
    this.reach = {
      length: cellLength, low: boxes.slice(0, dimension), high: boxes.slice(dimension), range: arena.vector(cells),
      period: spec.blobPeriod,
    };
  }

  async density(pass: DensityPass): Promise<void> {
    this.sort(pass.z);
    this.gather(pass.source, this.source);
    this.setRanges([this.source]);
    const [sum] = this.outputs;
    await this.direct.run({ kind: 'density', z: this.z, source: this.source, sum, reach: this.reach });
    this.scatter(sum, pass.sum);
  }

  async score(pass: ScorePass): Promise<void> {
    this.sort(pass.z);
    this.gather(pass.source, this.source);
    this.gather(pass.ratio, this.ratio);
    this.setRanges([this.source, this.ratio]);
    const force = this.outputs.slice(0, this.z.length);
    const back = this.outputs[this.z.length];
    await this.direct.run({ kind: 'score', z: this.z, source: this.source, ratio: this.ratio, force, back, reach: this.reach });
    force.forEach((column, axis) => this.scatter(column, pass.force[axis]));
    this.scatter(back, pass.back);
  }

  /** The fraction of pairs of cells that a density pass would keep. */
  keptFraction(pass: DensityPass): number {
    this.sort(pass.z);
    this.gather(pass.source, this.source);
    this.setRanges([this.source]);
    return nearFraction(this.reach, this.reach.range.length);
  }

  /** Sorts anew unless the particles are where they were: the score pass follows the density pass at the same z. */
  private sort(z: readonly Column[]): void {
    if (this.order.length === this.count && z.every((column, axis) => this.sameAs(column, this.z[axis]))) return;
    this.order = neighbourOrder(z, this.count, cellLength);
    z.forEach((column, axis) => this.gather(column, this.z[axis]));
    fillBoxes(this.reach, this.z, this.count);
  }

  private sameAs(column: Column, sorted: Column): boolean {
    return this.order.every((from, to) => column[from] === sorted[to]);
  }

  private gather(column: Column, sorted: Column): void {
    for (let to = 0; to < this.count; to++) sorted[to] = column[this.order[to]];
  }

  private scatter(sorted: Column, column: Column): void {
    column.fill(0);
    for (let from = 0; from < this.count; from++) column[this.order[from]] = sorted[from];
  }

  /** The range of each cell: where G max(1, |Delta|) falls below the tolerance times its smallest share of each kind. */
  private setRanges(kinds: readonly Column[]): void {
    const { range } = this.reach;
    range.fill(0);
    for (const kind of kinds) {
      const total = kind.subarray(0, this.count).reduce((sum, value) => sum + value, 0);
      for (let cell = 0; cell < range.length; cell++) {
        let least = Infinity;
        for (let i = cell * cellLength; i < Math.min(this.count, (cell + 1) * cellLength); i++) {
          if (kind[i] > 0 && kind[i] < least) least = kind[i];
        }
        range[cell] = Math.max(range[cell], rangeSquared((this.tolerance * least) / total));
      }
    }
  }
}

/**
 * R^2 such that 2^(-r^2) max(1, r) <= threshold for all r >= R: with L = -log2(threshold), R^2 = L + log2(L + 4) / 2
 * does it for 1 <= L <= 250, because R^2 - log2(R) >= L as long as log2(L + 4) / 2 <= 4. Beyond, nothing is left out.
 */
export function rangeSquared(threshold: number): number {
  const bits = Math.max(1, -Math.log2(threshold));
  return bits > 250 ? Infinity : bits + 0.5 * Math.log2(bits + 4);
}

/** Whether leaving out far pairs is worth the sorting, judged by the pairs of cells that a density pass keeps. */
export const truncationPays = (sums: TruncatedSums, pass: DensityPass): boolean => sums.keptFraction(pass) < worthwhile;
