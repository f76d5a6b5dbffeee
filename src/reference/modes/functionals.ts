import { hermiteFunctions, type HermiteBasis } from './hermite-basis.ts';
import type { ModesProblem } from './initial-modes.ts';
import type { ModeCoefficients } from './series-density.ts';

/** Integrals over the box and all velocities of a density given by its modes. */
export interface Functionals {
  readonly entropy: number;
  readonly entropyProduction: number;
  readonly fisherX: number;
  /** sum_{i < dx} integral of d_{x_i} f d_{v_i} f / f, so that the mixed informations are quadratics in t. */
  readonly fisherCross: number;
  readonly fisherV: number;
  readonly densityMaximum: number;
}

/** Below this fraction of the largest value, f is rounding noise of the series and is left out of the integrals. */
const noise = 1e-15;

/** sum_n coefficients_n prod_axis table[axis][n_axis][q_axis] on the tensor grid of points, last axis fastest. */
function contract(basis: HermiteBasis, coefficients: Float64Array, table: readonly (readonly Float64Array[])[]): Float64Array {
  const points = table[0][0].length;
  const count = basis.degree + 1;
  let values: Float64Array = new Float64Array(count ** basis.dimensions);
  for (let row = 0; row < basis.size; row++) {
    let place = 0;
    for (let axis = 0; axis < basis.dimensions; axis++) place = place * count + basis.degrees[axis][row];
    values[place] = coefficients[row];
  }
  // Contract the first axis and append its points last; after `dimensions` turns the axes are in order again.
  for (let axis = 0; axis < basis.dimensions; axis++) {
    const rest = values.length / count;
    const next = new Float64Array(rest * points);
    for (let n = 0; n < count; n++) {
      const line = table[axis][n];
      for (let r = 0; r < rest; r++) {
        const c = values[n * rest + r];
        if (c !== 0) for (let q = 0; q < points; q++) next[r * points + q] += c * line[q];
      }
    }
    values = next;
  }
  return values;
}

/**
 * Trapezoidal sums (spectrally accurate: f is periodic in x and decays like a Gaussian in v) of the nonlinear
 * functionals. `modes[k]` holds the real and imaginary Hermite coefficients of mode k, `covariance` is Theta(t).
 */
export function functionals(
  problem: ModesProblem,
  basis: HermiteBasis,
  modes: readonly ModeCoefficients[],
  covariance: readonly (readonly number[])[],
): Functionals {
  const { dx, dv, length, basisTemperature } = problem;
  const root = Math.sqrt(basisTemperature);
  const reach = 8 * Math.sqrt(problem.hottest) + problem.fastest;
  const perAxis = 2 * Math.ceil(reach / (0.36 * Math.sqrt(problem.coldest)));
  const h = (2 * reach) / perAxis;
  const z = Float64Array.from({ length: perAxis }, (_, q) => (-reach + (q + 0.5) * h) / root);
  const psi = hermiteFunctions(basis.degree + 1, z);
  const slope = psi.slice(0, -1).map((_, n) => psi[n + 1].map((value) => (-Math.sqrt(n + 1) * value) / root));

  // Per mode: f and its velocity derivatives on the velocity grid, real and imaginary part.
  const scale = root ** -dv;
  const fields = modes.map((mode) =>
    Array.from({ length: 1 + dv }, (_, field) => {
      const table = Array.from({ length: dv }, (__, axis) => (field === axis + 1 ? slope : psi));
      return [mode.re, mode.im].map((part) => contract(basis, part, table).map((value) => value * scale));
    }),
  );

  const xCount = length.map((_, axis) => spacePoints(problem, axis));
  const xTotal = xCount.reduce((product, n) => product * n, 1);
  const cell = h ** dv * length.reduce((product, l, axis) => (product * l) / xCount[axis], 1);
  const velocities = perAxis ** dv;
  const trace = covariance.reduce((sum, row, i) => sum + row[i], 0);
  const f = new Float64Array(velocities);
  const dxF = Array.from({ length: dx }, () => new Float64Array(velocities));
  const dvF = Array.from({ length: dv }, () => new Float64Array(velocities));
  let largest = 0;
  fields[0][0][0].forEach((value) => (largest = Math.max(largest, value)));
  const sums = { entropy: 0, fisherX: 0, fisherCross: 0, fisherV: 0, production: 0, maximum: 0 };
  const c = new Float64Array(dv);

  for (let point = 0; point < xTotal; point++) {
    f.fill(0);
    for (const array of [...dxF, ...dvF]) array.fill(0);
    problem.modes.forEach((k, m) => {
      let phase = 0;
      let rest = point;
      for (let axis = dx - 1; axis >= 0; axis--) {
        phase += (2 * Math.PI * k[axis] * (rest % xCount[axis])) / xCount[axis];
        rest = Math.floor(rest / xCount[axis]);
      }
      const twice = m === 0 ? 1 : 2;
      const cos = twice * Math.cos(phase);
      const sin = twice * Math.sin(phase);
      const add = (target: Float64Array, [re, im]: Float64Array[], a: number, b: number): void => {
        for (let q = 0; q < velocities; q++) target[q] += a * re[q] + b * im[q];
      };
      add(f, fields[m][0], cos, -sin);
      for (let axis = 0; axis < dx; axis++) {
        const wave = (2 * Math.PI * k[axis]) / length[axis];
        if (wave !== 0) add(dxF[axis], fields[m][0], -wave * sin, -wave * cos);
      }
      for (let axis = 0; axis < dv; axis++) add(dvF[axis], fields[m][1 + axis], cos, -sin);
    });
    for (let q = 0; q < velocities; q++) {
      const value = f[q];
      if (value > sums.maximum) sums.maximum = value;
      if (value < noise * largest) continue;
      sums.entropy -= value * Math.log(value);
      for (let axis = 0; axis < dx; axis++) {
        sums.fisherX += dxF[axis][q] ** 2 / value;
        sums.fisherCross += (dxF[axis][q] * dvF[axis][q]) / value;
      }
      // grad f . A grad f with A / M = |c|^2 I - c c^T + tr Theta I - Theta, plus f div b / M = -d (d-1) f.
      let gradient = 0;
      let speed = 0;
      let radial = 0;
      let sheared = 0;
      let rest = q;
      for (let axis = dv - 1; axis >= 0; axis--) {
        c[axis] = z[rest % perAxis] * root;
        rest = Math.floor(rest / perAxis);
      }
      for (let i = 0; i < dv; i++) {
        const g = dvF[i][q];
        gradient += g * g;
        speed += c[i] * c[i];
        radial += c[i] * g;
        for (let j = 0; j < dv; j++) sheared += g * covariance[i][j] * dvF[j][q];
      }
      sums.fisherV += gradient / value;
      sums.production += ((speed + trace) * gradient - radial * radial - sheared) / value - dv * (dv - 1) * value;
    }
  }
  return {
    entropy: sums.entropy * cell,
    entropyProduction: sums.production * cell * problem.rate,
    fisherX: sums.fisherX * cell,
    fisherCross: sums.fisherCross * cell,
    fisherV: sums.fisherV * cell,
    densityMaximum: sums.maximum,
  };
}

/**
 * Points along a position axis: the Fourier series of log(1 + a cos) falls like r^n, r = (1 - sqrt(1 - a^2)) / a;
 * enough points for 1e-12, half as many again because at some velocities the relative amplitude is larger.
 */
function spacePoints(problem: ModesProblem, axis: number): number {
  let wanted = 1;
  for (const { space } of problem.components) {
    if (space.kind !== 'cosine' || space.mode[axis] === 0 || space.amplitude[axis] === 0) continue;
    const a = Math.min(0.99, Math.abs(space.amplitude[axis]));
    const r = (1 - Math.sqrt(1 - a * a)) / a;
    wanted = Math.max(wanted, Math.abs(space.mode[axis]) * Math.max(16, Math.min(256, 2 * Math.ceil((1.5 * 13.8) / -Math.log(r)))));
  }
  return wanted;
}
