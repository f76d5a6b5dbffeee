import type { Range } from './basis.ts';
import { blockLength } from './points.ts';
import type { BlockTables } from './tables.ts';

/**
 * The two sums over a block of points that everything here is made of, as plain loops (the law of the SIMD kernels).
 * Sums over points are kept in two lanes, even and odd points, which are added at the very end.
 *
 * moments: partial[(m size + offset[k] + beta) 2 + lane] += sum_{i of lane} column_m(i) F_k(i) he_beta(i).
 * `columns` holds blockLength entries each; entries from the block's count on must be zero.
 */
export function addMoments(tables: BlockTables, range: Range, columns: Float64Array, count: number, partial: Float64Array): void {
  const { spaceValues, velocityValues } = tables;
  const { extent, offset, size } = range;
  const product = new Float64Array(blockLength);
  for (let m = 0; m < count; m++) {
    for (let k = 0; k < extent.length; k++) {
      for (let i = 0; i < blockLength; i++) product[i] = columns[m * blockLength + i] * spaceValues[k * blockLength + i];
      for (let beta = 0; beta < extent[k]; beta++) {
        const row = beta * blockLength;
        let even = 0, odd = 0;
        for (let i = 0; i < blockLength; i += 2) {
          even += product[i] * velocityValues[row + i];
          odd += product[i + 1] * velocityValues[row + i + 1];
        }
        const at = 2 * (m * size + offset[k] + beta);
        partial[at] += even;
        partial[at + 1] += odd;
      }
    }
  }
}

/** values: out_m(i) = sum_k F_k(i) sum_beta coefficients[m size + offset[k] + beta] he_beta(i), blockLength entries each. */
export function evaluate(tables: BlockTables, range: Range, coefficients: Float64Array, count: number, out: Float64Array): void {
  const { spaceValues, velocityValues } = tables;
  const { extent, offset, size } = range;
  const inner = new Float64Array(blockLength);
  out.fill(0, 0, count * blockLength);
  for (let m = 0; m < count; m++) {
    for (let k = 0; k < extent.length; k++) {
      inner.fill(0);
      for (let beta = 0; beta < extent[k]; beta++) {
        const coefficient = coefficients[m * size + offset[k] + beta];
        const row = beta * blockLength;
        for (let i = 0; i < blockLength; i++) inner[i] += coefficient * velocityValues[row + i];
      }
      for (let i = 0; i < blockLength; i++) out[m * blockLength + i] += spaceValues[k * blockLength + i] * inner[i];
    }
  }
}
