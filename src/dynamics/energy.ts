import { Refusal } from '../refusal.ts';
import { exactDot, exactSums, totalMass } from './vectors.ts';

/** E = (1/2) sum_i w_i |v_i|^2. `velocity` holds the axes one after the other, `weight.length` entries each. */
export const kineticEnergy = (weight: Float64Array, velocity: Float64Array): number =>
  0.5 * exactDot(weight, velocity, velocity);

/** Mean velocity u = sum w v / sum w, one entry per axis. */
export function meanVelocity(weight: Float64Array, velocity: Float64Array): number[] {
  const mass = totalMass(weight);
  return exactSums(weight, velocity).map((momentum) => momentum / mass);
}

/** (sum_i w_i |v_i - u|^2)^(1/2): the norm against which velocity errors are measured. */
export function thermalNorm(weight: Float64Array, velocity: Float64Array): number {
  const stride = weight.length;
  const mean = meanVelocity(weight, velocity);
  let sum = 0;
  for (let axis = 0; axis < mean.length; axis++) {
    for (let i = 0; i < stride; i++) {
      const c = velocity[axis * stride + i] - mean[axis];
      sum += weight[i] * c * c;
    }
  }
  return Math.sqrt(sum);
}

/**
 * Puts the kinetic energy back to `energy` exactly (to round-off) by v <- u + lambda (v - u); mass and momentum stay.
 * Returns lambda. Padding entries (zero weight) stay zero. Refuses when `energy` is below that of the
 * mean motion, which no thermal motion can reach.
 */
export function restoreEnergy(weight: Float64Array, velocity: Float64Array, energy: number): number {
  const stride = weight.length;
  const mean = meanVelocity(weight, velocity);
  const bulk = 0.5 * totalMass(weight) * mean.reduce((sum, u) => sum + u * u, 0);
  const thermal = 0.5 * thermalNorm(weight, velocity) ** 2;
  if (!(energy > bulk) || !(thermal > 0)) {
    throw new Refusal('stopped', `no rescaling gives the kinetic energy ${energy}: the mean motion alone has ${bulk}`);
  }
  let total = 1;
  // The second pass removes what the first one's rounding left.
  for (let pass = 0; pass < 2; pass++) {
    const change = (energy - kineticEnergy(weight, velocity)) / thermal;
    const factor = pass === 0 ? Math.sqrt(1 + change) : 1 + 0.5 * change;
    if (factor === 1) break;
    for (let axis = 0; axis < mean.length; axis++) {
      const u = mean[axis];
      for (let i = 0; i < stride; i++) {
        if (weight[i] !== 0) velocity[axis * stride + i] = u + factor * (velocity[axis * stride + i] - u);
      }
    }
    total *= factor;
  }
  return total;
}
