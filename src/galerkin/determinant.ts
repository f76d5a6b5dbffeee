import type { Column } from '../contracts.ts';
import { blockLength, type Block } from './points.ts';

/** Whose determinants: the weights, and where log det goes if it is wanted. */
export interface Weighed {
  readonly weight: Column;
  readonly logDeterminant?: Column;
}

/**
 * For a block of Jacobians J = I + D (`values`: d^2 rows of blockLength entries, row j d + l holds D_jl): writes the
 * columns w (J^-1)_lj in row j d + l of `block`, adds sum w log det J to summary[0], and keeps the least and greatest
 * determinant in summary[1] and [2]. A determinant <= 0 gives NaN in the sum, so that the solver sees it.
 */
export function factorise(
  values: Float64Array, d: number, { weight, logDeterminant }: Weighed, { start, count }: Block, block: Float64Array, summary: Float64Array,
): void {
  const B = blockLength;
  let sum = 0, least = summary[1], greatest = summary[2];
  for (let i = 0; i < count; i++) {
    const w = weight[start + i];
    let determinant: number;
    if (d === 2) {
      const a = 1 + values[i], b = values[B + i], c = values[2 * B + i], e = 1 + values[3 * B + i];
      determinant = a * e - b * c;
      const scale = w / determinant;
      block[i] = scale * e;
      block[B + i] = -scale * c;
      block[2 * B + i] = -scale * b;
      block[3 * B + i] = scale * a;
    } else {
      const a = 1 + values[i], b = values[B + i], c = values[2 * B + i];
      const p = values[3 * B + i], q = 1 + values[4 * B + i], r = values[5 * B + i];
      const x = values[6 * B + i], y = values[7 * B + i], z = 1 + values[8 * B + i];
      const A = q * z - r * y, P = r * x - p * z, X = p * y - q * x;
      determinant = a * A + b * P + c * X;
      const scale = w / determinant;
      block[i] = scale * A;
      block[B + i] = scale * P;
      block[2 * B + i] = scale * X;
      block[3 * B + i] = scale * (c * y - b * z);
      block[4 * B + i] = scale * (a * z - c * x);
      block[5 * B + i] = scale * (b * x - a * y);
      block[6 * B + i] = scale * (b * r - c * q);
      block[7 * B + i] = scale * (c * p - a * r);
      block[8 * B + i] = scale * (a * q - b * p);
    }
    const logarithm = Math.log(determinant);
    sum += w * logarithm;
    if (determinant < least) least = determinant;
    if (determinant > greatest) greatest = determinant;
    if (logDeterminant) logDeterminant[start + i] = logarithm;
  }
  for (let row = 0; row < d * d; row++) block.fill(0, row * B + count, (row + 1) * B);
  summary[0] += sum;
  summary[1] = least;
  summary[2] = greatest;
}
