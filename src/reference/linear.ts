import type { Scenario } from '../contracts.ts';
import { burnettBasis, harmonics, streaming, type BurnettBasis } from './linear/burnett.ts';
import { collisionBlocks, type CollisionBlock } from './linear/collision-blocks.ts';
import { linearProblem, perturbations, type LinearProblem, type Perturbation } from './linear/linear-problem.ts';
import { exponentialAction, type SparseMatrix } from './linear/exponential-action.ts';

export interface LinearOptions {
  /** kappa as a function of r = |x - x*|; needed for `formula` kernels. */
  readonly kappa?: (r: number) => number;
  /** Highest polynomial degree tried; default 42, reached in seconds. */
  readonly maximumDegree?: number;
  /** Accepted change of a mode, relative to the perturbation, when the degree is last raised; default 1e-8. */
  readonly tolerance?: number;
}

interface Complex {
  readonly re: number;
  readonly im: number;
}

/**
 * Moments of one Fourier mode in the frame of the mean velocity u, per unit mass: (1/M) int phi(v - u) f exp(-i K (x - u t)),
 * linear functionals of f all of them. phi: density 1, momentum c_x, temperature |c|^2/d - T, stress c_x^2 - |c|^2/d,
 * heatFlux (|c|^2 - (d+2) T) c_x / 2. Density, temperature and stress have real values, the other two imaginary ones where f0 is
 * even in c_x.
 */
export interface LinearMode {
  readonly mode: number;
  readonly wave: number;
  readonly moments: Readonly<Record<MomentName, Complex>>;
}

export const momentNames = ['density', 'momentum', 'temperature', 'stress', 'heatFlux'] as const;
export type MomentName = (typeof momentNames)[number];

export interface LinearState {
  readonly time: number;
  readonly modes: readonly LinearMode[];
}

interface Solution {
  readonly states: readonly LinearState[];
  /** Size of the perturbation f0 / f_equilibrium - 1, root mean square over the equilibrium, times sqrt 2 for a cosine. */
  readonly amplitude: number;
  /** The part of it that does not depend on x. */
  readonly uniform: number;
}

export interface LinearResponse extends Solution, Pick<LinearProblem, 'mass' | 'mean' | 'temperature' | 'rate' | 'ratios'> {
  /** True for constant kappa and a perturbation without uniform part: then every mode is linear at any amplitude. */
  readonly exact: boolean;
  readonly degree: number;
  /** Largest change of any mode, relative to the amplitude, when the degree was last raised. */
  readonly change: number;
}

/**
 * Exact linear response of a Maxwellian to a small perturbation, for any gamma in [-3, 1], softened or not, any kappa, in
 * 2V or 3V: f = M(v) rho (1 + sum_k g_k e^(ikx)) obeys, to first order,
 *   d_t g = -i k v_1 g + nu (T + r F) g,   nu = s rho khat(0),  r = khat(k)/khat(0),
 * with <i|T|j> = -E[grad i(v) . N(v - v*) grad j(v)], <i|F|j> = E[grad i(v) . N(v - v*) grad j(v*)], v and v* independent
 * of density M. In Burnett functions, whose degree is raised until no mode changes; `change` says what is left where
 * `maximumDegree` comes first. The error against the nonlinear equation is of second order in `amplitude`.
 * Throws a Refusal saying why when the scenario is outside.
 */
export function linearResponse(scenario: Scenario, times: readonly number[], options: LinearOptions = {}): LinearResponse {
  const problem = linearProblem(scenario, options.kappa);
  if (times.some((t, i) => !(t >= (times[i - 1] ?? 0)))) throw new RangeError('linear: times must be ascending and >= 0');
  const { maximumDegree = 42, tolerance = 1e-8 } = options;
  let degree = Math.min(12, maximumDegree);
  let [current, change] = [solve(problem, times, degree), Infinity];
  while (change > tolerance && degree < maximumDegree) {
    degree = Math.min(maximumDegree, degree + Math.min(8, degree / 2));
    const next = solve(problem, times, degree);
    change = largestChange(current.states, next.states) / (next.amplitude || 1);
    current = next;
  }
  const { mass, mean, temperature, rate, ratios } = problem;
  const exact = current.uniform < 1e-14 && ratios.slice(1).every((r) => Math.abs(r) < 1e-12);
  return { ...current, mass, mean, temperature, rate, ratios, exact, degree, change };
}

/** The answer with a basis of one degree. */
function solve(problem: LinearProblem, times: readonly number[], degree: number): Solution {
  const basis = burnettBasis(problem.dv, degree);
  const blocks = collisionBlocks(basis, problem);
  const start = perturbations(problem, basis);
  start[0].re[0] -= 1;
  const sizes = start.map(({ re, im }) => Math.hypot(...re, ...im));
  const { modes, waves, temperature } = problem;
  const evolved = modes.map((mode, m) => {
    const matrix = generator(basis, problem.rate, blocks, waves[m] * Math.sqrt(temperature), problem.ratios[m]);
    const [re, im] = turned(basis, start[m]).map((part) => exponentialAction(matrix, part, times));
    // exp(-iKx) keeps half of a cosine.
    const share = mode === 0 ? 1 : 1 / 2;
    return times.map((_, n): LinearMode => ({ mode, wave: waves[m], moments: momentsOf(basis, re[n], im[n], temperature, share) }));
  });
  const states = times.map((time, n) => ({ time, modes: evolved.map((list) => list[n]) }));
  return { states, amplitude: Math.hypot(...sizes), uniform: sizes[0] };
}

/** Real and imaginary part of h_nl = i^l g_nl. */
function turned({ counts, offsets }: BurnettBasis, { re, im }: Perturbation): [Float64Array, Float64Array] {
  const parts: [Float64Array, Float64Array] = [new Float64Array(re.length), new Float64Array(re.length)];
  counts.forEach((count, l) => {
    for (let p = offsets[l]; p < offsets[l] + count; p++) {
      const [x, y] = l % 2 === 0 ? [re[p], im[p]] : [-im[p], re[p]];
      parts[0][p] = l % 4 < 2 ? x : -x;
      parts[1][p] = l % 4 < 2 ? y : -y;
    }
  });
  return parts;
}

/** Real matrix for h_nl = i^l g_nl: collisions keep l, and -i k v_1 couples l to l +- 1. */
function generator(basis: BurnettBasis, rate: number, blocks: readonly CollisionBlock[], wave: number, ratio: number): SparseMatrix {
  const entries = basis.counts.flatMap((count, l) =>
    Array.from({ length: count * count }, (_, p) => ({
      row: basis.offsets[l] + Math.floor(p / count),
      column: basis.offsets[l] + (p % count),
      value: rate * (blocks[l].test[p] + ratio * blocks[l].field[p]),
    })),
  );
  for (const { row, column, value } of streaming(basis)) {
    entries.push({ row, column, value: wave * value }, { row: column, column: row, value: -wave * value });
  }
  return { size: basis.size, entries };
}

/** `share` times the linear functionals of g = (-i)^l h, h = re + i im. */
function momentsOf(
  basis: BurnettBasis, re: Float64Array, im: Float64Array, temperature: number, share: number,
): LinearMode['moments'] {
  const { dimensions: d, offsets, norm } = basis;
  const times = (factor: number, n: number, l: number): Complex => {
    const [x, y] = [share * factor * re[offsets[l] + n], share * factor * im[offsets[l] + n]];
    return l === 0 ? { re: x, im: y } : l === 1 ? { re: y, im: -x } : { re: -x, im: -y };
  };
  return {
    density: times(1, 0, 0),
    momentum: times(Math.sqrt(temperature), 0, 1),
    // phi_10 = c_10 (d - |v|^2)/2.
    temperature: times((-2 * temperature) / (norm(1, 0) * d), 1, 0),
    // phi_02 = c_02 sqrt(dim_2) d/(d-1) (v_1^2 - |v|^2/d).
    stress: times((temperature * (d - 1)) / (d * norm(0, 2) * Math.sqrt(harmonics(d, 2))), 0, 2),
    // phi_11 = c_11 sqrt d v_1 (d + 2 - |v|^2)/2.
    heatFlux: times(-(temperature ** 1.5) / (norm(1, 1) * Math.sqrt(d)), 1, 1),
  };
}

function largestChange(a: readonly LinearState[], b: readonly LinearState[]): number {
  let worst = 0;
  a.forEach(({ modes }, n) => modes.forEach(({ moments }, m) => {
    for (const name of momentNames) {
      const other = b[n].modes[m].moments[name];
      worst = Math.max(worst, Math.hypot(moments[name].re - other.re, moments[name].im - other.im));
    }
  }));
  return worst;
}
