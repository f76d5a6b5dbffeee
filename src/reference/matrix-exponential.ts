/** A square matrix as rows. */
export type Matrix = readonly (readonly number[])[];

function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
}

/** exp(matrix) by scaling, an 18-term Taylor sum and squaring: full double precision for the small matrices used here. */
export function matrixExponential(matrix: Matrix): number[][] {
  const norm = Math.max(...matrix.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  const squarings = Math.max(0, Math.ceil(Math.log2(norm * 2 + 1e-300)));
  const scaled = matrix.map((row) => row.map((value) => value / 2 ** squarings));
  const identity = matrix.map((_, i) => matrix.map((__, j) => (i === j ? 1 : 0)));
  let term: number[][] = identity;
  let sum: number[][] = identity;
  for (let n = 1; n <= 18; n++) {
    term = multiply(term, scaled).map((row) => row.map((value) => value / n));
    sum = sum.map((row, i) => row.map((value, j) => value + term[i][j]));
  }
  for (let n = 0; n < squarings; n++) sum = multiply(sum, sum);
  return sum;
}
