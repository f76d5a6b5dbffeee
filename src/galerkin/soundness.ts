import type { Column, Particles } from '../contracts.ts';
import { compensatedSum } from '../math/sum.ts';
import { largest } from '../ranks/share.ts';
import { Refusal } from '../refusal.ts';
import type { Frame } from './basis.ts';

/** What is looked at in an observation. */
export interface Signs {
  readonly frame: Frame;
  readonly particles: Particles;
  readonly logDensity: Column;
  readonly entropy: number;
  /** Integration by parts one degree above the score (`indicators.ts`). */
  readonly residual: number;
  /** Largest log f of the first observation; undefined in it. */
  readonly peak: number | undefined;
}

/** The score has lost the particles when integration by parts one degree up fails by this much. */
const lostResidual = 1;
/** f may grow where it relaxes, but not by so much in its logarithm: that is a tail which folds. */
const peakExcess = 3;
/** An entropy above that of equilibrium by this much a unit of mass: the quadrature has failed. */
const entropyExcess = 1e-2;

/**
 * A run whose particles no longer carry the functions says so; it never prints a smooth curve. Returns the largest log f of
 * the first observation. Throws a Refusal.
 */
export function requireSound({ frame, particles, logDensity, entropy, residual, peak }: Signs): number {
  if (residual > lostResidual) throw lost(`integration by parts one degree up is off by ${residual.toPrecision(2)}`);
  const first = requireTails(particles, logDensity, peak);
  const most = equilibriumEntropy(particles, frame);
  if (entropy > most + entropyExcess) {
    throw lost(`the entropy ${entropy.toPrecision(6)} is above that of equilibrium, ${most.toPrecision(6)}`);
  }
  return first;
}

/** Returns the largest log f of the first look. Throws a Refusal when f has grown far beyond that: a tail folds. */
export function requireTails({ count, share }: Pick<Particles, 'count' | 'share'>, logDensity: Column, peak: number | undefined): number {
  const highest = largest(logDensity.subarray(0, count).reduce((a, b) => Math.max(a, b), -Infinity), share);
  const first = peak ?? highest;
  if (highest > first + peakExcess) throw lost(`f has grown to ${Math.exp(highest).toExponential(1)} at a particle of the tail`);
  return first;
}

/** The end of a run whose score has lost its particles. */
export const lost = (how: string): Refusal =>
  new Refusal('stopped', `the Galerkin score has lost the particles: ${how}`, {
    advice:
      'Use more particles in v, a larger particles.trim, a smaller score.degree or score.modes, or particles.remap: auto on a lattice.',
  });

/** S of the uniform Maxwellian with the particles' mass and energy, the most that any f has; Infinity in free space. */
function equilibriumEntropy({ count, weight, velocity, share }: Particles, frame: Frame): number {
  if (frame.axes.some(({ kind }) => kind !== 'fourier')) return Infinity;
  const volume = frame.axes.reduce((product, axis) => product * (axis.kind === 'fourier' ? axis.length : 1), 1);
  const mass = compensatedSum(count, (i) => weight[i], share);
  const d = velocity.length;
  const thermal = velocity.reduce(
    (sum, v, axis) => sum + compensatedSum(count, (i) => weight[i] * (v[i] - frame.centre[axis]) ** 2, share), 0,
  );
  return mass * ((d / 2) * Math.log((2 * Math.PI * Math.E * thermal) / (d * mass)) - Math.log(mass / volume));
}
