import type { Column, Particles } from '../contracts.ts';
import { largest } from '../ranks/share.ts';

/** Least and greatest determinant of a change of variables. */
export interface Determinants {
  readonly least: number;
  readonly greatest: number;
}

/** A step whose change of variables leaves this is rejected and halved: the functions do not resolve it. */
export const resolved: Determinants = { least: 0.1, greatest: 10 };

export const isWithin = ({ least, greatest }: Determinants, allowed: Determinants): boolean =>
  least >= allowed.least && greatest <= allowed.greatest;

/** log f <- log f - log det at every particle; `logDeterminant` of its number. Returns the least and the greatest of all ranks. */
export function carry(
  logDensity: Column, { count, share }: Pick<Particles, 'count' | 'share'>, logDeterminant: (i: number) => number,
): Determinants {
  let least = Infinity, greatest = -Infinity;
  for (let i = 0; i < count; i++) {
    const grown = logDeterminant(i);
    logDensity[i] -= grown;
    least = Math.min(least, grown);
    greatest = Math.max(greatest, grown);
  }
  return { least: Math.exp(-largest(-least, share)), greatest: Math.exp(largest(greatest, share)) };
}
