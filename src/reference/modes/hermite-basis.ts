/**
 * Products of normalised Hermite functions of total degree at most `degree` in `dimensions` velocity variables:
 * psi_n(z) = prod_i He_{n_i}(z_i) exp(-z_i^2/2) / sqrt(2 pi n_i!). With the ladder operators a, a+ of each axis,
 * d/dz = -a+ and z = a + a+.
 */
export interface HermiteBasis {
  readonly dimensions: number;
  readonly degree: number;
  readonly size: number;
  /** dimensions arrays of `size` entries: the degree along each axis. */
  readonly degrees: readonly Int32Array[];
  /** Place of a multi-index, or -1 outside the basis. */
  indexOf(degrees: readonly number[]): number;
}

export function hermiteBasis(dimensions: number, degree: number): HermiteBasis {
  const list: number[][] = [];
  const visit = (prefix: number[], left: number): void => {
    if (prefix.length === dimensions) list.push(prefix);
    else for (let n = 0; n <= left; n++) visit([...prefix, n], left - n);
  };
  visit([], degree);
  const base = degree + 1;
  const key = (degrees: readonly number[]): number => degrees.reduce((sum, n) => sum * base + n, 0);
  const place = new Map(list.map((degrees, index) => [key(degrees), index]));
  return {
    dimensions,
    degree,
    size: list.length,
    degrees: Array.from({ length: dimensions }, (_, axis) => Int32Array.from(list, (degrees) => degrees[axis])),
    indexOf: (degrees) =>
      degrees.some((n) => n < 0) || degrees.reduce((sum, n) => sum + n, 0) > degree ? -1 : (place.get(key(degrees)) ?? -1),
  };
}

/** psi_0 ... psi_degree at `points`, one row of points per degree. */
export function hermiteFunctions(degree: number, points: Float64Array): Float64Array[] {
  const rows = [points.map((z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI))];
  for (let n = 0; n < degree; n++) {
    rows.push(points.map((z, q) => (z * rows[n][q] - (n > 0 ? Math.sqrt(n) * rows[n - 1][q] : 0)) / Math.sqrt(n + 1)));
  }
  return rows;
}

/**
 * Hermite coefficients along one axis of the Gaussian of unit integral with the given mean and variance (in units of
 * the basis): sqrt(n+1) c_{n+1} = mean c_n + sqrt(n) (variance - 1) c_{n-1}, from E[exp(t z - t^2/2)].
 */
export function gaussianCoefficients(degree: number, mean: number, variance: number): Float64Array {
  const c = new Float64Array(degree + 1);
  c[0] = 1;
  for (let n = 0; n < degree; n++) {
    c[n + 1] = (mean * c[n] + (n > 0 ? Math.sqrt(n) * (variance - 1) * c[n - 1] : 0)) / Math.sqrt(n + 1);
  }
  return c;
}
