import type { VelocitySpace } from '../contracts.ts';
import { spaceWith } from '../dynamics/space.ts';

/**
 * Coordinates y of velocity fields in an orthonormal basis of the particles' inner product sum_i w_i a_i . b_i: inner
 * products are plain ones. `constants` holds the coordinates of the constant fields e_1 ... e_dv, read at every call.
 */
export function coordinateSpace(length: number, constants: readonly Float64Array[]): VelocitySpace {
  const dot = (a: Float64Array, b: Float64Array): number => {
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let k = 0; k < length; k += 4) {
      s0 += a[k] * b[k];
      s1 += a[k + 1] * b[k + 1];
      s2 += a[k + 2] * b[k + 2];
      s3 += a[k + 3] * b[k + 3];
    }
    return s0 + s1 + (s2 + s3);
  };
  const field = (center: readonly number[], k: number): number => center.reduce((sum, u, axis) => sum + u * constants[axis][k], 0);
  return {
    ...spaceWith(length, dot),
    mass: () => dot(constants[0], constants[0]),
    sum: (a) => constants.map((constant) => dot(constant, a)),
    exactDot: dot,
    squareAbout(center, a) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += (a[k] - field(center, k)) ** 2;
      return sum;
    },
    scaleAbout(center, factor, a) {
      for (let k = 0; k < length; k++) {
        const u = field(center, k);
        a[k] = u + factor * (a[k] - u);
      }
    },
    euclidean: (a) => Math.sqrt(dot(a, a)),
  };
}
