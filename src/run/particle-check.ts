import type { Particles } from '../contracts.ts';
import { shown } from '../math/shown.ts';
import { equilibriumOf } from '../state/moments.ts';
import { Refusal } from '../refusal.ts';

/** Mean speeds above this many thermal speeds lose, in the squares of the velocities, six digits of the thermal energy. */
const mostThermalSpeeds = 1e5;

/** Refuses particles whose common motion is so fast that the squares of the velocities lose the thermal motion. */
export function requireResolvedMotion(particles: Particles): void {
  const { meanVelocity, temperature } = equilibriumOf(particles);
  const speed = Math.hypot(...meanVelocity);
  const thermal = Math.sqrt(temperature);
  if (!(speed > mostThermalSpeeds * thermal) || temperature === 0) return;
  const what = `the mean speed ${shown(speed, 4)} is more than ${mostThermalSpeeds} thermal speeds (${shown(thermal, 4)})`;
  throw new Refusal('input', `${what}: the squares of the velocities lose the thermal motion`, {
    advice: 'the equation is Galilean invariant, so take the mean velocity off',
  });
}
