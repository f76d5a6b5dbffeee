import type { Scenario } from '../contracts.ts';
import { Refusal } from '../refusal.ts';
import { axisNames } from './axis-names.ts';
import { addProduct, collisionOperator, type CollisionOperator } from './modes/collision-operator.ts';
import { integrate } from './modes/dormand-prince.ts';
import { functionals } from './modes/functionals.ts';
import { seriesDensity, type ModeCoefficients } from './modes/series-density.ts';
import { seriesMoments, type SeriesMoments } from './modes/series-moments.ts';
import { hermiteBasis, type HermiteBasis } from './modes/hermite-basis.ts';
import { initialCoefficients, modesProblem, type ModesProblem } from './modes/initial-modes.ts';

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export interface DensityMode {
  /** One integer per position axis. */
  readonly mode: readonly number[];
  /** Integral of f exp(-i K x) over box and velocities, K = 2 pi mode / length. */
  readonly value: Complex;
  /** The same divided by its value at time 0; absent for modes that start from zero density. */
  readonly relative?: Complex;
}

export interface ModesOutput {
  readonly time: number;
  readonly densityModes: readonly DensityMode[];
  /** f at a point (dx and dv entries), from the series. */
  readonly density: (x: ArrayLike<number>, v: ArrayLike<number>) => number;
  /** Moments in v at points of x, a column of coordinates for each axis. */
  readonly moments: (x: readonly Float64Array[]) => SeriesMoments;
  /** Columns of the diagnostics table, by their names there. */
  readonly diagnostics: Readonly<Record<string, number>>;
  /** Total degree of the Hermite series used. */
  readonly degree: number;
  /** Largest change of any output (relative to max(1, |value|)) when the degree was last raised. */
  readonly change: number;
}

export interface ModesOptions {
  /** Largest accepted `change`; default 1e-8. */
  readonly tolerance?: number;
  /** Highest total degree tried; default 112 in 2V, 48 in 3V. */
  readonly maximumDegree?: number;
  /** False leaves out entropy, its production, the Fisher informations and the maximum: much faster with many x axes. */
  readonly functionals?: boolean;
}

/**
 * Exact (spectrally converged) solution for gamma = 0, constant kappa in a periodic box, any number of position axes,
 * 2 or 3 velocities, `maxwellians` with uniform or cosine space: every Fourier mode of f obeys the linear equation
 *   d_t f_k + i K.v f_k = s div(A[F] grad f_k - f_k b[F]),
 * F the x-marginal, whose A and b depend on mass, momentum and pressure only; the pressure is known in closed form,
 *   Theta(t) = T I + exp(-4 d s M t) (Theta(0) - T I)   (the k = 0 mode is F itself and obeys the same equation).
 * Total-degree Hermite-Galerkin around the mean velocity; the degree is raised until no output changes.
 * Throws a Refusal that says why when the scenario is outside, or the series does not converge.
 */
export function modesReference(scenario: Scenario, times: readonly number[], options: ModesOptions = {}): ModesOutput[] {
  const problem = modesProblem(scenario);
  if (times.some((t, i) => !(t >= (times[i - 1] ?? 0)))) throw new RangeError('modes: times must be ascending and >= 0');
  const tolerance = options.tolerance ?? 1e-8;
  const highest = options.maximumDegree ?? (problem.dv === 2 ? 112 : 48);
  let degree = Math.min(highest, problem.dv === 2 ? 24 : 16);
  let previous = solve(problem, times, degree, options);
  for (;;) {
    const next = Math.min(highest, Math.ceil(degree * 1.3));
    if (next === degree) throw new Refusal('input', `the modes reference did not converge to ${tolerance} at degree ${degree}`);
    degree = next;
    const current = solve(problem, times, degree, options);
    const changes = current.map((output, i) => change(output, previous[i]));
    if (changes.every((value) => value <= tolerance)) return current.map((output, i) => ({ ...output, change: changes[i] }));
    previous = current;
  }
}

function change(a: ModesOutput, b: ModesOutput): number {
  let worst = 0;
  for (const [name, value] of Object.entries(a.diagnostics)) {
    worst = Math.max(worst, Math.abs(value - b.diagnostics[name]) / Math.max(1, Math.abs(value)));
  }
  a.densityModes.forEach(({ value }, k) => {
    worst = Math.max(worst, Math.hypot(value.re - b.densityModes[k].value.re, value.im - b.densityModes[k].value.im));
  });
  return Number.isNaN(worst) ? Infinity : worst;
}

/** <c_i c_j> of the marginal at `time`. */
function covarianceAt(problem: ModesProblem, time: number): number[][] {
  const { dv, covariance, rate } = problem;
  const temperature = covariance.reduce((sum, row, i) => sum + row[i], 0) / dv;
  const decay = Math.exp(-4 * dv * rate * time);
  return covariance.map((row, i) => row.map((value, j) => (i === j ? temperature * (1 - decay) : 0) + decay * value));
}

/** Right-hand side for one mode; the state is the real coefficients followed by the imaginary ones. */
function modeRate(problem: ModesProblem, operator: CollisionOperator, k: readonly number[]) {
  const { dv, rate, basisTemperature: tb, length } = problem;
  const waves = k.map((value, axis) => (2 * Math.PI * value * Math.sqrt(tb)) / length[axis]);
  return (time: number, state: Float64Array, out: Float64Array): void => {
    const size = state.length / 2;
    const covariance = covarianceAt(problem, time);
    const trace = covariance.reduce((sum, row, i) => sum + row[i], 0);
    out.fill(0);
    for (let part = 0; part < 2; part++) {
      const from = state.subarray(part * size, part * size + size);
      const to = out.subarray(part * size, part * size + size);
      addProduct(operator.still, rate, from, to);
      for (const { i, j, rows } of operator.raise) {
        const beta = ((i === j ? trace - (dv - 1) * tb : 0) - covariance[i][j]) / tb;
        if (Math.abs(beta) > 1e-17) addProduct(rows, rate * beta, from, to);
      }
      // -i K.c: the real part gains from the imaginary one and the other way round.
      const other = state.subarray((1 - part) * size, (1 - part) * size + size);
      waves.forEach((wave, axis) => {
        if (wave !== 0) addProduct(operator.position[axis], part === 0 ? wave : -wave, other, to);
      });
    }
  };
}

function solve(problem: ModesProblem, times: readonly number[], degree: number, options: ModesOptions): ModesOutput[] {
  const basis: HermiteBasis = hermiteBasis(problem.dv, degree);
  const operator = collisionOperator(basis);
  const size = basis.size;
  const states = problem.modes.map((k) => {
    const state = new Float64Array(2 * size);
    state.set(initialCoefficients(problem, basis, k));
    return state;
  });
  const volume = problem.length.reduce((product, l) => product * l, 1);
  const start = states.map((state) => state[0]);
  let now = 0;
  return times.map((time) => {
    problem.modes.forEach((k, m) => integrate(modeRate(problem, operator, k), states[m], now, time, 1e-11));
    now = time;
    const densityModes = problem.modes.map((mode, m) => {
      // Back from the frame of the mean velocity.
      const phase = -mode.reduce((sum, k, axis) => sum + (2 * Math.PI * k * problem.mean[axis]) / problem.length[axis], 0) * time;
      const [re, im] = [states[m][0], states[m][size]];
      const value = {
        re: volume * (re * Math.cos(phase) - im * Math.sin(phase)),
        im: volume * (re * Math.sin(phase) + im * Math.cos(phase)),
      };
      const initial = volume * start[m];
      const relative = { re: value.re / initial, im: value.im / initial };
      return Math.abs(initial) > 1e-12 * problem.mass ? { mode, value, relative } : { mode, value };
    });
    const parts = states.map((state) => ({ re: state.slice(0, size), im: state.slice(size) }));
    const diagnostics = {
      ...conserved(problem, time),
      ...(options.functionals === false ? {} : nonlinear(problem, basis, parts, time)),
    };
    return {
      time, densityModes, density: seriesDensity(problem, basis, parts, time), moments: seriesMoments(problem, basis, parts, time),
      diagnostics, degree, change: Infinity,
    };
  });
}

function conserved(problem: ModesProblem, time: number): Record<string, number> {
  const { mass, mean, dv } = problem;
  const covariance = covarianceAt(problem, time);
  const row: Record<string, number> = { mass };
  mean.forEach((u, i) => (row[`momentum_${axisNames[i]}`] = mass * u));
  row.energy = mean.reduce((sum, u, i) => sum + (mass * (u * u + covariance[i][i])) / 2, 0);
  for (let i = 0; i < dv; i++) for (let j = i; j < dv; j++) row[`temperature_${axisNames[i]}${axisNames[j]}`] = covariance[i][j];
  return row;
}

function nonlinear(
  problem: ModesProblem,
  basis: HermiteBasis,
  modes: readonly ModeCoefficients[],
  time: number,
): Record<string, number> {
  const f = functionals(problem, basis, modes, covarianceAt(problem, time));
  const friction = 2 * (problem.dv - 1) * problem.rate;
  const relaxed = friction > 0 ? -Math.expm1(-friction * time) / friction : time;
  const mixed = (t: number): number => t * t * f.fisherX + 2 * t * f.fisherCross + f.fisherV;
  return {
    entropy: f.entropy,
    entropy_production: f.entropyProduction,
    fisher_x: f.fisherX,
    fisher_v: f.fisherV,
    fisher_mixed: mixed(time),
    fisher_mixed_relaxed: mixed(relaxed),
    density_max: f.densityMaximum,
  };
}
