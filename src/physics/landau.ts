import type { Algebra, KernelSpec } from '../contracts.ts';

/** Below this |u|^2 a pair counts as coincident; keeps |u|^gamma finite where N(u) vanishes anyway. */
const coincident = 1e-100;

/**
 * The radial law psi of the Landau kernel N(u) = psi(|u|^2) ((|u|^2 + shift) I - u u^T).
 *
 * Projected kernel (1.1), softened by delta: psi = (|u|^2 + delta)^(gamma/2), shift 0, so N(u) u = 0 keeps the energy.
 * The paper's regularised N_delta (2.34): psi = exp(-delta |u|^2) (|u|^2 + delta)^(gamma/2), shift delta; N_delta(u) u
 * is not 0 and energy is not kept.
 */
export function radialLaw<E>(algebra: Algebra<E>, uSquared: E, gamma: number, softening: number, regularisation = 0): E {
  const shift = softening + regularisation;
  const shifted = shift > 0 ? algebra.add(uSquared, algebra.constant(shift)) : uSquared;
  const power =
    gamma === 0 ? algebra.constant(1) : algebra.pow(gamma < 0 ? algebra.max(shifted, algebra.constant(coincident)) : shifted, gamma / 2);
  return regularisation > 0 ? algebra.mul(power, damping(algebra, uSquared, regularisation)) : power;
}

/** exp(-delta |y|^2): what the paper's approximating system multiplies N, kappa and the transport by. */
export function damping<E>(algebra: Algebra<E>, square: E, delta: number): E {
  return algebra.exp(algebra.mul(algebra.constant(-delta), square));
}

/** What is added to |u|^2 in front of the identity: delta for the paper's N_delta, else 0. */
export const isotropicShift = ({ regularisation }: KernelSpec): number => regularisation ?? 0;
