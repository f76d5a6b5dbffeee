import { schemes } from '../dynamics/catalogue.ts';
import { named } from '../members.ts';
import type { Particles, Scenario } from '../contracts.ts';
import { ratio } from '../diagnostics/energy-drift.ts';
import { shown } from '../math/shown.ts';
import { energyAbout } from '../state/moments.ts';
import { RunStopped } from './run-stopped.ts';

/** The particles at time 0: their mean velocity u, and the energy (1/2) sum w |v - u|^2. */
export interface EnergyStart {
  readonly meanVelocity: readonly number[];
  readonly thermal: number;
  /** Whether every term of the equation keeps the energy; without that there is no bound. */
  readonly kept: boolean;
}

/**
 * Stops a run whose velocities are not finite, or whose energy has drifted beyond the scenario's bound. The energy is
 * that about the mean velocity at time 0, and is judged against its first value: the equation is Galilean invariant, so
 * a wind must not hide what the thermal motion does. A cold start (thermal energy 0) allows no drift at all.
 */
export function requireKeptEnergy({ time, particles: sampling }: Scenario, particles: Particles, start: EnergyStart, now: number): void {
  const energy = energyAbout(particles, start.meanVelocity);
  const advice = [
    'Use a smaller time.step',
    ...(named(schemes, time.scheme).keeps.energy ? [] : ['time.scheme: discrete-gradient']),
    ...(sampling.sampling === 'lattice' ? ['a larger particles.trim (light tail particles are stiff)'] : []),
  ].join(', or ');
  if (!Number.isFinite(energy)) throw new RunStopped(`the particles' velocities are no longer finite at t = ${shown(now)}. ${advice}.`);
  const drift = ratio(Math.abs(energy - start.thermal), start.thermal);
  if (drift > time.energyBound && start.kept) {
    throw new RunStopped(
      `the energy has drifted by ${drift.toExponential(2)} of the thermal energy at t = ${shown(now)}, ` +
        `beyond time.energyBound ${time.energyBound}. ${advice}.`,
    );
  }
}
