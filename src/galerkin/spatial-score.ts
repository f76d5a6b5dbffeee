import { familyOf } from './axis-functions.ts';
import type { Basis } from './basis.ts';
import { cholesky, solveLower, solveUpper } from './cholesky.ts';
import { scalarGram } from './remap.ts';
import type { Products } from './products.ts';

/**
 * Spatial score g_x = grad_x log f, each component fitted over the scalar functions by score matching in x: coefficients
 * -M^-1 sum_i w_i d(phi)/dx_d. M and the right-hand sides are among the moments of the product basis. One vector of
 * basis.size coefficients an axis, one after another; undefined when the functions are dependent on these particles.
 */
export function spatialScore(basis: Basis, products: Products, moments: Float64Array): Float64Array | undefined {
  const factor = cholesky(scalarGram(basis, products, moments), basis.size);
  if (!factor) return undefined;
  const large = products.basis;
  const numbers = new Map(large.space.map((row, q) => [row.join(), q]));
  const result = new Float64Array(basis.axes.length * basis.size);
  basis.axes.forEach((axis, d) => {
    const b = result.subarray(d * basis.size, (d + 1) * basis.size);
    basis.space.forEach((row, k) => {
      for (const { index, factor: slope } of familyOf(axis).derivative(axis, row[d])) {
        const q = numbers.get(row.map((n, e) => (e === d ? index : n)).join())!;
        for (let beta = 0; beta < basis.extent[k]; beta++) b[basis.offset[k] + beta] -= slope * moments[large.offset[q] + beta];
      }
    });
    solveLower(factor, b, b);
    solveUpper(factor, b, b);
  });
  return result;
}
