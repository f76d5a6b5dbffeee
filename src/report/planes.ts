import type { Scenario } from '../contracts.ts';
import { axisNames } from '../math/axes.ts';
import { boxLength } from '../state/box.ts';
import type { Equilibrium } from '../state/moments.ts';
import type { Axis } from './nouns.ts';

/** Which planes of phase space are drawn, how finely, and at how many times. */

/** A coordinate of phase space. */
export interface Coordinate {
  readonly kind: 'position' | 'velocity';
  /** Its axis: 0, 1, 2. */
  readonly d: number;
  /** As the page names it: x, v_x. */
  readonly label: string;
}

/** Two coordinates, over which f is drawn with all others integrated over. */
export type Plane = readonly [Coordinate, Coordinate];

/** Frames of a plane at most. */
const mostFrames = 48;
/** Values in all frames of a page: 2 bytes each, a third more as text. */
const mostValues = 5.5e5;
/** Points of a plane along each axis: the first plane, and the others. */
export const points = { first: 96, other: 64 };

/** Every pair of coordinates, positions first; the one that says most, (x, v_x) or (v_x, v_y), first of all. */
export function planesOf(dx: number, dv: number): Plane[] {
  const coordinates: Coordinate[] = [
    ...axisNames.slice(0, dx).map((name, d) => ({ kind: 'position' as const, d, label: name })),
    ...axisNames.slice(0, dv).map((name, d) => ({ kind: 'velocity' as const, d, label: `v_${name}` })),
  ];
  const planes = coordinates.flatMap((a, k) => coordinates.slice(k + 1).map((b): Plane => [a, b]));
  const rank = ([a, b]: Plane): number => (a.kind === b.kind ? (a.kind === 'velocity' ? 1 : 3) : a.d === b.d ? 0 : 2);
  return planes.toSorted((a, b) => rank(a) - rank(b));
}

/** All of 0 ... count - 1, or `most` of them, first and last included. */
export function evenly(count: number, most: number): Set<number> {
  if (count <= most) return new Set(Array.from({ length: count }, (_, k) => k));
  return new Set(Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1))));
}

/**
 * Which of `count` snapshots each plane shows, at least two: the first plane at most 48 of them, the others as many as the
 * page has room for. `share` is the part of the page that this run has, `sizes` are the points of the planes.
 */
export function framesOf(count: number, sizes: readonly number[], share: number, most = mostFrames): Set<number>[] {
  const room = mostValues * share;
  const first = Math.max(2, Math.min(most, Math.floor((0.6 * room) / sizes[0])));
  const rest = sizes.slice(1).reduce((sum, size) => sum + size, 0);
  const others = Math.max(2, Math.min(first, Math.floor((room - first * sizes[0]) / rest)));
  return sizes.map((_, k) => evenly(count, k === 0 ? first : others));
}

/** What f is along a coordinate in equilibrium: uniform over a periodic box, a Maxwellian of the run's own u and T. */
export function equilibriumAlong({ kind, d }: Coordinate, scenario: Scenario, equilibrium: Equilibrium): Axis['equilibrium'] {
  if (kind === 'velocity') return { mean: equilibrium.meanVelocity[d], temperature: equilibrium.temperature };
  const length = boxLength(scenario)?.[d];
  return length === undefined ? undefined : { length };
}
