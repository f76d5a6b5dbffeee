import type { Particles } from '../contracts.ts';
import { axisNames } from '../math/axes.ts';
import { exactSum } from '../math/sum.ts';

/** What moments are taken of: particles (of all ranks, if they are shared out), or columns read from a file. */
export type Weighted = Pick<Particles, 'velocity' | 'weight' | 'count' | 'share'>;

/** Total mean velocity and temperature: constants of the motion that the variance-preserving blob refers to. */
export interface Equilibrium {
  readonly meanVelocity: readonly number[];
  readonly temperature: number;
}

/** sum_i w_i. */
export const mass = ({ weight, count, share }: Weighted): number => exactSum(count, (i) => weight[i], share);

/** sum_i w_i v_i, dv entries. */
export const momentum = ({ velocity, weight, count, share }: Weighted): number[] =>
  velocity.map((v) => exactSum(count, (i) => weight[i] * v[i], share));

/** sum_i w_i v_i / sum_i w_i, dv entries. */
export function meanVelocity(particles: Weighted): number[] {
  const total = mass(particles);
  return momentum(particles).map((p) => p / total);
}

/** Mean velocity and sum_i w_i |v_i - u|^2 / (dv sum_i w_i). */
export function equilibriumOf(particles: Weighted): Equilibrium {
  const { velocity, weight, count, share } = particles;
  const mean = meanVelocity(particles);
  const spread = velocity.map((v, d) => exactSum(count, (i) => weight[i] * (v[i] - mean[d]) ** 2, share));
  return { meanVelocity: mean, temperature: spread.reduce((sum, value) => sum + value, 0) / (velocity.length * mass(particles)) };
}

/** 1/2 sum_i w_i |v_i|^2, summed exactly so that its drift shows in the last bits. */
export const energy = ({ velocity, weight, count, share }: Weighted): number =>
  0.5 * exactSum(count * velocity.length, (k) => {
    const v = velocity[Math.floor(k / count)][k % count];
    return weight[k % count] * v * v;
  }, share);

/** 1/2 sum_i w_i |v_i - u|^2 about a given mean velocity u, summed exactly. */
export const energyAbout = ({ velocity, weight, count, share }: Weighted, mean: readonly number[]): number =>
  0.5 * exactSum(count * velocity.length, (k) => {
    const axis = Math.floor(k / count);
    const c = velocity[axis][k % count] - mean[axis];
    return weight[k % count] * c * c;
  }, share);

/** Temperature tensor sum_i w_i c_a c_b / sum_i w_i about the total mean velocity, keyed xx, xy, ... */
export function temperatureTensor(particles: Weighted): Record<string, number> {
  const { velocity, weight, count, share } = particles;
  const total = mass(particles);
  const mean = meanVelocity(particles);
  const tensor: Record<string, number> = {};
  for (let a = 0; a < velocity.length; a++) {
    for (let b = a; b < velocity.length; b++) {
      tensor[axisNames[a] + axisNames[b]] =
        exactSum(count, (i) => weight[i] * (velocity[a][i] - mean[a]) * (velocity[b][i] - mean[b]), share) / total;
    }
  }
  return tensor;
}
