import type { Algebra } from '../contracts.ts';

/** Below this |u|^2 a pair counts as coincident; keeps |u|^gamma finite where N(u) vanishes anyway. */
const coincident = 1e-100;

/**
 * The radial law of the projected Landau kernel N(u) = psi(|u|^2) (|u|^2 I - u u^T):
 * psi(|u|^2) = (|u|^2 + delta)^(gamma/2). With delta = 0 it is (1.1); any delta keeps N(u) u = 0, hence the energy.
 */
export function radialLaw<E>(algebra: Algebra<E>, uSquared: E, gamma: number, softening: number): E {
  if (gamma === 0) return algebra.constant(1);
  const shifted = softening > 0 ? algebra.add(uSquared, algebra.constant(softening)) : uSquared;
  return algebra.pow(gamma < 0 ? algebra.max(shifted, algebra.constant(coincident)) : shifted, gamma / 2);
}
