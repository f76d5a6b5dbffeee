import type { KernelSpec } from '../contracts.ts';
import type { CollisionResolution } from './collision-mesh.ts';
import type { Resolution } from './laid-mesh.ts';

/** Relative error of the score at a spacing of 0.7 standard deviations, sixth order, and the power of its fall (measured, docs). */
export const blobError = { at: 0.7, error: 1e-3, power: 7 };

/** First guess of the density mesh for a relative tolerance; the check decides. */
export function blobResolution(tolerance: number): Resolution {
  const spacing = blobError.at * (tolerance / blobError.error) ** (1 / blobError.power);
  return { order: 6, spacing: rounded(Math.min(1, Math.max(0.3, spacing))) };
}

/**
 * Spacings (in standard deviations of the velocities) at which the collision sum is good to 1e-3, by gamma, with
 * splines of order 4, far from equilibrium and near it, and the power with which the error falls. A stronger singularity
 * misses more close encounters; for gamma > 0 the little that is left near equilibrium asks for a finer mesh.
 */
const collisionSpacing: Readonly<Record<number, readonly (readonly [gamma: number, spacing: number, power: number])[]>> = {
  2: [[-3, 0.1, 1], [-2, 0.45, 2.5], [-1, 0.8, 4], [0, 0.9, 5], [1, 0.75, 5]],
  3: [[-3, 0.42, 2], [-2, 0.6, 3], [-1, 0.85, 4], [0, 0.95, 4], [1, 0.7, 4]],
};

/** First guess of the collision mesh for a relative tolerance; the check decides. */
export function collisionResolution(dimension: number, gamma: number, tolerance: number): CollisionResolution & { readonly power: number } {
  const table = collisionSpacing[dimension];
  const last = table[table.length - 1];
  let [, spacing, power] = gamma <= -3 ? table[0] : last;
  for (let k = 0; k + 1 < table.length; k++) {
    const [low, high] = [table[k], table[k + 1]];
    if (gamma < low[0] || gamma > high[0]) continue;
    const part = (gamma - low[0]) / (high[0] - low[0]);
    [spacing, power] = [low[1] + part * (high[1] - low[1]), low[2] + part * (high[2] - low[2])];
  }
  return { order: 4, spacing: rounded(Math.min(1.2, spacing * (tolerance / 1e-3) ** (1 / power))), power, series: tolerance };
}

/** Three digits: a spacing does not depend on the last bits of a power or of a measured error. */
const rounded = (spacing: number): number => Number(spacing.toPrecision(3));

/** Smallest spacing that refinement may reach: a sixteenth of the first guess. */
const finest = 1 / 16;

/** What an earlier, coarser mesh was found to do. */
export interface Tried {
  readonly spacing: number;
  readonly error: number;
}

/** How an error falls with the spacing: with a power of it, from the first guess on; `aim` is what it should come to. */
export interface Fall {
  readonly first: number;
  readonly power: number;
  readonly aim: number;
}

/**
 * Spacing for the next try after `error` was measured, aiming at two thirds of what it should come to; at most halved, at
 * least a tenth finer. Undefined when refining will not help: the mesh is fine already, or the error has fallen so slowly
 * since `before` that the finest mesh would not do.
 */
export function finer({ first, power, aim }: Fall, spacing: number, error: number, before: Tried | undefined): number | undefined {
  if (!Number.isFinite(error) || spacing <= finest * first) return undefined;
  if (before) {
    const seen = Math.log(before.error / error) / Math.log(before.spacing / spacing);
    if (!(seen > 0) || error * ((finest * first) / spacing) ** seen > aim) return undefined;
  }
  return rounded(spacing * Math.min(0.9, Math.max(0.5, ((0.67 * aim) / error) ** (1 / power))));
}

/**
 * Particles from which `auto` takes the mesh, by position and velocity dimensions: two to five times as many as those
 * from which it takes less processor time than direct SIMD sums (docs/large-n.md). There it saves most of the time, and
 * smaller runs are quick anyway and keep the accuracy of direct sums.
 */
const paysFrom: Readonly<Record<string, number>> = { '0,2': 4000, '0,3': 8000, '1,2': 8000, '1,3': 32000 };

/**
 * Particles from which the mesh is worth its error; Infinity where there is none. In 2X and 3X a mesh serves collisions
 * under a constant kappa, which need no position axes and cost what 0X costs.
 */
export const meshPaysFrom = ({ dimensions: { x, v } }: Pick<KernelSpec, 'dimensions'>): number =>
  paysFrom[`${x > 1 ? 0 : x},${v}`] ?? Infinity;
