import type { Algebra } from '../contracts.ts';

/**
 * Scaled periods below which the nearest image alone is not enough: 2^(-(P/2)^2) > 2e-8, a box shorter than 11.9
 * standard deviations. There the minimum-image Gaussian has a kink that the gradient of S_eps, and with it an implicit
 * solver, would feel; longer boxes keep the cheaper pair.
 */
const shortest = 10.1;

/** Does the mollifier's image across a box of this scaled period (0: free) matter? */
export const feelsImages = (period: number): boolean => period > 0 && period < shortest;

/**
 * The two neighbouring images of a pair on one axis. With Delta the minimum image and G = 2^(-z^2),
 *   G(Delta) + G(Delta + P) + G(Delta - P) = factor * G(Delta),
 * and the same sum weighted with the distances is factor * G(Delta) * delta. The next images are below 1e-8 for boxes
 * longer than four standard deviations.
 */
export function withImages<E>(algebra: Algebra<E>, delta: E, period: number): { factor: E; delta: E } {
  const image = (sign: number): E =>
    algebra.exp2(algebra.sub(algebra.mul(algebra.constant(2 * sign * period), delta), algebra.constant(period * period)));
  const ahead = image(1);
  const behind = image(-1);
  const factor = algebra.add(algebra.constant(1), algebra.add(ahead, behind));
  const shift = algebra.div(algebra.mul(algebra.constant(period), algebra.sub(behind, ahead)), factor);
  return { factor, delta: algebra.add(delta, shift) };
}
