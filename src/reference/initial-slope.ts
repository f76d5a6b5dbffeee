import { Refusal } from '../refusal.ts';
import { gammaFunction } from './linear/gauss.ts';
import { gradedEdges, panels } from './quadrature.ts';

export interface BiMaxwellian {
  readonly dimensions: 2 | 3;
  readonly gamma: number;
  readonly softening?: number;
  /** s n: strength times density (times the integral of kappa over the box, where there is one). */
  readonly rate: number;
  /** Temperature along the axis of symmetry, and across it. */
  readonly parallel: number;
  readonly perpendicular: number;
}

/**
 * dT_par/dt at time 0 of a homogeneous bi-Maxwellian, to about 1e-12:
 *   s n (1/T_par - 1/T_perp) E[w_par^2 |w_perp|^2 (|w|^2 + softening)^(gamma/2)],  w ~ N(0, 2 T) the relative velocity,
 * for v' = -s int N(v - v*) f* (g - g*), g_i = -v_i/T_i, makes d<v_par^2>/dt = -s E[w_par (N(w) (g - g*))_par]. T_perp changes
 * at -1/(d-1) of it. For gamma = -3 in 3V it is Trubnikov's rate, NRL Plasma Formulary, 2 nu_T (T_perp - T_par).
 * Only the slope at time 0 is exact: afterwards f is no bi-Maxwellian.
 */
export function initialSlope({ dimensions: d, gamma, softening = 0, rate, parallel, perpendicular }: BiMaxwellian): number {
  if (d !== 2 && d !== 3) throw new Refusal('input', `initial slopes are known in 2 or 3 velocity dimensions, here ${String(d)}`);
  if (parallel === perpendicular) return 0;
  // The angle to the axis, a quarter of the circle.
  const angles = panels(Array.from({ length: 33 }, (_, p) => (p * Math.PI) / 64), 16);
  let sum = 0;
  angles.nodes.forEach((angle, i) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const quadratic = (c * c) / parallel + (s * s) / perpendicular;
    // Four quarters of the circle, or the sphere's rings 2 pi s on both halves.
    const measure = angles.weights[i] * (d === 2 ? 4 : 4 * Math.PI * s);
    sum += measure * c * c * s * s * radial(d, gamma, softening, quadratic);
  });
  const norm = (4 * Math.PI) ** (-d / 2) / Math.sqrt(parallel * perpendicular ** (d - 1));
  return rate * (1 / parallel - 1 / perpendicular) * norm * sum;
}

/** Integral over r >= 0 of r^(d+3) (r^2 + softening)^(gamma/2) exp(-quadratic r^2/4). */
function radial(d: number, gamma: number, softening: number, quadratic: number): number {
  if (gamma === 0 || softening === 0) {
    const power = (d + 4 + gamma) / 2;
    return 0.5 * gammaFunction(power) * (4 / quadratic) ** power;
  }
  const width = Math.sqrt(2 / quadratic);
  return width * widths.nodes.reduce((sum, y, i) => {
    const r = y * width;
    return sum + widths.weights[i] * r ** (d + 3) * (r * r + softening) ** (gamma / 2) * Math.exp((-quadratic * r * r) / 4);
  }, 0);
}

/** Up to 14 widths of the Gaussian, graded towards 0 where the softened power bends. */
const widths = panels(gradedEdges(14, 14, 12), 20);
