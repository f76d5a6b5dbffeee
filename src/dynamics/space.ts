import type { Share, Space, VelocitySpace } from '../contracts.ts';
import { blockSum, compensatedSum } from '../math/sum.ts';
import { any, countOf } from '../ranks/share.ts';
import { padded } from '../state/arena.ts';

/** A space with the inner product `dot`, plain coefficients with a mass matrix for instance. */
export const spaceWith = (length: number, dot: Space['dot']): Space => ({ length, dot, norm: (a) => Math.sqrt(dot(a, a)), finite });

/** True when no entry is NaN or infinite. */
function finite(a: Float64Array): boolean {
  // x - x is 0 for finite x and NaN otherwise.
  let test = 0;
  for (let k = 0; k < a.length; k++) test += a[k] - a[k];
  return test === 0;
}

/**
 * The velocity space of particles with the given inertia (a column, read at every call; its length a multiple of 8). `share`
 * says how they are shared out among ranks: the sums are those of all.
 */
export function velocitySpace(inertia: Float64Array, axes: number, share?: Share): VelocitySpace {
  const stride = inertia.length;
  const length = axes * stride;
  // What lies behind a rank's particles is no particle of the next one.
  const count = share ? padded(countOf(share)) : stride;

  const dot = (a: Float64Array, b: Float64Array): number => blockSum(count, (begin, end) => partialDot(inertia, a, b, begin, end), share);
  return {
    ...spaceWith(length, dot),
    finite: (a) => !any(!finite(a), share),
    mass: () => compensatedSum(count, (i) => inertia[i], share),
    sum: (a) => Array.from({ length: axes }, (_, axis) => compensatedSum(count, (i) => inertia[i] * a[axis * stride + i], share)),
    exactDot: (a, b) =>
      compensatedSum(count, (i) => {
        let product = 0;
        for (let k = i; k < length; k += stride) product += a[k] * b[k];
        return inertia[i] * product;
      }, share),
    squareAbout: (center, a) =>
      blockSum(count, (begin, end) => {
        let sum = 0;
        for (let axis = 0; axis < axes; axis++) {
          for (let i = begin; i < end; i++) {
            const c = a[axis * stride + i] - center[axis];
            sum += inertia[i] * c * c;
          }
        }
        return sum;
      }, share),
    scaleAbout(center, factor, a) {
      for (let axis = 0; axis < axes; axis++) {
        const u = center[axis];
        for (let i = 0; i < stride; i++) {
          const k = axis * stride + i;
          if (inertia[i] !== 0) a[k] = u + factor * (a[k] - u);
        }
      }
    },
    euclidean: (a) => Math.sqrt(blockSum(count, (begin, end) => partialSquare(a, stride, begin, end), share)),
  };
}

/** Particles [begin, end) of sum_i m_i a_i . b_i, in four interleaved sums. */
function partialDot(inertia: Float64Array, a: Float64Array, b: Float64Array, begin: number, end: number): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (let start = 0; start < a.length; start += inertia.length) {
    for (let i = begin; i < end; i += 4) {
      const k = start + i;
      s0 += inertia[i] * a[k] * b[k];
      s1 += inertia[i + 1] * a[k + 1] * b[k + 1];
      s2 += inertia[i + 2] * a[k + 2] * b[k + 2];
      s3 += inertia[i + 3] * a[k + 3] * b[k + 3];
    }
  }
  return (s0 + s1) + (s2 + s3);
}

/** Particles [begin, end) of sum_i |a_i|^2. */
function partialSquare(a: Float64Array, stride: number, begin: number, end: number): number {
  let sum = 0;
  for (let start = 0; start < a.length; start += stride) for (let i = begin; i < end; i++) sum += a[start + i] * a[start + i];
  return sum;
}
