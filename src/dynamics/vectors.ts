import { compensatedSum } from '../math/sum.ts';

/**
 * Vectors of the collision flow: the velocity columns one after the other, `weight.length` entries each (a multiple
 * of 8). Every sum runs in one fixed order, so its bits depend on nothing but the numbers.
 */

/** sum_i w_i a_i . b_i, in four interleaved partial sums. */
export function weightedDot(weight: Float64Array, a: Float64Array, b: Float64Array): number {
  const stride = weight.length;
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  for (let start = 0; start < a.length; start += stride) {
    for (let i = 0; i < stride; i += 4) {
      const k = start + i;
      s0 += weight[i] * a[k] * b[k];
      s1 += weight[i + 1] * a[k + 1] * b[k + 1];
      s2 += weight[i + 2] * a[k + 2] * b[k + 2];
      s3 += weight[i + 3] * a[k + 3] * b[k + 3];
    }
  }
  return (s0 + s1) + (s2 + s3);
}

/** (sum_i w_i |a_i|^2)^(1/2): the sqrt(w)-weighted Euclidean norm. NaN when any entry is. */
export const weightedNorm = (weight: Float64Array, a: Float64Array): number => Math.sqrt(weightedDot(weight, a, a));

/** sum_i w_i a_i . b_i, compensated: for energies, whose drift is to be seen in the last bits. */
export function exactDot(weight: Float64Array, a: Float64Array, b: Float64Array): number {
  const stride = weight.length;
  return compensatedSum(stride, (i) => {
    let dot = 0;
    for (let k = i; k < a.length; k += stride) dot += a[k] * b[k];
    return weight[i] * dot;
  });
}

/** sum_i w_i a_i along each axis, compensated; axes entries. */
export function exactSums(weight: Float64Array, a: Float64Array): number[] {
  const stride = weight.length;
  return Array.from({ length: a.length / stride }, (_, axis) =>
    compensatedSum(stride, (i) => weight[i] * a[axis * stride + i]));
}

/** sum_i w_i. */
export const totalMass = (weight: Float64Array): number => compensatedSum(weight.length, (i) => weight[i]);

/** result <- a + factor b. `result` may be a or b. */
export function addScaled(result: Float64Array, a: Float64Array, factor: number, b: Float64Array): void {
  for (let k = 0; k < result.length; k++) result[k] = a[k] + factor * b[k];
}

/** result <- a - b. */
export function subtract(result: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let k = 0; k < result.length; k++) result[k] = a[k] - b[k];
}

/** result <- (a + b) / 2. */
export function middle(result: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let k = 0; k < result.length; k++) result[k] = 0.5 * (a[k] + b[k]);
}

/** True when no entry is NaN or infinite. */
export function allFinite(a: Float64Array): boolean {
  // x - x is 0 for finite x and NaN otherwise.
  let test = 0;
  for (let k = 0; k < a.length; k++) {
    const x = a[k];
    test += x - x;
  }
  return test === 0;
}
