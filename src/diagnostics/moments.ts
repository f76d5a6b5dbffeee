import type { Particles } from '../contracts.ts';
import { exactSum } from '../math/sum.ts';

export const axisNames = ['x', 'y', 'z'] as const;

/** sum_i w_i. */
export const mass = ({ weight, count }: Particles): number => exactSum(count, (i) => weight[i]);

/** sum_i w_i v_i, dv entries. */
export const momentum = ({ velocity, weight, count }: Particles): number[] =>
  velocity.map((v) => exactSum(count, (i) => weight[i] * v[i]));

/** 1/2 sum_i w_i |v_i|^2, summed exactly so that its drift shows in the last bits. */
export const energy = ({ velocity, weight, count }: Particles): number =>
  0.5 * exactSum(count * velocity.length, (k) => {
    const v = velocity[Math.floor(k / count)][k % count];
    return weight[k % count] * v * v;
  });

/** 1/2 sum_i w_i |v_i - u|^2 about a given mean velocity u, summed exactly. */
export const energyAbout = ({ velocity, weight, count }: Particles, meanVelocity: readonly number[]): number =>
  0.5 * exactSum(count * velocity.length, (k) => {
    const axis = Math.floor(k / count);
    const c = velocity[axis][k % count] - meanVelocity[axis];
    return weight[k % count] * c * c;
  });

/** Temperature tensor sum_i w_i c_a c_b / sum_i w_i about the total mean velocity, keyed xx, xy, ... */
export function temperatureTensor(particles: Particles): Record<string, number> {
  const { velocity, weight, count } = particles;
  const total = mass(particles);
  const mean = momentum(particles).map((p) => p / total);
  const tensor: Record<string, number> = {};
  for (let a = 0; a < velocity.length; a++) {
    for (let b = a; b < velocity.length; b++) {
      tensor[axisNames[a] + axisNames[b]] =
        exactSum(count, (i) => weight[i] * (velocity[a][i] - mean[a]) * (velocity[b][i] - mean[b])) / total;
    }
  }
  return tensor;
}
