import type { HermiteBasis } from './hermite-basis.ts';
import type { ModesProblem } from './initial-modes.ts';
import type { ModeCoefficients } from './series-density.ts';

/** Integrals over v at points of x, of velocities c about `centre`; pressures row by row of the upper triangle. */
export interface SeriesMoments {
  readonly centre: readonly number[];
  /** int f dv */
  readonly density: Float64Array;
  /** int c_a f dv */
  readonly flux: readonly Float64Array[];
  /** int c_a c_b f dv */
  readonly pressure: readonly Float64Array[];
  /** int |c|^2 c_a f dv */
  readonly energyFlux: readonly Float64Array[];
}

/** int z^p psi_n(z) dz by p, then n, of normalised Hermite functions: z^2 = He_2 + 1, z^3 = He_3 + 3 He_1, int He_n^2 = n!. */
const powers = [[1], [0, 1], [1, 0, Math.SQRT2], [0, 3, 0, Math.sqrt(6)]];

/** Moments of f at `time` from its series, about the mean velocity. */
export function seriesMoments(
  problem: ModesProblem, basis: HermiteBasis, modes: readonly ModeCoefficients[], time: number,
): (x: readonly Float64Array[]) => SeriesMoments {
  const { mean, length, basisTemperature } = problem;
  /** The integral of the product of c_a^p_a with a Hermite series. */
  const integral = (series: Float64Array, exponents: readonly number[]): number => {
    let sum = 0;
    for (let row = 0; row < basis.size; row++) {
      sum += exponents.reduce((product, p, axis) => product * (powers[p][basis.degrees[axis][row]] ?? 0), series[row]);
    }
    return sum * Math.sqrt(basisTemperature) ** exponents.reduce((total, p) => total + p, 0);
  };
  const axes = mean.map((_, a) => a);
  const exponents = (...factors: number[]): number[] => axes.map((axis) => factors.filter((a) => a === axis).length);
  return (x) => {
    // The modes live in coordinates that move with the mean velocity.
    const waves = modes.map((_, m) => Float64Array.from(x[0], (__, p) =>
      problem.modes[m].reduce((phase, k, axis) => phase + (2 * Math.PI * k * (x[axis][p] - mean[axis] * time)) / length[axis], 0)));
    const moment = (...factors: number[]): Float64Array => {
      const sum = new Float64Array(x[0].length);
      modes.forEach(({ re, im }, m) => {
        const share = m === 0 ? 1 : 2;
        const [cosine, sine] = [re, im].map((series) => share * integral(series, exponents(...factors)));
        waves[m].forEach((phase, p) => (sum[p] += cosine * Math.cos(phase) - sine * Math.sin(phase)));
      });
      return sum;
    };
    return {
      centre: mean, density: moment(), flux: axes.map((a) => moment(a)),
      pressure: axes.flatMap((a) => axes.slice(a).map((b) => moment(a, b))),
      energyFlux: axes.map((a) => axes.map((b) => moment(a, b, b)).reduce((sum, part) => sum.map((value, p) => value + part[p]))),
    };
  };
}
