import type { KernelSpec } from '../contracts.ts';
import { constantKappa } from '../physics/kappa-facts.ts';

/** Why a mesh cannot serve the blob passes of a spec, or undefined. */
export function blobObstacle(spec: KernelSpec): string | undefined {
  const { x, v } = spec.dimensions;
  if (x > 1) {
    return `a mesh over ${x} position and ${v} velocity dimensions is too large; `
      + 'use sums.method direct, or random-batch for the collisions';
  }
  return velocityObstacle(spec);
}

/** Why a mesh cannot serve the collision pass of a spec, or undefined. A constant kappa needs no position axes. */
export function collisionObstacle(spec: KernelSpec): string | undefined {
  const { x } = spec.dimensions;
  if (x > 1 && constantKappa(spec) === undefined) {
    return `a collision mesh over ${x} position dimensions is too large unless kappa is constant; use sums.method direct or random-batch`;
  }
  return velocityObstacle(spec);
}

function velocityObstacle({ dimensions: { v }, regularisation }: KernelSpec): string | undefined {
  if (v < 2 || v > 3) return `the mesh serves 2 or 3 velocity dimensions, not ${v}`;
  if (regularisation === undefined) return undefined;
  return 'the regularised kernel N_delta does not conserve energy, and the mesh sums would; use sums.method direct';
}
