import { gradedEdges, panels } from '../quadrature.ts';
import { besselJ } from './bessel.ts';

/** The two radial functions that make up a Fourier transform of the Landau kernel: N^(k) = across I + along k k^T/|k|^2. */
export interface KernelTransform {
  readonly across: number;
  readonly along: number;
  /** k . N^ k / |k|^2 = across + along; the transform of b is i k times it. */
  readonly longitudinal: number;
}

/**
 * Fourier transform of N(w) = psi(|w|) (|w|^2 I - w w^T) cut off at |w| = radius, as a function of |k|, by radial
 * quadrature: with T = int psi w^2 e^(-ik.w) and L = int psi w^2 sin^2(angle) e^(-ik.w),
 *   2V: T = 2 pi int psi r^3 J_0(kr) dr,        L = 2 pi int psi r^3 J_1(kr)/(kr) dr,
 *   3V: T = 4 pi int psi r^4 sin(kr)/(kr) dr,   L = 8 pi int psi r^4 j_1(kr)/(kr) dr,
 * longitudinal = L and trace = (d-1) T. Because N(w) w = 0 the cut adds nothing to div N. The integrals converge for
 * gamma > -4; no softening is needed.
 */
export function kernelTransform(
  dimensions: number, law: (r: number) => number, radius: number, highest: number, graded: boolean,
): (k: number) => KernelTransform {
  const rule = panels(gradedEdges(radius, Math.max(4, Math.ceil((radius * highest) / 14)), graded ? 30 : 2), 20);
  const weights = rule.nodes.map((r, i) => rule.weights[i] * law(r) * r ** (dimensions + 1));
  return (k) => {
    let t = 0;
    let l = 0;
    for (let i = 0; i < weights.length; i++) {
      const z = k * rule.nodes[i];
      if (dimensions === 2) {
        const [j0, j1] = besselJ(z);
        t += weights[i] * j0;
        l += weights[i] * (z > 0 ? j1 / z : 0.5);
      } else if (z < 0.05) {
        const s = z * z;
        t += weights[i] * (1 - (s / 6) * (1 - (s / 20) * (1 - s / 42)));
        l += (weights[i] / 3) * (1 - (s / 10) * (1 - (s / 28) * (1 - s / 54)));
      } else {
        const sinc = Math.sin(z) / z;
        t += weights[i] * sinc;
        l += (weights[i] * (sinc - Math.cos(z))) / (z * z);
      }
    }
    const trace = (dimensions === 2 ? 2 : 4) * Math.PI * (dimensions - 1) * t;
    const longitudinal = (dimensions === 2 ? 2 : 8) * Math.PI * l;
    const across = (trace - longitudinal) / (dimensions - 1);
    return { across, along: longitudinal - across, longitudinal };
  };
}
