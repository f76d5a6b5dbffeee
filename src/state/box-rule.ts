import type { Scenario } from '../contracts.ts';
import { boxLength } from './box.ts';
import { cells as cellMarginal, type Marginal } from './marginals.ts';

/** One axis of a box. */
export interface BoxAxis {
  readonly start: number;
  readonly length: number;
  readonly periodic: boolean;
}

type ByFormulas = Extract<Scenario['initial'], { kind: 'profiles' | 'formula' }>;

/** The axes over which an f0 that is given by formulas is integrated: those of x, and of v where f0 is a formula of v. */
export function boxAxes(scenario: Scenario, { box }: ByFormulas): BoxAxis[] {
  const length = boxLength(scenario);
  const part = ({ centre, halfWidth }: NonNullable<typeof box.position>): BoxAxis[] =>
    halfWidth.map((half, d) => ({ start: centre[d] - half, length: 2 * half, periodic: false }));
  const space = length?.map((edge): BoxAxis => ({ start: 0, length: edge, periodic: true })) ?? (box.position ? part(box.position) : []);
  return [...space, ...(box.velocity ? part(box.velocity) : [])];
}

/** Cells along each axis of a box of so many axes: some seconds of work for a long formula in six dimensions. */
const across = [1, 1024, 256, 64, 40, 18, 12];

/** Cells along each axis: the same number on all, even. */
export const cellsPerAxis = (axes: number): number => across[axes];

/**
 * The midpoint rule on equal cells of a box: spectrally accurate for smooth periodic functions, and for those that have decayed
 * at the faces. Calls `visit` with each midpoint (an array used again) and the volume of a cell.
 */
export function visitCells(axes: readonly BoxAxis[], count: number, visit: (point: Float64Array, volume: number) => void): void {
  const point = new Float64Array(axes.length);
  const volume = axes.reduce((product, { length }) => product * (length / count), 1);
  const total = count ** axes.length;
  for (let cell = 0; cell < total; cell++) {
    let rest = cell;
    for (let d = axes.length - 1; d >= 0; d--) {
      const k = rest % count;
      point[d] = axes[d].start + (k + 0.5) * (axes[d].length / count);
      rest = (rest - k) / count;
    }
    visit(point, volume);
  }
}

/** Marginals of a density on a box, one for each axis, from its masses in cells. */
export class MarginalSums {
  private readonly sums: Float64Array[];
  private readonly axes: readonly BoxAxis[];
  private readonly count: number;

  constructor(axes: readonly BoxAxis[], count: number) {
    this.axes = axes;
    this.count = count;
    this.sums = axes.map(() => new Float64Array(count));
  }

  add(point: ArrayLike<number>, mass: number): void {
    this.axes.forEach(({ start, length }, d) => (this.sums[d][Math.floor(((point[d] - start) / length) * this.count)] += mass));
  }

  marginals(): Marginal[] {
    return this.axes.map(({ start, length, periodic }, d) => cellMarginal(this.sums[d], start, length / this.count, periodic));
  }
}
