import type { GridMesh } from './mesh.ts';

/** Points of the Lagrange polynomial along each axis. */
const width = 8;

/**
 * f at any points from its values on the mesh: tensor-product Lagrange interpolation with 8 points per axis (error of
 * eighth order in the spacings), periodic in x, zero outside the velocity box. Columns per axis of x and v.
 */
export function interpolateDensity(
  mesh: GridMesh, f: Float64Array, position: readonly ArrayLike<number>[], velocity: readonly ArrayLike<number>[],
): Float64Array {
  const { dx, dv, counts, positions } = mesh;
  const axes = dx + dv;
  const first = new Int32Array(axes);
  const weights = Array.from({ length: axes }, () => new Float64Array(width));
  const count = velocity[0].length;
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let inside = true;
    for (let axis = 0; axis < axes; axis++) {
      if (axis < dx) {
        first[axis] = lagrange(position[axis][i] / mesh.spacingX, 0, weights[axis]);
        continue;
      }
      const at = (velocity[axis - dx][i] - mesh.velocity[axis - dx][0]) / mesh.spacings[axis - dx];
      if (!(at >= -0.5 && at <= counts[axis - dx] - 0.5)) inside = false;
      first[axis] = lagrange(at, counts[axis - dx], weights[axis]);
    }
    if (!inside) continue;
    const visit = (axis: number, place: number): number => {
      let sum = 0;
      for (let j = 0; j < width; j++) {
        const index = axis < dx ? (((first[axis] + j) % positions) + positions) % positions : first[axis] + j;
        const next = place * (axis < dx ? positions : counts[axis - dx]) + index;
        sum += weights[axis][j] * (axis === axes - 1 ? f[next] : visit(axis + 1, next));
      }
      return sum;
    };
    out[i] = visit(0, 0);
  }
  return out;
}

/**
 * Fills the weights of the points around `at` (in cells) and returns the first of them, kept within 0 ... count -
 * 1 (count 0: anywhere).
 */
function lagrange(at: number, count: number, weights: Float64Array): number {
  let first = Math.floor(at) - width / 2 + 1;
  if (count > 0) first = Math.max(0, Math.min(count - width, first));
  for (let j = 0; j < width; j++) {
    let weight = 1;
    for (let k = 0; k < width; k++) if (k !== j) weight *= (at - first - k) / (j - k);
    weights[j] = weight;
  }
  return first;
}
