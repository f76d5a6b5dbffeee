import type { KappaChoice } from '../contracts.ts';
import { Refusal } from '../refusal.ts';

/**
 * The spatial kernels kappa(r) written again as plain numbers, so that the references share nothing with the engine:
 * constant 1; (1 + r^2)^(-lambda/2), (1.2) of Gualdani et al. 2025; exp(-r^2 / 2 width^2); exp(1 - 1/(1 - r^2/radius^2))
 * inside the radius. A `formula` is handed in by the caller as `formula`.
 * Throws a Refusal for a kind this file does not know.
 */
export function kappaOf(choice: KappaChoice, formula?: (r: number) => number): (r: number) => number {
  if (formula) return formula;
  switch (choice.kind) {
    case 'constant':
      return () => 1;
    case 'japanese-bracket':
      return (r) => (1 + r * r) ** (-Number(choice.lambda) / 2);
    case 'gaussian':
      return (r) => Math.exp(-0.5 * (r / Number(choice.width)) ** 2);
    case 'bump':
      return (r) => {
        const gap = 1 - (r / Number(choice.radius)) ** 2;
        return gap > 0 ? Math.exp(1 - 1 / gap) : 0;
      };
    default:
      throw new Refusal('input', `kappa '${choice.kind}': hand its function of r to the reference`);
  }
}

/** psi(r) of the projected kernel N(w) = psi(|w|) (|w|^2 I - w w^T): (r^2 + delta)^(gamma/2). */
export function radialLawOf(gamma: number, softening: number): (r: number) => number {
  return (r) => (gamma === 0 ? 1 : (r * r + softening) ** (gamma / 2));
}
