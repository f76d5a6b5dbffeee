import { MeshRefusal } from './refusal.ts';

/** One axis of a mesh: node m stands at origin + m * spacing. */
export interface MeshAxis {
  readonly count: number;
  readonly spacing: number;
  readonly origin: number;
  readonly periodic: boolean;
  /** Nodes [0, occupied) are all that particles touch; the rest is padding. */
  readonly occupied: number;
}

/** Degree of the B-spline plus one: the nodes that a particle touches along each axis. */
export type SplineOrder = 4 | 6;

/**
 * A mesh always has four axes, so that one loop body serves every dimension; those that a run does not have hold one
 * node. Axis 0 is cut into slabs for the threads and is the only one that may be periodic; axis 3 is contiguous in
 * memory and is transformed from real to complex in place, which takes two spare doubles a row.
 */
export interface MeshGrid {
  readonly order: SplineOrder;
  readonly axes: readonly [MeshAxis, MeshAxis, MeshAxis, MeshAxis];
  /** Mesh axis of each particle column. */
  readonly placement: readonly number[];
  readonly rowLength: number;
  /** Doubles from one node to the next along axes 0, 1, 2. */
  readonly strides: readonly [number, number, number];
  /** Doubles in all. */
  readonly length: number;
}

const absent: MeshAxis = { count: 1, spacing: 1, origin: 0, periodic: false, occupied: 1 };

const placements: Readonly<Record<number, readonly number[]>> = { 2: [0, 3], 3: [0, 2, 3], 4: [0, 1, 2, 3] };

/** Builds the mesh of 2 to 4 axes, given in the order of the particle columns. Throws a MeshRefusal beyond. */
export function meshGrid(order: SplineOrder, given: readonly MeshAxis[]): MeshGrid {
  const placement = placements[given.length];
  if (!placement) {
    throw new MeshRefusal(`a mesh has 2 to 4 axes, these particles have ${given.length}: use sums.method direct or random-batch`);
  }
  const axes: [MeshAxis, MeshAxis, MeshAxis, MeshAxis] = [absent, absent, absent, absent];
  given.forEach((axis, column) => (axes[placement[column]] = axis));
  const rowLength = axes[3].count + 2;
  const strides: [number, number, number] = [axes[1].count * axes[2].count * rowLength, axes[2].count * rowLength, rowLength];
  return { order, axes, placement, rowLength, strides, length: axes[0].count * strides[0] };
}

/** The smallest even number of the form 2^a 3^b 5^c that is at least n: lengths that the transform likes. */
export function transformLength(n: number): number {
  for (let length = Math.max(2, 2 * Math.ceil(n / 2)); ; length += 2) if (isSmooth(length)) return length;
}

function isSmooth(n: number): boolean {
  for (const factor of [2, 3, 5]) while (n % factor === 0) n /= factor;
  return n === 1;
}

/** Complex numbers of a transformed mesh along an axis: axis 3 goes from real to complex and keeps half of them. */
export const modes = ({ axes }: MeshGrid, axis: number): number => (axis === 3 ? axes[3].count / 2 + 1 : axes[axis].count);

/** Smallest and largest coordinate of points along an axis. */
export type Extent = readonly [low: number, high: number];

/** Smallest and largest of the first `count` entries; NaN when one of them is. */
export function extent(column: Float64Array, count: number): Extent {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = column[i];
    if (value < low) low = value;
    if (value > high) high = value;
    if (value !== value) return [NaN, NaN];
  }
  return [low, high];
}

/** How many times the occupied part of an axis points may lie from its middle before they count as astray. */
const astray = 4;

/**
 * Points that no state of a run would have in the next moment: not finite, or far outside the mesh that held the last
 * ones. Iterates of a diverging solver look like that; they get NaN for an answer and the step is refused, where a
 * mesh laid around them would be useless or too large.
 */
export function isAstray(grid: MeshGrid, extents: readonly Extent[]): boolean {
  return extents.some(([low, high], c) => {
    const { origin, spacing, occupied, periodic } = grid.axes[grid.placement[c]];
    const half = (occupied * spacing) / 2;
    const farthest = Math.max(Math.abs(low - origin - half), Math.abs(high - origin - half));
    return !Number.isFinite(farthest) || (!periodic && farthest > astray * half);
  });
}

/** True when the splines of all points stay on the occupied nodes. `extents` in column order. */
export function covers({ axes, order, placement }: MeshGrid, extents: readonly Extent[]): boolean {
  return extents.every(([low, high], c) => {
    const { origin, spacing, occupied, periodic } = axes[placement[c]];
    const first = Math.floor((low - origin) / spacing) - (order / 2 - 1);
    const last = Math.floor((high - origin) / spacing) + order / 2;
    return periodic || (first >= 0 && last < occupied);
  });
}
