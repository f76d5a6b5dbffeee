/** Lower triangular factor L of a symmetric positive definite matrix, A = L L^T; row-major, `size` x `size`. */
export interface Factor {
  readonly size: number;
  readonly lower: Float64Array;
}

/**
 * Cholesky factorisation in a fixed order of operations (the same bits everywhere), four rows at a time. Returns undefined when a
 * pivot is not positive: the functions are dependent, or not finite, on these particles.
 */
export function cholesky(matrix: Float64Array, size: number): Factor | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size;) {
    const rows = i + tall <= size ? tall : 1;
    if (rows === tall) for (let j = 0; j < i; j += wide) tile(matrix, lower, size, i, j);
    for (let r = 0; r < rows; r++, i++) if (!rowEnd(matrix, lower, size, i, rows === tall ? i - r : 0)) return undefined;
  }
  return { size, lower };
}

/** Rows and columns of a tile: what is loaded once serves as many sums as there are registers for. */
const tall = 4, wide = 2;

/** Entries (i ... i + 3, j and j + 1) of L; all before them are known. */
function tile(matrix: Float64Array, lower: Float64Array, size: number, i: number, j: number): void {
  const a = j * size, b = a + size;
  const p = i * size, q = p + size, r = q + size, s = r + size;
  let pa = matrix[p + j], qa = matrix[q + j], ra = matrix[r + j], sa = matrix[s + j];
  let pb = matrix[p + j + 1], qb = matrix[q + j + 1], rb = matrix[r + j + 1], sb = matrix[s + j + 1];
  for (let k = 0; k < j; k++) {
    const u = lower[a + k], v = lower[b + k];
    const x = lower[p + k], y = lower[q + k], z = lower[r + k], w = lower[s + k];
    pa -= x * u;
    pb -= x * v;
    qa -= y * u;
    qb -= y * v;
    ra -= z * u;
    rb -= z * v;
    sa -= w * u;
    sb -= w * v;
  }
  const first = lower[a + j], below = lower[b + j], second = lower[b + j + 1];
  lower[p + j] = pa / first;
  lower[q + j] = qa / first;
  lower[r + j] = ra / first;
  lower[s + j] = sa / first;
  lower[p + j + 1] = (pb - lower[p + j] * below) / second;
  lower[q + j + 1] = (qb - lower[q + j] * below) / second;
  lower[r + j + 1] = (rb - lower[r + j] * below) / second;
  lower[s + j + 1] = (sb - lower[s + j] * below) / second;
}

/** Entries of row i from column `from` on; false when the pivot is not positive. */
function rowEnd(matrix: Float64Array, lower: Float64Array, size: number, i: number, from: number): boolean {
  const row = i * size;
  for (let j = from; j <= i; j++) {
    const other = j * size;
    let rest = matrix[row + j];
    for (let k = 0; k < j; k++) rest -= lower[row + k] * lower[other + k];
    if (j < i) lower[row + j] = rest / lower[other + j];
    else {
      if (!(rest > 0) || !Number.isFinite(rest)) return false;
      lower[row + i] = Math.sqrt(rest);
    }
  }
  return true;
}

/** result <- L^-1 b. `result` may be `b`. */
export function solveLower({ size, lower }: Factor, b: ArrayLike<number>, result: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= lower[i * size + k] * result[k];
    result[i] = sum / lower[i * size + i];
  }
}

/** result <- L^-T b, two rows of L at a time. `result` may be `b`. */
export function solveUpper({ size, lower }: Factor, b: ArrayLike<number>, result: Float64Array): void {
  if (result !== b) for (let i = 0; i < size; i++) result[i] = b[i];
  let i = size - 1;
  for (; i > 0; i -= 2) {
    const row = i * size, above = row - size;
    const x = (result[i] /= lower[row + i]);
    const y = (result[i - 1] = (result[i - 1] - lower[row + i - 1] * x) / lower[above + i - 1]);
    for (let k = 0; k < i - 1; k++) result[k] -= lower[row + k] * x + lower[above + k] * y;
  }
  if (i === 0) result[0] /= lower[0];
}

/** result <- L^T b, two rows of L at a time. `result` must not be `b`. */
export function multiplyUpper({ size, lower }: Factor, b: ArrayLike<number>, result: Float64Array): void {
  result.fill(0, 0, size);
  let i = size - 1;
  for (; i > 0; i -= 2) {
    const row = i * size, above = row - size;
    const x = b[i], y = b[i - 1];
    for (let k = 0; k < i; k++) result[k] += lower[row + k] * x + lower[above + k] * y;
    result[i] += lower[row + i] * x;
  }
  if (i === 0) result[0] += lower[0] * b[0];
}
