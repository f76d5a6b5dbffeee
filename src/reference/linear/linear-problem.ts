import { Refusal } from '../../refusal.ts';
import type { InitialData, MaxwellianComponent, Scenario } from '../../contracts.ts';
import { kappaOf } from '../kernels.ts';
import { panels } from '../quadrature.ts';
import { burnettValues, type BurnettBasis } from './burnett.ts';
import { gaussHermite, gaussLaguerre } from './gauss.ts';
import { profileWaves, type ProfileWaves } from './profile-waves.ts';

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
  /** f0 as sums of Maxwellians with a wave number of their own, or by profiles. */
  readonly components: readonly MaxwellianComponent[];
  readonly profiles?: ProfileWaves;
}

/** Burnett coefficients of one mode of f0 / (mass/length): of cos(K x) and of - sin(K x). */
export interface Perturbation {
  readonly re: Float64Array;
  readonly im: Float64Array;
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
  if (initial.kind !== 'maxwellians' && initial.kind !== 'profiles') {
    return refuse(`it needs initial data of kind 'profiles' or 'maxwellians', here '${initial.kind}'`);
  }
  const length = dx === 1 && domain?.x.kind === 'periodic' ? domain.x.length[0] : 1;
  const components = initial.kind === 'maxwellians' ? initial.components : [];
  checkComponents(components, refuse);
  const profiles = initial.kind === 'profiles' ? profileWaves(scenario, initial, refuse) : undefined;

  const { mass, mean, temperature } = profiles ?? totalsOf(components, dv);
  const modes = profiles?.modes ?? [...new Set([0, ...components.map(({ space }) => wavesOf(space))])].sort((a, b) => a - b);
  const waves = modes.map((mode) => (2 * Math.PI * mode) / length);
  const hats = kernelTransform(kappaOf(equation.kappa, formula), dx === 1 ? length : 0, waves);
  if (!(hats[0] > 0)) refuse('kappa has no integral over the box, so nothing collides');
  return {
    dv, mass, mean, temperature, modes, waves, components, profiles,
    gamma: equation.gamma,
    rate: equation.strength * (mass / length) * hats[0] * temperature ** (equation.gamma / 2),
    softening: equation.softening / temperature,
    ratios: hats.map((hat) => hat / hats[0]),
  };
}

function totalsOf(components: readonly MaxwellianComponent[], dv: number): Pick<LinearProblem, 'mass' | 'mean' | 'temperature'> {
  const mass = components.reduce((sum, c) => sum + c.mass, 0);
  const mean = Array.from({ length: dv }, (_, i) => components.reduce((sum, c) => sum + c.mass * c.velocity[i], 0) / mass);
  const temperature = components.reduce((sum, c) =>
    sum + c.mass * mean.reduce((part, u, i) => part + c.temperature[i] + (c.velocity[i] - u) ** 2, 0), 0) / (mass * dv);
  return { mass, mean, temperature };
}

function checkComponents(components: readonly MaxwellianComponent[], refuse: (why: string) => never): void {
  const first = components[0]?.velocity ?? [];
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

/** Burnett moments of the Maxwellian of a mean velocity along x and two temperatures, in the frame and units of the problem. */
function maxwellianMoments(
  { dv, mean, temperature }: LinearProblem, basis: BurnettBasis,
): (u: number, own: readonly number[]) => Float64Array {
  // The moments of a Gaussian with polynomials of the basis: exact.
  const along = gaussHermite(Math.floor(basis.degree / 2) + 1);
  const across = gaussLaguerre(Math.floor(basis.degree / 4) + 1, (dv - 3) / 2);
  return (u, own) => {
    const moments = new Float64Array(basis.size);
    along.nodes.forEach((z, i) => across.nodes.forEach((y, j) => {
      const first = (u - mean[0] + Math.sqrt(own[0]) * z) / Math.sqrt(temperature);
      const values = burnettValues(basis, first, first * first + (2 * y * own[1]) / temperature);
      for (let n = 0; n < moments.length; n++) moments[n] += along.weights[i] * across.weights[j] * values[n];
    }));
    return moments;
  };
}

/**
 * Burnett coefficients of f0 / (mass/length) for each mode, in the frame of the mean velocity and units of the
 * temperature: f0 = M rho sum_m (re_m cos(K_m x) - im_m sin(K_m x)), re_0 with the equilibrium's 1 in its first place.
 */
export function perturbations(problem: LinearProblem, basis: BurnettBasis): Perturbation[] {
  const { mass, modes, profiles } = problem;
  const out = modes.map((): Perturbation => ({ re: new Float64Array(basis.size), im: new Float64Array(basis.size) }));
  const momentsOf = maxwellianMoments(problem, basis);
  const add = (into: Float64Array, factor: number, moments: Float64Array): void => {
    for (let n = 0; n < moments.length; n++) into[n] += (factor * moments[n]) / mass;
  };
  for (const { mass: part, velocity, temperature: own, space } of problem.components) {
    const moments = momentsOf(velocity[0], own);
    // A cosine of mode 0 is a constant factor 1, as the scenario's profile has it.
    add(out[0].re, part, moments);
    const wave = wavesOf(space);
    if (wave > 0 && space.kind === 'cosine') add(out[modes.indexOf(wave)].re, space.amplitude[0] * part, moments);
  }
  profiles?.slices.forEach(({ mass: part, velocity, temperature }, k) => {
    const moments = momentsOf(velocity, temperature);
    modes.forEach((mode, m) => {
      const angle = (2 * Math.PI * mode * (k % profiles.count)) / profiles.count;
      add(out[m].re, (mode === 0 ? 1 : 2 * Math.cos(angle)) * part, moments);
      if (mode > 0) add(out[m].im, -2 * Math.sin(angle) * part, moments);
    });
  });
  return out;
}
