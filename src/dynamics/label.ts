import type { Comoving } from '../contracts.ts';

/**
 * The co-moving label xi = x - tau v: tau(t) for each policy of the scenario's `comoving`.
 *
 * true            tau = t: free transport leaves the label, and with it S_eps, unchanged.
 * false           tau = 0: the blob sits in x.
 * { reset: T }    tau = t - T floor(t / T): unchanged by transport between resets.
 * { relax: rate } tau = (1 - exp(-rate t)) / rate: saturates where collisions have forgotten the shear.
 */
export function labelTime(comoving: Comoving, time: number, sinceReset: number): number {
  if (comoving === true) return time;
  if (comoving === false) return 0;
  if ('relax' in comoving) return -Math.expm1(-comoving.relax * time) / comoving.relax;
  return sinceReset;
}

/** Reset interval of the label, when the policy has one. */
export const resetInterval = (comoving: Comoving): number | undefined =>
  typeof comoving === 'object' && 'reset' in comoving ? comoving.reset : undefined;
