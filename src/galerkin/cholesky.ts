/** Lower triangular factor L of a symmetric positive definite matrix, A = L L^T; row-major, `size` x `size`. */
export interface Factor {
  readonly size: number;
  readonly lower: Float64Array;
}

/**
 * Cholesky factorisation in a fixed order of operations (the same bits everywhere). Returns undefined when a pivot is not
 * positive: the functions are dependent, or not finite, on these particles.
 */
export function cholesky(matrix: Float64Array, size: number): Factor | undefined {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      let k = 0;
      for (; k + 3 < j; k += 4) {
        s0 += lower[row + k] * lower[other + k];
        s1 += lower[row + k + 1] * lower[other + k + 1];
        s2 += lower[row + k + 2] * lower[other + k + 2];
        s3 += lower[row + k + 3] * lower[other + k + 3];
      }
      for (; k < j; k++) s0 += lower[row + k] * lower[other + k];
      const rest = matrix[row + j] - (s0 + s1 + (s2 + s3));
      if (j < i) lower[row + j] = rest / lower[other + j];
      else {
        if (!(rest > 0) || !Number.isFinite(rest)) return undefined;
        lower[row + i] = Math.sqrt(rest);
      }
    }
  }
  return { size, lower };
}

/** result <- L^-1 b. `result` may be `b`. */
export function solveLower({ size, lower }: Factor, b: ArrayLike<number>, result: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= lower[i * size + k] * result[k];
    result[i] = sum / lower[i * size + i];
  }
}

/** result <- L^-T b. `result` may be `b`. */
export function solveUpper({ size, lower }: Factor, b: ArrayLike<number>, result: Float64Array): void {
  if (result !== b) for (let i = 0; i < size; i++) result[i] = b[i];
  for (let i = size - 1; i >= 0; i--) {
    const x = (result[i] /= lower[i * size + i]);
    for (let k = 0; k < i; k++) result[k] -= lower[i * size + k] * x;
  }
}

/** result <- L^T b. `result` must not be `b`. */
export function multiplyUpper({ size, lower }: Factor, b: ArrayLike<number>, result: Float64Array): void {
  result.fill(0);
  for (let i = 0; i < size; i++) for (let k = 0; k <= i; k++) result[k] += lower[i * size + k] * b[i];
}
