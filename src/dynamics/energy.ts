import type { VelocitySpace } from '../contracts.ts';
import { Refusal } from '../refusal.ts';

/** E = (1/2) sum_i m_i |v_i|^2. */
export const kineticEnergy = (space: VelocitySpace, velocity: Float64Array): number => 0.5 * space.exactDot(velocity, velocity);

/** Mean velocity u = sum m v / sum m, one entry per axis. */
export function meanVelocity(space: VelocitySpace, velocity: Float64Array): number[] {
  const mass = space.mass();
  return space.sum(velocity).map((momentum) => momentum / mass);
}

/** (sum_i m_i |v_i - u|^2)^(1/2): the norm against which velocity errors are measured. */
export const thermalNorm = (space: VelocitySpace, velocity: Float64Array): number =>
  Math.sqrt(space.squareAbout(meanVelocity(space, velocity), velocity));

/**
 * Puts the kinetic energy back to `energy` exactly (to round-off) by v <- u + lambda (v - u); mass and momentum stay.
 * Returns lambda. Refuses when `energy` is below that of the mean motion, which no thermal motion can reach.
 */
export function restoreEnergy(space: VelocitySpace, velocity: Float64Array, energy: number): number {
  const mean = meanVelocity(space, velocity);
  const bulk = 0.5 * space.mass() * mean.reduce((sum, u) => sum + u * u, 0);
  const thermal = 0.5 * thermalNorm(space, velocity) ** 2;
  if (!(energy > bulk) || !(thermal > 0)) {
    throw new Refusal('stopped', `no rescaling gives the kinetic energy ${energy}: the mean motion alone has ${bulk}`);
  }
  let total = 1;
  // The second pass removes what the first one's rounding left.
  for (let pass = 0; pass < 2; pass++) {
    const change = (energy - kineticEnergy(space, velocity)) / thermal;
    const factor = pass === 0 ? Math.sqrt(1 + change) : 1 + 0.5 * change;
    if (factor === 1) break;
    space.scaleAbout(mean, factor, velocity);
    total *= factor;
  }
  return total;
}
