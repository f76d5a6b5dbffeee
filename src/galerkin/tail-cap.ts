import type { Column, Particles } from '../contracts.ts';
import { axisNames } from '../math/axes.ts';
import { gatherAll } from '../ranks/share.ts';
import { meanVelocity, temperatureTensor } from '../state/moments.ts';
import { cholesky, solveLower } from './cholesky.ts';

/** Width of a shell, in thermal speeds, and how many there are; the last one has no end. */
const shellWidth = 0.25;
const shells = 64;
/** A node may be so many shells farther out than the particles that it is compared with: half a spacing of a usual lattice. */
const inward = 2;
/** Where log f exceeds that of all particles out there by this much, the fit is astray; near a maximum it may by less. */
const slack = 1;

/** log f at a point, the `i`th of the columns `at`, from what a fit says there. */
export type TailCap = (fitted: number, at: readonly Column[], i: number) => number;

/**
 * What log f may be at a point: that of a fit, or where the fit exceeds it by far, the largest at the particles that are as far out or
 * farther in about the same direction. A polynomial fitted where the particles are may rise again where there are hardly any; f does not.
 * Far out is measured by |P^(-1/2) (v - u)|, P the second moments of all.
 */
export function tailCap(
  particles: Pick<Particles, 'velocity' | 'weight' | 'count' | 'share'>, logDensity: Column,
): TailCap {
  const { velocity, count, share } = particles;
  const d = velocity.length;
  const mean = meanVelocity(particles);
  const tensor = temperatureTensor(particles);
  const second = velocity.flatMap((_, a) => velocity.map((_, b) => tensor[axisNames[Math.min(a, b)] + axisNames[Math.max(a, b)]]));
  const factor = cholesky(Float64Array.from(second), d);
  if (!factor) return (fitted) => fitted;
  const c = new Float64Array(d);
  /** The first cell of the point's sector: by the largest component and all signs, 8 in 2V, 24 in 3V. And its shell there. */
  const placeOf = (at: readonly Column[], i: number): { first: number; shell: number } => {
    at.forEach((v, a) => (c[a] = v[i] - mean[a]));
    solveLower(factor, c, c);
    let largest = 0, sector = 0;
    for (let a = 0; a < d; a++) {
      if (Math.abs(c[a]) > Math.abs(c[largest])) largest = a;
      sector = 2 * sector + (c[a] > 0 ? 1 : 0);
    }
    return { first: (sector * d + largest) * shells, shell: Math.min(shells - 1, Math.floor(Math.hypot(...c) / shellWidth)) };
  };
  const limit = new Float64Array(2 ** d * d * shells).fill(-Infinity);
  for (let i = 0; i < count; i++) {
    const { first: start, shell } = placeOf(velocity, i);
    limit[start + shell] = Math.max(limit[start + shell], logDensity[i]);
  }
  const all = share ? gatherAll(share.ranks, limit) : limit;
  all.forEach((value, n) => (limit[n % limit.length] = Math.max(limit[n % limit.length], value)));
  for (let n = limit.length - 2; n >= 0; n--) if (n % shells < shells - 1) limit[n] = Math.max(limit[n], limit[n + 1]);
  return (fitted, at, i) => {
    const { first: start, shell } = placeOf(at, i);
    const most = limit[start + Math.max(0, shell - inward)];
    return fitted > most + slack ? most : fitted;
  };
}
