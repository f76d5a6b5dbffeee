import { Refusal } from '../../refusal.ts';
import type { InitialData, MaxwellianComponent, Scenario } from '../../contracts.ts';
import { kappaOf } from '../kernels.ts';
import { panels } from '../quadrature.ts';
import { burnettValues, type BurnettBasis } from './burnett.ts';
import { gaussHermite, gaussLaguerre } from './gauss.ts';

/** What the linear response needs of a scenario, every assumption checked. */
export interface LinearProblem {
  readonly dv: 2 | 3;
  readonly mass: number;
  /** Mean velocity and temperature of the whole of f0: those of the Maxwellian that is perturbed. */
  readonly mean: readonly number[];
  readonly temperature: number;
  /** nu = s rho khat(0) T^(gamma/2): unit of the collision rates. */
  readonly rate: number;
  /** Softening in units of the temperature. */
  readonly softening: number;
  readonly gamma: number;
  /** Wave numbers of f0 in units of 2 pi / length, 0 first. */
  readonly modes: readonly number[];
  /** K of each mode. */
  readonly waves: readonly number[];
  /** khat(K) / khat(0) of each mode. */
  readonly ratios: readonly number[];
  readonly components: readonly MaxwellianComponent[];
}

/** Checks that `scenario` is one this reference can answer; `formula`: kappa of r where the scenario has a formula. */
export function linearProblem(scenario: Scenario, formula?: (r: number) => number): LinearProblem {
  const { equation, initial, domain } = scenario;
  const { x: dx, v: dv } = equation.dimensions;
  const refuse = (why: string): never => {
    throw new Refusal('input', `the linear reference does not apply to scenario '${scenario.name}': ${why}`);
  };
  if (dx > 1) refuse(`it needs at most one position axis, here ${dx}`);
  if (dv !== 2 && dv !== 3) return refuse(`it needs 2 or 3 velocity dimensions, here ${dv}`);
  if (dx === 1 && domain?.x.kind !== 'periodic') refuse('it needs a periodic box, here free space');
  if (equation.regularisation) refuse('the regularised equation (2.34) has other kernels');
  if (initial.kind !== 'maxwellians') return refuse(`it needs initial data of kind 'maxwellians', here '${initial.kind}'`);
  const length = dx === 1 && domain?.x.kind === 'periodic' ? domain.x.length[0] : 1;
  const { components } = initial;
  checkComponents(components, refuse);

  const mass = components.reduce((sum, c) => sum + c.mass, 0);
  const mean = Array.from({ length: dv }, (_, i) => components.reduce((sum, c) => sum + c.mass * c.velocity[i], 0) / mass);
  const temperature = components.reduce((sum, c) =>
    sum + c.mass * mean.reduce((part, u, i) => part + c.temperature[i] + (c.velocity[i] - u) ** 2, 0), 0) / (mass * dv);
  const modes = [...new Set([0, ...components.map(({ space }) => wavesOf(space))])].sort((a, b) => a - b);
  const waves = modes.map((mode) => (2 * Math.PI * mode) / length);
  const hats = kernelTransform(kappaOf(equation.kappa, formula), dx === 1 ? length : 0, waves);
  if (!(hats[0] > 0)) refuse('kappa has no integral over the box, so nothing collides');
  return {
    dv, mass, mean, temperature, modes, waves, components,
    gamma: equation.gamma,
    rate: equation.strength * (mass / length) * hats[0] * temperature ** (equation.gamma / 2),
    softening: equation.softening / temperature,
    ratios: hats.map((hat) => hat / hats[0]),
  };
}

function checkComponents(components: readonly MaxwellianComponent[], refuse: (why: string) => never): void {
  const [{ velocity: first }] = components;
  for (const { space, velocity, temperature, velocityGradient } of components) {
    if (space.kind === 'gaussian') refuse("it needs space 'uniform' or 'cosine', here 'gaussian'");
    if (velocityGradient?.some((row) => row.some((entry) => entry !== 0))) refuse('a velocity gradient is not periodic');
    if (velocity.slice(1).some((u, i) => u !== first[i + 1])) refuse('it needs one mean velocity across x, here components differ');
    const across = temperature.slice(1);
    if (across.some((t) => t !== across[0])) refuse(`it needs equal temperatures across x, here [${across.join(', ')}]`);
  }
}

type Space = Extract<InitialData, { kind: 'maxwellians' }>['components'][number]['space'];
const wavesOf = (space: Space): number => (space.kind === 'cosine' && space.amplitude[0] !== 0 ? Math.abs(space.mode[0]) : 0);

/** Integrals of kappa(|x|) cos(K x) over |x| <= length/2; without x, kappa(0) for every K. */
export function kernelTransform(kappa: (r: number) => number, length: number, waves: readonly number[]): number[] {
  if (length === 0) return waves.map(() => kappa(0));
  const half = length / 2;
  // A kernel much narrower than the box and a bump's smooth edge want many panels: a hundredth of the box for 12 nodes.
  const rule = panels(Array.from({ length: 101 }, (_, p) => (half * p) / 100), 12);
  return waves.map((wave) => rule.nodes.reduce((sum, r, i) => sum + 2 * rule.weights[i] * kappa(r) * Math.cos(wave * r), 0));
}

/**
 * Burnett coefficients of f0 / (mass/length) for each mode, in the frame of the mean velocity and units of the
 * temperature: f0 = M rho sum_m g_m cos(K_m x), g_0 with the equilibrium's 1 in its first place. All real.
 */
export function perturbations(problem: LinearProblem, basis: BurnettBasis): Float64Array[] {
  const { dv, mass, mean, temperature, modes } = problem;
  const out = modes.map(() => new Float64Array(basis.size));
  // The moments of a Gaussian with polynomials of the basis: exact.
  const along = gaussHermite(Math.floor(basis.degree / 2) + 1);
  const across = gaussLaguerre(Math.floor(basis.degree / 4) + 1, (dv - 3) / 2);
  for (const { mass: part, velocity, temperature: own, space } of problem.components) {
    const moments = new Float64Array(basis.size);
    along.nodes.forEach((z, i) => across.nodes.forEach((y, j) => {
      const first = (velocity[0] - mean[0] + Math.sqrt(own[0]) * z) / Math.sqrt(temperature);
      const values = burnettValues(basis, first, first * first + (2 * y * own[1]) / temperature);
      for (let n = 0; n < moments.length; n++) moments[n] += along.weights[i] * across.weights[j] * values[n];
    }));
    const add = (mode: number, factor: number): void => {
      const target = out[modes.indexOf(mode)];
      for (let n = 0; n < moments.length; n++) target[n] += (factor * part * moments[n]) / mass;
    };
    // A cosine of mode 0 is a constant factor 1, as the scenario's profile has it.
    add(0, 1);
    if (wavesOf(space) > 0 && space.kind === 'cosine') add(wavesOf(space), space.amplitude[0]);
  }
  return out;
}
