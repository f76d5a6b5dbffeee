import type { Column, Particles } from '../contracts.ts';
import { compensatedSum } from '../math/sum.ts';

/** Scores of f in space and velocity at the particles: grad_x log f (dx columns) and grad_v log f (dv columns). */
export interface Scores {
  readonly spatial: readonly Column[];
  readonly velocity: readonly Column[];
}

/**
 * Fisher informations as particle sums of the scores g of S_eps (their leading smoothing errors cancel, which those
 * of grad log f_eps do not):
 *   fisher_x = sum w |g^x|^2 ~ int |grad_x f|^2 / f,   fisher_v likewise,
 *   fisherMixed(t) = sum w |t g^x + g^v|^2 ~ int |(t grad_x + grad_v) f|^2 / f   (Gualdani et al. 2025, Theorem 5).
 */
export const fisher = ({ weight, count, share }: Weights, score: readonly Column[]): number =>
  compensatedSum(count, (i) => weight[i] * score.reduce((sum, g) => sum + g[i] * g[i], 0), share);

export function fisherMixed({ weight, count, share }: Weights, { spatial, velocity }: Scores, time: number): number {
  return compensatedSum(count, (i) => {
    let square = 0;
    for (let d = 0; d < velocity.length; d++) {
      const mixed = velocity[d][i] + (d < spatial.length ? time * spatial[d][i] : 0);
      square += mixed * mixed;
    }
    return weight[i] * square;
  }, share);
}

type Weights = Pick<Particles, 'weight' | 'count' | 'share'>;

/** The saturating time (1 - exp(-nu t)) / nu with the momentum friction rate nu = 2 (dv - 1) strength mass. */
export function relaxedTime(time: number, dv: number, strength: number, mass: number): number {
  const rate = 2 * (dv - 1) * strength * mass;
  return rate === 0 ? time : -Math.expm1(-rate * time) / rate;
}
