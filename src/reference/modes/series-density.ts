import { hermiteFunctions, type HermiteBasis } from './hermite-basis.ts';
import type { ModesProblem } from './initial-modes.ts';

/** Hermite coefficients of one Fourier mode, in the frame of the mean velocity. */
export interface ModeCoefficients {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** f(x, v) at `time` as a function of a point, summing the series directly. */
export function seriesDensity(
  problem: ModesProblem, basis: HermiteBasis, modes: readonly ModeCoefficients[], time: number,
): (x: ArrayLike<number>, v: ArrayLike<number>) => number {
  const { dv, mean, length, basisTemperature } = problem;
  const root = Math.sqrt(basisTemperature);
  return (x, v) => {
    const lines = mean.map((u, axis) => hermiteFunctions(basis.degree, Float64Array.of((v[axis] - u) / root)));
    const functions = new Float64Array(basis.size);
    for (let row = 0; row < basis.size; row++) {
      let product = 1;
      for (let axis = 0; axis < dv; axis++) product *= lines[axis][basis.degrees[axis][row]][0];
      functions[row] = product;
    }
    let f = 0;
    modes.forEach(({ re, im }, m) => {
      // The modes live in coordinates that move with the mean velocity.
      let phase = 0;
      problem.modes[m].forEach((k, axis) => (phase += (2 * Math.PI * k * (x[axis] - mean[axis] * time)) / length[axis]));
      const c = (m === 0 ? 1 : 2) * Math.cos(phase);
      const s = (m === 0 ? 1 : 2) * Math.sin(phase);
      for (let row = 0; row < functions.length; row++) f += functions[row] * (c * re[row] - s * im[row]);
    });
    return f * root ** -dv;
  };
}
