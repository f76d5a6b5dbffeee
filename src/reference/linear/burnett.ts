/**
 * Burnett functions, orthonormal for the standard normal density in d = 2 or 3 velocities and symmetric about the first
 * axis:
 *   phi_nl(v) = c_nl L_n^(l + d/2 - 1)(|v|^2/2) |v|^l sqrt(dim_l) C_l(v_1/|v|),
 * C_l the Legendre polynomial in 3V and cos(l theta) in 2V, dim_l the number of harmonics of degree l (2l + 1; 2, or 1
 * for l = 0). With 2n + l <= degree they span all such polynomials of that degree. Operators that commute with
 * rotations are diagonal in l.
 */
export interface BurnettBasis {
  readonly dimensions: 2 | 3;
  readonly degree: number;
  readonly size: number;
  /** Number of n for each l = 0 ... degree. */
  readonly counts: readonly number[];
  /** Place of (n, l): offsets[l] + n. */
  readonly offsets: readonly number[];
  /** c_nl. */
  norm(n: number, l: number): number;
}

export function burnettBasis(dimensions: 2 | 3, degree: number): BurnettBasis {
  const counts = Array.from({ length: degree + 1 }, (_, l) => Math.floor((degree - l) / 2) + 1);
  const offsets = counts.map((_, l) => counts.slice(0, l).reduce((sum, count) => sum + count, 0));
  return {
    dimensions, degree, counts, offsets,
    size: counts.reduce((sum, count) => sum + count, 0),
    norm: (n, l) => {
      // 1/c^2 = 2^l Gamma(n + l + d/2) / (n! Gamma(d/2)).
      let square = 2 ** l;
      for (let m = 0; m < n + l; m++) square *= m + dimensions / 2;
      for (let m = 2; m <= n; m++) square /= m;
      return 1 / Math.sqrt(square);
    },
  };
}

export const harmonics = (dimensions: 2 | 3, l: number): number => (dimensions === 3 ? 2 * l + 1 : l === 0 ? 1 : 2);

/** L_0 ... L_(count-1) with exponent alpha at s, and their derivatives, into the two arrays. */
export function laguerre(count: number, alpha: number, s: number, value: Float64Array, slope: Float64Array): void {
  value[0] = 1;
  slope[0] = 0;
  for (let n = 0; n + 1 < count; n++) {
    value[n + 1] = ((2 * n + 1 + alpha - s) * value[n] - (n > 0 ? (n + alpha) * value[n - 1] : 0)) / (n + 1);
    // d/ds L_(n+1) = d/ds L_n - L_n.
    slope[n + 1] = slope[n] - value[n];
  }
}

/** All phi_nl of the basis at a velocity with component `along` the first axis and squared length `square`. */
export function burnettValues({ dimensions: d, size, counts, offsets, norm }: BurnettBasis, along: number, square: number): Float64Array {
  const out = new Float64Array(size);
  const [value, slope] = [new Float64Array(counts[0]), new Float64Array(counts[0])];
  let [solid, before] = [1, 0];
  counts.forEach((count, l) => {
    laguerre(count, l + d / 2 - 1, square / 2, value, slope);
    for (let n = 0; n < count; n++) out[offsets[l] + n] = norm(n, l) * Math.sqrt(harmonics(d, l)) * value[n] * solid;
    // |v|^l C_l by its recurrence: P_(l+1) of Legendre, cos (l+1) theta of Chebyshev.
    const legendre = ((2 * l + 1) * along * solid - l * square * before) / (l + 1);
    const chebyshev = l === 0 ? along : 2 * along * solid - square * before;
    [solid, before] = [d === 3 ? legendre : chebyshev, solid];
  });
  return out;
}

export interface Coupling {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** The entries <phi_row | v_1 phi_column> with l(row) = l(column) + 1; the rest of the symmetric matrix mirrors them. */
export function streaming({ dimensions: d, counts, offsets, norm }: BurnettBasis): Coupling[] {
  const entries: Coupling[] = [];
  for (let l = 0; l + 1 < counts.length; l++) {
    // v_1 |v|^l C_l = rise |v|^(l+1) C_(l+1) + ..., and L_n^(a) = L_n^(a+1) - L_(n-1)^(a+1).
    const rise = (d === 3 ? (l + 1) / (2 * l + 1) : l === 0 ? 1 : 1 / 2) * Math.sqrt(harmonics(d, l) / harmonics(d, l + 1));
    for (let n = 0; n < counts[l]; n++) {
      const column = offsets[l] + n;
      if (n < counts[l + 1]) entries.push({ row: offsets[l + 1] + n, column, value: (rise * norm(n, l)) / norm(n, l + 1) });
      if (n > 0) entries.push({ row: offsets[l + 1] + n - 1, column, value: (-rise * norm(n, l)) / norm(n - 1, l + 1) });
    }
  }
  return entries;
}
