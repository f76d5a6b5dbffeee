import { matrixExponential } from './matrix-exponential.ts';

/**
 * Mass and normalised moments of f up to degree 2: means and covariances of (x, v), dx <= dv.
 * covXX is dx by dx, covXV dx by dv, covVV dv by dv; all per unit mass. In a periodic box leave meanX, covXX and
 * covXV out: only the v-part is defined there.
 */
export interface Moments {
  readonly mass: number;
  readonly meanV: readonly number[];
  readonly covVV: readonly (readonly number[])[];
  readonly meanX?: readonly number[];
  readonly covXX?: readonly (readonly number[])[];
  readonly covXV?: readonly (readonly number[])[];
}

/**
 * The closed moment hierarchy for gamma = 0, kappa = 1, exact to rounding (a matrix exponential per tensor entry).
 * With c = v - <v>, rho the total mass and d = dv:
 *   d<x>/dt = <v>,  d<v>/dt = 0,  d<c c>/dt = 4 s rho (tr<c c> I - d <c c>),
 *   d<x_i c_j>/dt = <c_i c_j> - 2 (d-1) s rho <x_i c_j>,  d<x_i x_j>/dt = <x_i c_j> + <x_j c_i>   (x centred).
 * The signs and factors are re-derived by quadrature of the equation in the tests.
 */
export function evolveMoments(
  initial: Moments,
  equation: { readonly dimensions: { readonly x: number; readonly v: number }; readonly strength: number },
  times: readonly number[],
): (Moments & { readonly time: number })[] {
  const { x: dx, v: dv } = equation.dimensions;
  if (initial.meanV.length !== dv || initial.covVV.length !== dv) throw new RangeError(`moments: ${dv} velocity entries wanted`);
  const space = initial.meanX && initial.covXX && initial.covXV && initial.meanX.length === dx;
  const rate = equation.strength * initial.mass;
  const friction = 2 * (dv - 1) * rate;
  const isotropisation = 4 * dv * rate;
  const temperature = initial.covVV.reduce((sum, row, i) => sum + row[i], 0) / dv;
  const spread = (i: number, j: number): number => initial.covVV[i][j] - (i === j ? temperature : 0);
  const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

  return times.map((time) => {
    // One pair (i, j): state (1, e, <x_i c_j>) with e = exp(-isotropisation t), and (..., <x_i c_j> + <x_j c_i>, <x_i x_j>).
    const decay = Math.exp(-isotropisation * time);
    const covVV = range(dv).map((i) => range(dv).map((j) => (i === j ? temperature : 0) + decay * spread(i, j)));
    const meanV = [...initial.meanV];
    if (!space) return { time, mass: initial.mass, meanV, covVV };

    const pair = (i: number, j: number, correlation: number, square: number): { correlation: number; square: number } => {
      const iso = i === j ? temperature : 0;
      const flow = matrixExponential(
        [
          [0, 0, 0, 0],
          [0, -isotropisation, 0, 0],
          [iso, spread(i, j), -friction, 0],
          [0, 0, 1, 0],
        ].map((row) => row.map((value) => value * time)),
      );
      const start = [1, 1, correlation, square];
      const end = flow.map((row) => row.reduce((sum, value, k) => sum + value * start[k], 0));
      return { correlation: end[2], square: end[3] };
    };
    const covXV = range(dx).map((i) => range(dv).map((j) => pair(i, j, initial.covXV![i][j], 0).correlation));
    const covXX = range(dx).map((i) =>
      range(dx).map((j) => {
        // <x_i x_j> integrates the symmetric part of <x c>; twice the half-sum, half the square.
        const symmetric = (initial.covXV![i][j] + initial.covXV![j][i]) / 2;
        return 2 * pair(i, j, symmetric, initial.covXX![i][j] / 2).square;
      }),
    );
    return { time, mass: initial.mass, meanX: initial.meanX!.map((x, i) => x + initial.meanV[i] * time), meanV, covXX, covXV, covVV };
  });
}
