import { boxLength } from '../state/box.ts';
import type { Equilibrium } from '../state/moments.ts';
import { axesOf, cellVolume, coordinate, sizeOf, type DensityMesh } from './density-mesh.ts';
import type { Sources } from './diffusion.ts';
import type { DensityNodes } from './density-nodes.ts';
import { hermiteDensity, hermiteSpaceOf } from './hermite-density.ts';
import type { ParticleRun, ParticleSnapshot } from './stored-run.ts';

/** Entropy, int f^2 and largest value of f, as sums over particles that carry f: int G dx dv = sum w G / f. */
export interface CarriedIntegrals {
  readonly entropy: number;
  readonly square: number;
  readonly maximum: number;
}

/** Undefined where the snapshot does not hold log f. */
export function carriedIntegrals({ logDensity, weight }: ParticleSnapshot): CarriedIntegrals | undefined {
  if (!logDensity) return undefined;
  const sum = { entropy: 0, square: 0, maximum: 0 };
  logDensity.forEach((log, i) => {
    const f = Math.exp(log);
    sum.entropy -= weight[i] * log;
    sum.square += weight[i] * f;
    sum.maximum = Math.max(sum.maximum, f);
  });
  return sum;
}

/** Spacing of the mesh in thermal speeds: a Maxwellian's spectrum is down to exp(-(pi / 0.4)^2 / 2) = 4e-14. */
const spacing = 0.4;
/** Space points for each mode of the score: f log f and |grad f|^2 / f have harmonics that f has not. */
const pointsAMode = 8;

/**
 * The density from the moments of snapshot k on a mesh that resolves it, with the degree in v of the run's score lowered by
 * `less`. In v as far as degree p matters: he_p M falls below 1e-12 of its peak at 6.5 + p / 4 thermal speeds. Undefined in
 * free space, whose score has too few functions of x for a density, and for more than `mostPoints` points.
 */
export function momentMesh(run: ParticleRun, k: number, mostPoints: number, less = 0): DensityMesh | undefined {
  const space = hermiteSpaceOf(run, run.snapshotTimes[k]);
  const mesh = momentAxes(run, k);
  if (!space || !mesh || sizeOf(axesOf(mesh)) > mostPoints) return undefined;
  const length = boxLength(run.scenario) ?? [];
  const density = hermiteDensity(run.particles(k), run.equilibrium(), { ...space, degree: Math.max(0, space.degree - less) }, length, mesh);
  return { ...mesh, length, labelTime: 0, density };
}

/** The axes of that mesh. */
export function momentAxes(run: ParticleRun, k: number): Pick<DensityMesh, 'position' | 'velocity'> | undefined {
  const space = hermiteSpaceOf(run, run.snapshotTimes[k]);
  if (!space) return undefined;
  const inX = pointsAMode * (space.modes + 1);
  return {
    position: (boxLength(run.scenario) ?? []).map((edge) => Float64Array.from({ length: inX }, (_, i) => (i * edge) / inX)),
    velocity: velocityAxes(run.equilibrium(), space.degree, spacing),
  };
}

/** Of the mesh of the marginal, by the axes of v: half the spacing where that is cheap, as a soft kernel has its cusp there. */
const marginalSpacing = [spacing, spacing / 2, spacing / 2, spacing];
/** Points of it below this part of the largest mass are left out. */
const leastMass = 1e-10;

/**
 * int f dx of snapshot k, from its moments, as point masses on a mesh in v: sums over them are integrals, where sums over the particles
 * miss what is nearer than their spacing. Of a score in a box or homogeneous.
 */
export function velocityMarginal(run: ParticleRun, k: number): Sources {
  const { degree } = hermiteSpaceOf(run, run.snapshotTimes[k])!;
  const equilibrium = run.equilibrium();
  const step = marginalSpacing[equilibrium.meanVelocity.length];
  const axes = velocityAxes(equilibrium, degree, step);
  // Without positions: the moments of F_0 = 1.
  const particles = { ...run.particles(k), position: [] };
  const mass = hermiteDensity(particles, equilibrium, { degree, modes: 0 }, [], { position: [], velocity: axes });
  const cell = cellVolume(axes);
  const most = mass.reduce((largest, value) => Math.max(largest, value), 0);
  const kept = Array.from(mass, (_, p) => p).filter((p) => Math.abs(mass[p]) > leastMass * most);
  const taken = (column: Float64Array): Float64Array => Float64Array.from(kept, (p) => column[p]);
  return { position: [], velocity: axes.map((_, d) => taken(coordinate(axes, d))), weight: taken(mass).map((value) => value * cell) };
}

/** Axes with a node half a step from the mean on either side, as far as functions of a degree matter; the step in thermal speeds. */
function velocityAxes({ meanVelocity, temperature }: Equilibrium, degree: number, step: number): Float64Array[] {
  const half = Math.ceil((6.5 + degree / 4) / step);
  return meanVelocity.map((u) => Float64Array.from({ length: 2 * half }, (_, i) => u + (i - half + 0.5) * step * Math.sqrt(temperature)));
}

/**
 * The fraction of its largest value below which a truncated series says nothing: twice its most negative value, where it
 * has negative ones.
 */
export function floorOf({ density }: DensityMesh): number {
  let [least, most] = [0, 0];
  for (const f of density) {
    if (f < least) least = f;
    if (f > most) most = f;
  }
  return (-2 * least) / most;
}

/** The rule on every second particle: on a lattice, every second row of its last axis. */
export const alternateWeights = ({ weight }: DensityNodes): Float64Array => weight.map((w, i) => (i % 2 === 0 ? 2 * w : 0));

/**
 * The particles as nodes, weights w / f. The snapshot holds no gradient in x, and that in v and f itself only where its
 * columns do: what is not there is NaN.
 */
export function particleNodes({ position, velocity, weight, logDensity, score }: ParticleSnapshot): DensityNodes {
  const unknown = (): Float64Array => new Float64Array(weight.length).fill(NaN);
  const density = logDensity?.map(Math.exp) ?? unknown();
  return {
    size: weight.length, position, velocity, density,
    weight: weight.map((w, i) => w / density[i]),
    gradientX: position.map(unknown),
    gradientV: velocity.map((_, d) => score?.[d].map((g, i) => g * density[i]) ?? unknown()),
  };
}
