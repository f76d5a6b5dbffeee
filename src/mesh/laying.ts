import type { Column } from '../contracts.ts';
import { modes, transformLength, type Extent, type MeshAxis, type MeshGrid, type SplineOrder } from './grid.ts';
import { splineCorrection } from './influence.ts';
import type { MeshPlace } from './laid-mesh.ts';
import { waveNumber } from './multiply.ts';
import { cosineSeries, taper } from './symbol.ts';

/** The ball of velocities that a kernel serves without cut. */
export interface Ball {
  readonly centre: readonly number[];
  readonly radius: number;
}

/** Where a mesh for a kernel of velocities lies. */
export interface CollisionPlace extends MeshPlace {
  readonly ball: Ball;
}

/** Period over diameter of the velocity cloud: the kernel is cut smoothly in the 30 % between. */
const periodRatio = 2.3;
/** Room for particles to move before the mesh has to be laid anew, as a part of the radius. */
const margin = 0.05;
/** Nodes of a position axis, unless fewer are asked for. */
const mostPositionNodes = 192;

/** The ball about the middle of the velocities' extents, with room to move. */
export function ballOf(velocity: readonly Column[], count: number, extents: readonly Extent[]): Ball {
  const centre = extents.map(([low, high]) => (low + high) / 2);
  return { centre, radius: (1 + margin) * farthest(velocity, count, centre) };
}

/** Whether the velocities are in the ball. */
export const holds = ({ centre, radius }: Ball, velocity: readonly Column[], count: number): boolean =>
  farthest(velocity, count, centre) <= radius;

/** Largest distance from the point `centre`. */
function farthest(velocity: readonly Column[], count: number, centre: readonly number[]): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let a = 0; a < velocity.length; a++) square += (velocity[a][i] - centre[a]) * (velocity[a][i] - centre[a]);
    if (!(square <= largest)) largest = square;
  }
  return Math.sqrt(largest);
}

/** Velocity axes for a kernel that reaches across the ball; `h` is their spacing. */
export function velocityAxes(extents: readonly Extent[], { centre, radius }: Ball, order: SplineOrder, h: number): MeshAxis[] {
  const nodes = transformLength(Math.min(1e6, Math.ceil((periodRatio * (2 * radius + order * h)) / h)));
  const widest = Math.max(...extents.flatMap((ends, a) => ends.map((v) => Math.abs(v - centre[a]))));
  const half = Math.min(radius, (1 + margin) * widest);
  const occupied = Math.min(nodes, Math.ceil((2 * half) / h) + order + 2);
  return centre.map((middle) => ({ count: nodes, spacing: h, origin: middle - half - (order / 2) * h, periodic: false, occupied }));
}

/** How a position axis is wanted. */
export interface PositionWish {
  readonly order: SplineOrder;
  /** Period of the box; 0: free space. */
  readonly length: number;
  /** Relative error allowed to the Fourier series of kappa. */
  readonly series: number;
  readonly most?: number;
}

/** The position axis for kappa: that of the box, or one about the points. */
export function positionAxis(kappa: (r: number) => number, [low, high]: Extent, wish: PositionWish): MeshAxis {
  const { order, length } = wish;
  if (length > 0) {
    const nodes = positionNodes(kappa, length, order, wish);
    return { count: nodes, spacing: length / nodes, origin: 0, periodic: true, occupied: nodes };
  }
  const wide = Math.max((1 + 2 * margin) * (high - low), 1e-3);
  const period = periodRatio * wide;
  const nodes = positionNodes((r) => kappa(r) * taper(r, wide, period - wide), period, 2 * order, wish);
  const spacing = period / (nodes - order);
  const occupied = Math.min(nodes, Math.ceil(wide / spacing) + order + 1);
  return { count: transformLength(nodes), spacing, origin: (low + high - wide) / 2 - (order / 2) * spacing, periodic: false, occupied };
}

/** Separable factors of a kernel's symbol by mesh axis: the spline correction, times the series of kappa on position axes. */
export function separableTables(grid: MeshGrid, positionAxes: readonly MeshAxis[], kappa: (r: number) => number): Float64Array[] {
  const tables = grid.axes.map((axis, a) => splineCorrection(grid.order, axis.count, modes(grid, a)));
  positionAxes.forEach((axis, c) => {
    const series = kappaSeries(kappa, axis);
    const table = tables[grid.placement[c]];
    table.forEach((value, k) => (table[k] = value * series[Math.abs(waveNumber(k, axis.count))]));
  });
  return tables;
}

function kappaSeries(kappa: (r: number) => number, axis: MeshAxis): Float64Array {
  const period = axis.count * axis.spacing;
  const wide = (axis.occupied + 1) * axis.spacing;
  return cosineSeries(axis.periodic ? kappa : (r) => kappa(r) * taper(r, wide, period - wide), period, axis.count / 2 + 1);
}

/** The shortest mesh whose outer third of wave numbers carries less than 0.3 `series` of that of kappa, or one of `most` nodes. */
function positionNodes(
  f: (r: number) => number, period: number, least: number, { series: tolerance, most = mostPositionNodes }: PositionWish,
): number {
  const series = cosineSeries(f, period, 1 + mostPositionNodes);
  const total = series.reduce((sum, value) => sum + Math.abs(value), 0);
  let tail = 0;
  let kept = series.length;
  while (kept > 1 && tail + Math.abs(series[kept - 1]) <= 0.3 * tolerance * total) tail += Math.abs(series[--kept]);
  return transformLength(Math.max(least, Math.min(most, 3 * kept)));
}
