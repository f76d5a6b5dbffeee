/** Combinations of vectors, entry by entry. `result` may be one of the vectors combined. */

/** result <- sum_k factor_k vector_k. */
export function combine(result: Float64Array, ...terms: readonly (readonly [number, Float64Array])[]): void {
  for (let k = 0; k < result.length; k++) {
    let sum = 0;
    for (const [factor, vector] of terms) sum += factor * vector[k];
    result[k] = sum;
  }
}

/** result <- a + factor b. */
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

/** result <- a / divisor. */
export function divide(result: Float64Array, a: Float64Array, divisor: number): void {
  for (let k = 0; k < result.length; k++) result[k] = a[k] / divisor;
}
