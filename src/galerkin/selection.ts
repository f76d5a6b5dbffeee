import type { Column, Particles, Scenario } from '../contracts.ts';
import { blockSums } from '../math/sum.ts';
import { largest } from '../ranks/share.ts';
import type { InitialDensity } from '../state/initial.ts';
import type { Frame } from './basis.ts';
import { CoordinateFlow } from './flow.ts';
import type { Passes } from './passes.ts';
import { fieldsOf, type GalerkinSettings } from './settings.ts';

/** A space that was tried at t = 0, and how far its score is from the exact one. */
export interface Candidate {
  readonly degree: number;
  readonly modes: number;
  /** Functions (fields) of the space. */
  readonly functions: number;
  /** Weighted root mean square error of g over that of g; NaN when the functions are dependent on the particles. */
  readonly error: number;
  /** Its score is so much steeper than the exact one in the tails that it would drive them out. */
  readonly drives?: boolean;
}

/**
 * An error at t = 0 that is good enough. For a Maxwellian on a lattice it is that of the cut tails, which grows with the
 * degree: what a space is for shows only later, so the order of preference decides among those that reach it.
 */
export const enough = 1e-2;

/** Particles that each function should have, by how evenly they fill phase space. */
const particlesAFunction = { lattice: 7, sobol: 20, random: 50, given: 20 };

/** How many functions so many particles can carry; where nothing tells how even they are, as many as random ones. */
export const mostFunctions = ({ particles }: Scenario, count: number, unknown = false): number =>
  count / particlesAFunction[unknown ? 'random' : particles.sampling];

/** Step times decay rate that every explicit scheme follows (Euler's limit). */
const stable = 2;

/** A tail, by its score: this many times the root mean square, 2.8 thermal speeds of a Maxwellian in 2V. */
const tail = 2;
/**
 * A score so many times the exact one is too steep there. Homogeneous runs with up to 9 times it keep their tails, with 16 they lost
 * them; where f streams as well, one with 9 lost them and one with 3.7 did not (beams, humps, a bump on the tail). It does not see
 * all: three beams lost theirs with 2.4.
 */
const tooSteep = { homogeneous: 10, streaming: 5 };

/**
 * Degrees and modes to try, in the order of preference. In x the degree follows the number of Hermite functions that
 * streaming excites before collisions damp them: waves over friction, k sqrt(T) / (2 (d-1) s rho kappa_0 T^(gamma/2)).
 * Homogeneous data that a low degree fits at t = 0 (a ring is the exponential of a polynomial) do not stay so: there the highest
 * degree is the first. Degrees 4, 8, 12 push tails out when f is flatter than a Maxwellian and symmetric: not for homogeneous runs.
 * `stiffness`: an explicit step times the rate at which collisions of the Maxwellian relax; the highest Hermite function decays
 * m (m + d - 1) times as fast, m its degree, and the step must follow that.
 */
export function candidates(scenario: Scenario, streaming: number, stiffness = 0): { degree: number; modes: number }[] {
  const { x, v } = scenario.equation.dimensions;
  if (scenario.domain?.x.kind === 'free') return [{ degree: 3, modes: 1 }];
  if (x === 0) {
    const followed = [14, 10].filter((degree) => stiffness * (degree + 1) * (degree + v) <= stable);
    return [...followed, 6, 3].map((degree) => ({ degree, modes: 0 }));
  }
  if (x > 1) return [4, 3, 2].map((degree) => ({ degree, modes: Math.min(degree, 4) }));
  const wanted = streaming <= 0.75 ? 6 : streaming <= 3 ? 8 : 10;
  const first = v === 3 ? wanted - 1 : wanted;
  // Many degrees leave less time before the lattice recurs, and less need of high modes: they have been damped.
  const modes = v === 3 || wanted === 10 ? 2 : 3;
  return [
    { degree: first, modes },
    { degree: 6, modes: 3 },
    { degree: 5, modes: 2 },
    { degree: 3, modes: 2 },
    { degree: 3, modes: 1 },
    { degree: 2, modes: 1 },
  ];
}

/** The error of a space's score at the particles now, against the exact score of the initial density. */
export async function measure(
  frame: Frame, settings: GalerkinSettings, particles: Particles, passes: Passes, exact: readonly Column[],
): Promise<Candidate> {
  const space = fieldsOf(frame, settings);
  const flow = new CoordinateFlow({ space, particles, passes, rates: async () => {}, strength: 1 });
  const candidate = { degree: settings.degree, modes: settings.modes, functions: space.size };
  if (!(await flow.rebase())) return { ...candidate, error: NaN };
  const y = flow.vector();
  await flow.score(flow.origin, y);
  const score = passes.columns('score', exact.length, particles.capacity);
  await flow.evaluate(flow.toCoefficients(y), score);
  return { ...candidate, error: scoreError(particles, score, exact), ...(drivesTails(particles, score, exact) && { drives: true }) };
}

/**
 * Whether a score is far steeper than the exact one at a particle of the tails. Integrals do not see it, for little weight is there,
 * but particles flow down the gradient of log f: such a one is driven outwards, where a polynomial is steeper still. It is the sign of
 * the highest coefficient that tells; one too flat, or even turned round, only holds the tail back.
 */
export function drivesTails(
  { position, weight, count, share }: Pick<Particles, 'position' | 'weight' | 'count' | 'share'>,
  score: readonly Column[],
  exact: readonly Column[],
): boolean {
  const product = (a: readonly Column[], i: number): number => exact.reduce((sum, { [i]: g }, d) => sum + g * a[d][i], 0);
  const [mass, square] = blockSums(count, 2, (i, sums) => {
    sums[0] += weight[i];
    sums[1] += weight[i] * product(exact, i);
  }, share);
  const far = (tail * tail * square) / mass;
  let steepest = 0;
  for (let i = 0; i < count; i++) {
    const own = product(exact, i);
    if (own > far) steepest = Math.max(steepest, product(score, i) / own);
  }
  return largest(steepest, share) > tooSteep[position.length > 0 ? 'streaming' : 'homogeneous'];
}

/** sqrt(sum w |g - exact|^2 / sum w |exact|^2). */
export function scoreError(
  { weight, count, share }: Pick<Particles, 'weight' | 'count' | 'share'>, score: readonly Column[], exact: readonly Column[],
): number {
  const [difference, total] = blockSums(count, 2, (i, sums) => {
    for (let d = 0; d < exact.length; d++) {
      sums[0] += weight[i] * (score[d][i] - exact[d][i]) ** 2;
      sums[1] += weight[i] * exact[d][i] ** 2;
    }
  }, share);
  return Math.sqrt(difference / total);
}

/** log f0 and grad_v log f0 at the particles. */
export function exactScore(
  f0: Pick<InitialDensity, 'logAndScore'>,
  { position, velocity, count, capacity }: Particles,
): { logDensity: Float64Array; score: Float64Array[] } {
  const logDensity = new Float64Array(capacity);
  const score = velocity.map(() => new Float64Array(capacity));
  const x = new Float64Array(position.length), v = new Float64Array(velocity.length), g = new Float64Array(velocity.length);
  for (let i = 0; i < count; i++) {
    position.forEach((column, d) => (x[d] = column[i]));
    velocity.forEach((column, d) => (v[d] = column[i]));
    logDensity[i] = f0.logAndScore(x, v, g);
    score.forEach((column, d) => (column[i] = g[d]));
  }
  return { logDensity, score };
}

/** Whether a candidate is taken at once: its error is small enough, and its tails stay. */
export const goodEnough = ({ error, drives }: Candidate): boolean => error <= enough && !drives;

/** The first candidate that is good enough, else the best one that leaves the tails, else the best; undefined when none can be used. */
export function preferred(tried: readonly Candidate[]): Candidate | undefined {
  const usable = tried.filter(({ error }) => Number.isFinite(error));
  const best = (some: readonly Candidate[]): Candidate | undefined => some.toSorted((a, b) => a.error - b.error)[0];
  return usable.find(goodEnough) ?? best(usable.filter(({ drives }) => !drives)) ?? best(usable);
}
