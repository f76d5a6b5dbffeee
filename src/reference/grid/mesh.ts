import type { Scenario } from '../../contracts.ts';
import { Refusal } from '../../refusal.ts';
import { highestWave, initialSpread } from '../initial-spread.ts';

/**
 * A tensor mesh: uniform points along at most one periodic position axis, and cell-centred uniform points along each
 * velocity axis, as many and as far apart as that axis wants. f is stored as one array, position slowest, last velocity axis fastest.
 */
export interface GridMesh {
  readonly dx: number;
  readonly dv: number;
  /** Points of each position axis: m L / count. */
  readonly position: readonly Float64Array[];
  /** Points of each velocity axis: centre - halfWidth + (j + 1/2) h. */
  readonly velocity: readonly Float64Array[];
  /** Points along x (1 without x). */
  readonly positions: number;
  /** Points along each velocity axis, their spacing, and how far apart neighbours lie in a slab. */
  readonly counts: readonly number[];
  readonly spacings: readonly number[];
  readonly strides: readonly number[];
  /** Points of one velocity slab. */
  readonly slab: number;
  /** L / positions, 1 without x. */
  readonly spacingX: number;
  readonly length: number;
  /** Volume of a cell. */
  readonly cell: number;
  /** Each velocity coordinate at every point of a slab. */
  readonly coordinates: readonly Float64Array[];
}

export interface Resolution {
  /** Points along x, a multiple of 4; default 32, more for high modes. */
  readonly positionPoints?: number;
  /** Points along every velocity axis, or along each: multiples of 4. Default: spacing at most 0.42 sqrt(coldest temperature there). */
  readonly velocityPoints?: number | readonly number[];
  /** Half the edge of the velocity box, or of each axis; default 6.5 thermal widths of the hottest component beyond its mean velocity. */
  readonly velocityHalfWidth?: number | readonly number[];
}

/** The mesh for a scenario with analytic data. Throws a Refusal when the scenario is outside the solver's reach. */
export function gridMesh(scenario: Scenario, resolution: Resolution = {}): GridMesh {
  const { equation, domain } = scenario;
  const { x: dx, v: dv } = equation.dimensions;
  if (dx > 1) throw new Refusal('input', `the grid solver has at most one position axis, here ${dx}`);
  if (dv < 2 || dv > 3) throw new Refusal('input', `the grid solver has 2 or 3 velocity axes, here ${dv}`);
  if (dx === 1 && domain?.x.kind !== 'periodic') throw new Refusal('input', 'the grid solver needs a periodic box, here free space');
  const length = dx === 1 && domain?.x.kind === 'periodic' ? domain.x.length[0] : 1;
  const extent = velocityExtent(scenario);
  const halfWidths = perAxis(dv, resolution.velocityHalfWidth, 'half widths') ?? extent.halfWidths;
  const sizes = equation.gamma === 0 ? [16, 24, 32, 40, 48, 64, 80, 96, 128] : [16, 32, 64, 128];
  const wanted = halfWidths.map((half, axis) => (2 * half) / (0.42 * Math.sqrt(extent.coldest[axis])));
  const enough = (count: number): number => sizes.find((size) => size >= count) ?? sizes[sizes.length - 1];
  const counts = perAxis(dv, resolution.velocityPoints, 'numbers of points') ?? wanted.map(enough);
  const odd = counts.find((count) => count % 4 !== 0 || count < 8);
  if (odd !== undefined) throw new Refusal('input', `velocity points must be a multiple of 4 from 8 on, not ${odd}`);
  const positions = dx === 0 ? 1 : (resolution.positionPoints ?? positionsFor(scenario));
  if (dx === 1 && (positions % 4 !== 0 || positions < 4))
    throw new Refusal('input', `position points must be a multiple of 4, not ${positions}`);

  const spacings = counts.map((count, axis) => (2 * halfWidths[axis]) / count);
  const velocity = counts.map((count, axis) =>
    Float64Array.from({ length: count }, (_, j) => extent.centre[axis] - halfWidths[axis] + (j + 0.5) * spacings[axis]),
  );
  const strides = counts.map((_, axis) => counts.slice(axis + 1).reduce((product, count) => product * count, 1));
  const slab = counts[0] * strides[0];
  const coordinates = velocity.map((line, axis) =>
    Float64Array.from({ length: slab }, (_, q) => line[Math.floor(q / strides[axis]) % counts[axis]]),
  );
  const spacingX = dx === 1 ? length / positions : 1;
  const position = dx === 1 ? [Float64Array.from({ length: positions }, (_, m) => m * spacingX)] : [];
  const cell = spacings.reduce((product, spacing) => product * spacing, spacingX);
  return { dx, dv, position, velocity, positions, counts, spacings, strides, slab, spacingX, length, cell, coordinates };
}

/** One number for all axes, or one for each. */
function perAxis(dv: number, value: number | readonly number[] | undefined, what: string): readonly number[] | undefined {
  if (value === undefined) return undefined;
  const values = typeof value === 'number' ? Array.from({ length: dv }, () => value) : value;
  if (values.length !== dv) throw new Refusal('input', `the velocity mesh wants 1 or ${dv} ${what}, not ${values.length}`);
  return values;
}

/** 32 points along x; more for high modes, and four a wave of the shortest of a profile's. */
function positionsFor(scenario: Scenario): number {
  const { initial } = scenario;
  if (initial.kind === 'profiles') return Math.min(128, Math.max(32, 8 * Math.ceil(highestWave(scenario, initial, 32) / 2)));
  if (initial.kind !== 'maxwellians') return 32;
  return Math.max(32, 16 * Math.max(1, ...initial.components.map(({ space }) => (space.kind === 'cosine' ? Math.abs(space.mode[0]) : 1))));
}

/** Centre and half widths of the velocity box that holds the data now and after relaxation, and the coldest temperature of each axis. */
function velocityExtent(scenario: Scenario): { centre: number[]; halfWidths: number[]; coldest: number[] } {
  const { initial, equation } = scenario;
  const dv = equation.dimensions.v;
  const axes = Array.from({ length: dv }, (_, i) => i);
  if (initial.kind === 'profiles' || initial.kind === 'formula') {
    const { mean, covariance, velocity } = initialSpread(scenario, initial);
    const centre = axes.map((i) => mean[mean.length - dv + i]);
    const total = axes.reduce((sum, i) => sum + covariance[mean.length - dv + i][mean.length - dv + i], 0) / dv;
    const halfWidths = velocity.map(({ slowest, fastest, hottest }, i) =>
      Math.max(centre[i] - slowest, fastest - centre[i]) + 6.5 * Math.sqrt(Math.max(total, hottest)));
    return { centre, halfWidths, coldest: velocity.map(({ coldest }) => coldest) };
  }
  // BKW: temperature 1, and K >= 1/2 the narrowest Gaussian it is made of.
  if (initial.kind !== 'maxwellians') return { centre: axes.map(() => 0), halfWidths: axes.map(() => 6.5), coldest: axes.map(() => 0.5) };
  const { components } = initial;
  const mass = components.reduce((sum, c) => sum + c.mass, 0);
  const centre = axes.map((i) => components.reduce((sum, c) => sum + c.mass * c.velocity[i], 0) / mass);
  const total =
    components.reduce(
      (sum, c) => sum + c.mass * axes.reduce((s, i) => s + c.temperature[i] + (c.velocity[i] - centre[i]) ** 2, 0),
      0,
    ) / (mass * dv);
  const halfWidths = axes.map((i) =>
    Math.max(...components.map((c) => Math.abs(c.velocity[i] - centre[i]) + 6.5 * Math.sqrt(Math.max(total, c.temperature[i])))),
  );
  return { centre, halfWidths, coldest: axes.map((i) => Math.min(...components.map((c) => c.temperature[i]))) };
}
