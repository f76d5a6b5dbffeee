import type { InitialData, Scenario } from '../../contracts.ts';
import { Refusal } from '../../refusal.ts';
import { kappaOf } from '../kernels.ts';
import { gaussianCoefficients, type HermiteBasis } from './hermite-basis.ts';

type Maxwellians = Extract<InitialData, { kind: 'maxwellians' }>;

/** What the modes reference needs of a scenario, every assumption checked. */
export interface ModesProblem {
  readonly dx: number;
  readonly dv: number;
  /** s M: strength times total mass. */
  readonly rate: number;
  readonly mass: number;
  readonly length: readonly number[];
  readonly mean: readonly number[];
  /** <c_i c_j> at time 0. */
  readonly covariance: readonly (readonly number[])[];
  /** Temperature of the Hermite basis: half-way between the coldest and the hottest, so that the series converges. */
  readonly basisTemperature: number;
  readonly coldest: number;
  readonly hottest: number;
  /** Largest |mean velocity of a component - mean|. */
  readonly fastest: number;
  /** Fourier modes of f0, one of each pair (k, -k), the zero mode first. */
  readonly modes: readonly (readonly number[])[];
  readonly components: Maxwellians['components'];
}

/** Checks that `scenario` is one this reference can answer. Throws an error saying which assumption fails. */
export function modesProblem(scenario: Scenario): ModesProblem {
  const { equation, initial, domain } = scenario;
  const { x: dx, v: dv } = equation.dimensions;
  const refuse = (why: string): never => {
    throw new Refusal('input', `the modes reference does not apply to scenario '${scenario.name}': ${why}`);
  };
  if (equation.gamma !== 0) refuse(`it needs gamma = 0, here gamma = ${equation.gamma}`);
  // By value; without x only kappa(0) counts. What a formula is, its caller knows.
  const isOne = equation.kappa.kind !== 'formula' && (dx > 0 ? [0, 1, 10] : [0]).every((r) => kappaOf(equation.kappa)(r) === 1);
  if (!isOne) refuse(`it needs kappa = 1, here '${equation.kappa.kind}'`);
  if (equation.regularisation) refuse('the regularised equation (2.34) has other kernels');
  if (dv < 2 || dv > 3) refuse(`it needs 2 or 3 velocity dimensions, here ${dv}`);
  if (dx > 0 && domain?.x.kind !== 'periodic') refuse('it needs a periodic box, here free space');
  if (initial.kind !== 'maxwellians') return refuse(`it needs initial data of kind 'maxwellians', here '${initial.kind}'`);
  const length = dx > 0 && domain?.x.kind === 'periodic' ? domain.x.length : [];
  const { components } = initial;
  for (const { space, velocityGradient } of components) {
    if (dx > 0 && space.kind === 'gaussian') refuse('a component with Gaussian space has infinitely many modes');
    if (velocityGradient?.some((row) => row.some((entry) => entry !== 0))) refuse('a velocity gradient is not periodic');
  }

  const axes = Array.from({ length: dv }, (_, i) => i);
  const mass = components.reduce((sum, { mass: m }) => sum + m, 0);
  const average = (entry: (c: (typeof components)[number]) => number): number =>
    components.reduce((sum, c) => sum + c.mass * entry(c), 0) / mass;
  const mean = axes.map((i) => average((c) => c.velocity[i]));
  const covariance = axes.map((i) =>
    axes.map((j) => average((c) => (i === j ? c.temperature[i] : 0) + (c.velocity[i] - mean[i]) * (c.velocity[j] - mean[j]))),
  );
  const total = axes.reduce((sum, i) => sum + covariance[i][i], 0) / dv;
  const temperatures = components.flatMap((c) => c.temperature);
  const coldest = Math.min(total, ...temperatures);
  const hottest = Math.max(total, ...temperatures);

  const zero = Array.from({ length: dx }, () => 0);
  const modes = new Map([[zero.join(), zero]]);
  for (const { space } of components) {
    if (space.kind !== 'cosine') continue;
    let products: number[][] = [[]];
    for (let axis = 0; axis < dx; axis++) {
      const m = Math.abs(space.mode[axis]);
      const values = space.amplitude[axis] === 0 || m === 0 ? [0] : [-m, 0, m];
      products = products.flatMap((p) => values.map((value) => [...p, value]));
    }
    for (const k of products) if ((k.find((value) => value !== 0) ?? 1) > 0) modes.set(k.join(), k);
  }
  return {
    dx, dv, mass, length, mean, covariance, coldest, hottest, components,
    rate: equation.strength * mass,
    basisTemperature: (coldest + hottest) / 2,
    fastest: Math.max(...components.map((c) => Math.hypot(...c.velocity.map((v, i) => v - mean[i])))),
    modes: [...modes.values()],
  };
}

/** Fourier coefficient (1/|box|) integral of rho_c exp(-i K x), real by symmetry, of a component of unit mass. */
function spaceCoefficient(space: Maxwellians['components'][number]['space'], k: readonly number[], length: readonly number[]): number {
  return k.reduce((product, value, axis) => {
    if (space.kind !== 'cosine' || space.mode[axis] === 0) return value === 0 ? product / length[axis] : 0;
    if (value === 0) return product / length[axis];
    return Math.abs(value) === Math.abs(space.mode[axis]) ? (product * space.amplitude[axis]) / 2 / length[axis] : 0;
  }, 1);
}

/** Hermite coefficients in (v - mean) / sqrt(T_b) of the Fourier mode k of f0 (real). */
export function initialCoefficients(problem: ModesProblem, basis: HermiteBasis, k: readonly number[]): Float64Array {
  const { dv, basisTemperature, mean } = problem;
  const out = new Float64Array(basis.size);
  for (const component of problem.components) {
    const factor = component.mass * spaceCoefficient(component.space, k, problem.length);
    if (factor === 0) continue;
    const lines = Array.from({ length: dv }, (_, axis) =>
      gaussianCoefficients(
        basis.degree,
        (component.velocity[axis] - mean[axis]) / Math.sqrt(basisTemperature),
        component.temperature[axis] / basisTemperature,
      ),
    );
    for (let row = 0; row < out.length; row++) {
      out[row] += lines.reduce((product, line, axis) => product * line[basis.degrees[axis][row]], factor);
    }
  }
  return out;
}
