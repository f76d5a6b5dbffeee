import type { Column, Particles } from '../contracts.ts';
import { blockSums } from '../math/sum.ts';
import { gatherAll } from '../ranks/share.ts';
import { cholesky, solveLower } from './cholesky.ts';

/** Width of a shell, in thermal speeds, and how many there are; the last one has no end. */
const shellWidth = 0.25;
const shells = 64;
/** A node may be so many shells farther out than the particles that it is compared with: half a spacing of a usual lattice. */
const inward = 2;
/** Where log f exceeds that of all particles out there by this much, the fit is astray; near a maximum it may by less. */
const slack = 1;

/**
 * What log f may be at a point: that of a fit, or where the fit exceeds it by far, the largest at the particles that are as far out or
 * farther. A polynomial fitted where the particles are may rise again where there are hardly any; f does not. Far out is measured by
 * |P^(-1/2) (v - u)|, P the second moments of all.
 */
export function tailCap(
  { velocity, weight, count, share }: Pick<Particles, 'velocity' | 'weight' | 'count' | 'share'>, logDensity: Column,
): (fitted: number, at: readonly Column[], i: number) => number {
  const d = velocity.length;
  const [mass, ...first] = blockSums(count, 1 + d, (i, sums) => {
    sums[0] += weight[i];
    velocity.forEach((v, a) => (sums[1 + a] += weight[i] * v[i]));
  }, share);
  const mean = first.map((sum) => sum / mass);
  const second = blockSums(count, d * d, (i, sums) => {
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) sums[a * d + b] += (weight[i] * (velocity[a][i] - mean[a]) * (velocity[b][i] - mean[b])) / mass;
    }
  }, share);
  const factor = cholesky(second, d);
  if (!factor) return (fitted) => fitted;
  const c = new Float64Array(d);
  const shellOf = (at: readonly Column[], i: number): number => {
    at.forEach((v, a) => (c[a] = v[i] - mean[a]));
    solveLower(factor, c, c);
    return Math.min(shells - 1, Math.floor(Math.hypot(...c) / shellWidth));
  };
  const highest = new Float64Array(shells).fill(-Infinity);
  for (let i = 0; i < count; i++) {
    const shell = shellOf(velocity, i);
    highest[shell] = Math.max(highest[shell], logDensity[i]);
  }
  const all = share ? gatherAll(share.ranks, highest) : highest;
  const limit = new Float64Array(shells);
  for (let shell = shells - 1, most = -Infinity; shell >= 0; shell--) {
    for (let other = shell; other < all.length; other += shells) most = Math.max(most, all[other]);
    limit[shell] = most;
  }
  return (fitted, at, i) => {
    const most = limit[Math.max(0, shellOf(at, i) - inward)];
    return fitted > most + slack ? most : fitted;
  };
}
