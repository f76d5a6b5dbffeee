import type { BlobSums, Column, DensityPass, KernelSpec, PairSums, Reach, ScoredSources, ScorePass, Sources } from '../contracts.ts';
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
  private readonly tolerance: number;
  /** The points in the order of the cells. */
  private readonly sorted: ScoredSources & { count: number; revision: number };
  private readonly outputs: readonly Column[];
  private readonly reach: Reach;
  private order: Int32Array = new Int32Array(0);
  /** The coordinates that were sorted. */
  private from: readonly Column[] = [];

  /** `capacity`: entries of the columns that are to come. */
  constructor(direct: PairSums, spec: KernelSpec, capacity: number, tolerance: number, arena: Arena) {
    const dimension = spec.dimensions.x + spec.dimensions.v;
    const cells = Math.ceil(capacity / cellLength);
    const boxes = axes(arena.vector(2 * dimension * padded(cells)), 2 * dimension);
    this.direct = direct;
    this.tolerance = tolerance;
    this.sorted = {
      count: 0, revision: NaN, z: arena.columns(dimension, capacity), source: arena.vector(capacity), ratio: arena.vector(capacity),
    };
    this.outputs = arena.columns(dimension + 1, capacity);
    this.reach = {
      length: cellLength, low: boxes.slice(0, dimension), high: boxes.slice(dimension), range: arena.vector(cells),
      period: spec.blobPeriod,
    };
  }

  async density({ columns, output }: DensityPass): Promise<void> {
    const { sorted, reach } = this;
    this.sort(columns);
    const [sum] = this.outputs;
    this.setRanges([sorted.source]);
    await this.direct.run({ kind: 'density', rows: sorted, columns: sorted, output: { sum }, reach } satisfies DensityPass);
    this.scatter(sum, output.sum);
  }

  async score({ columns, output }: ScorePass): Promise<void> {
    const { sorted, reach } = this;
    this.sort(columns);
    this.gather(columns.ratio, sorted.ratio);
    this.setRanges([sorted.source, sorted.ratio]);
    const force = this.outputs.slice(0, sorted.z.length);
    const back = this.outputs[sorted.z.length];
    await this.direct.run({ kind: 'score', rows: sorted, columns: sorted, output: { force, back }, reach } satisfies ScorePass);
    force.forEach((column, axis) => this.scatter(column, output.force[axis]));
    this.scatter(back, output.back);
  }

  /** The fraction of pairs of cells that a density pass would keep. */
  keptFraction({ columns }: DensityPass): number {
    this.sort(columns);
    this.setRanges([this.sorted.source]);
    return nearFraction(this.reach, this.cells);
  }

  private get cells(): number {
    return Math.ceil(this.sorted.count / cellLength);
  }

  /** Sorts anew unless the points are those of the last pass: the score pass follows the density pass. */
  private sort({ count, revision, z, source }: Sources): void {
    const { sorted } = this;
    if (this.from === z && sorted.count === count && sorted.revision === revision) return;
    this.from = z;
    Object.assign(sorted, { count, revision });
    this.order = neighbourOrder(z, count, cellLength);
    z.forEach((column, axis) => this.gather(column, sorted.z[axis]));
    this.gather(source, sorted.source);
    fillBoxes(this.reach, sorted.z, count);
  }

  private gather(column: Column, sorted: Column): void {
    this.order.forEach((from, to) => (sorted[to] = column[from]));
    sorted.fill(0, this.order.length);
  }

  private scatter(sorted: Column, column: Column): void {
    column.fill(0);
    this.order.forEach((to, from) => (column[to] = sorted[from]));
  }

  /** The range of each cell: where G max(1, |Delta|) falls below the tolerance times its smallest share of each kind. */
  private setRanges(kinds: readonly Column[]): void {
    const { range } = this.reach;
    const { count } = this.sorted;
    range.fill(0);
    for (const kind of kinds) {
      const total = kind.subarray(0, count).reduce((sum, value) => sum + value, 0);
      for (let cell = 0; cell < this.cells; cell++) {
        let least = Infinity;
        for (let i = cell * cellLength; i < Math.min(count, (cell + 1) * cellLength); i++) {
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
