/**
 * Normalised Hermite polynomials he_n = He_n / sqrt(n!) (orthonormal under the standard normal law) and their products
 * over several axes. he_{n+1} = (c he_n - sqrt(n) he_{n-1}) / sqrt(n+1), he_n' = sqrt(n) he_{n-1}.
 */

/** Multi-indices of `axes` entries with total degree <= `degree`, by degree: functions of lower degree are a prefix. */
export function multiIndices(axes: number, degree: number): number[][] {
  const all: number[][] = [];
  for (let total = 0; total <= degree; total++) all.push(...ofDegree(axes, total));
  return all;
}

function ofDegree(axes: number, total: number): number[][] {
  if (axes === 0) return total === 0 ? [[]] : [];
  if (axes === 1) return [[total]];
  const found: number[][] = [];
  for (let first = total; first >= 0; first--) for (const rest of ofDegree(axes - 1, total - first)) found.push([first, ...rest]);
  return found;
}

/** Number of multi-indices of `axes` entries with total degree <= `degree`: binomial(degree + axes, axes). */
export function indexCount(axes: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= axes; k++) count = (count * (degree + k)) / k;
  return degree < 0 ? 0 : Math.round(count);
}

/** One term of a product: `factor` times the function numbered `index`. */
export interface Term {
  readonly index: number;
  readonly factor: number;
}

/**
 * he_a he_b = sum_r sqrt(a! b! (a+b-2r)!) / (r! (a-r)! (b-r)!) he_{a+b-2r} (linearisation of Hermite products, DLMF 18.18.22
 * for the normalised polynomials).
 */
export function hermiteProduct(a: number, b: number): Term[] {
  const terms: Term[] = [];
  for (let r = 0; r <= Math.min(a, b); r++) {
    const n = a + b - 2 * r;
    const logs = 0.5 * (logFactorial(a) + logFactorial(b) + logFactorial(n)) - logFactorial(r) - logFactorial(a - r) - logFactorial(b - r);
    terms.push({ index: n, factor: Math.exp(logs) });
  }
  return terms;
}

const logFactorials = [0];
function logFactorial(n: number): number {
  for (let k = logFactorials.length; k <= n; k++) logFactorials.push(logFactorials[k - 1] + Math.log(k));
  return logFactorials[n];
}

/** Writes he_0 ... he_degree of `c` (count entries) one after the other, `stride` entries each. */
export function hermiteTable(c: Float64Array, count: number, degree: number, stride: number, table: Float64Array, at = 0): void {
  for (let i = 0; i < count; i++) table[at + i] = 1;
  if (degree === 0) return;
  for (let i = 0; i < count; i++) table[at + stride + i] = c[i];
  for (let n = 1; n < degree; n++) {
    const root = Math.sqrt(n), scale = 1 / Math.sqrt(n + 1);
    const now = at + n * stride, before = now - stride, next = now + stride;
    for (let i = 0; i < count; i++) table[next + i] = (c[i] * table[now + i] - root * table[before + i]) * scale;
  }
}
