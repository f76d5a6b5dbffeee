import { besselJ } from './bessel.ts';
import { compositeRule } from './gauss-legendre.ts';

/**
 * Smooth cut: 1 up to `inner`, 0 from `outer`, infinitely differentiable between (exp(-1/s) steps), so the transform
 * of a tapered kernel falls faster than any power at the mesh's wave numbers.
 */
export function taper(r: number, inner: number, outer: number): number {
  if (r <= inner) return 1;
  if (r >= outer) return 0;
  const s = (r - inner) / (outer - inner);
  const falling = Math.exp(-1 / (1 - s));
  return falling / (falling + Math.exp(-1 / s));
}

export interface TensorTables {
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
}

/**
 * Fourier coefficients of the tapered Landau tensor T(|u|) psi(|u|^2) (|u|^2 I - u u^T) in a box of edge `period` with
 * `dimension` = 2 or 3 axes: entry m (integer wave vector) is alpha(|m|^2) I + beta(|m|^2) m m^T, |m|^2 <= largest.
 *
 * The transform of the singular kernel itself, not of samples, by radial quadrature: with q = k r,
 *   3V  across k: 4 pi int T psi r^4 (j0 - j1/q) dr,   along k: 8 pi int T psi r^4 (j1/q) dr   (spherical Bessel)
 *   2V  across k: 2 pi int T psi r^3 (J0 - J1/q) dr,   along k: 2 pi int T psi r^3 (J1/q) dr.
 * Panels shrink geometrically towards r = 0 to resolve a non-integer power or a small softening. As functions of k both
 * are band-limited by `outer`, so they are computed on an oversampled set of k and interpolated.
 */
export function tensorTables(
  dimension: 2 | 3, psi: (squared: number) => number, inner: number, outer: number, period: number, largest: number,
): TensorTables {
  const unit = (2 * Math.PI) / period;
  const top = unit * Math.sqrt(largest);
  // 16 points resolve two wavelengths to rounding: error (pi e / 32)^32.
  const panel = Math.min((outer - inner) / 8, (4 * Math.PI) / top, outer / 8);
  const edges = [0];
  for (let r = panel * 2 ** -40; r < panel; r *= 2) edges.push(r);
  const uniform = Math.ceil((outer - panel) / panel);
  for (let k = 0; k <= uniform; k++) edges.push(panel + ((outer - panel) * k) / uniform);
  const { nodes, weights } = compositeRule(edges);
  const mass = weights.map((weight, i) => {
    const r = nodes[i];
    const square = r * r;
    return weight * taper(r, inner, outer) * psi(square) * square * (dimension === 3 ? square : r);
  });
  const step = Math.PI / (oversampling * outer);
  const samples = Math.ceil(top / step) + stencil / 2 + 1;
  const acrossAt = new Float64Array(samples);
  const alongAt = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    let [across, along] = [0, 0];
    for (let i = 0; i < nodes.length; i++) {
      const [zeroth, first] = dimension === 3 ? spherical(sample * step * nodes[i]) : cylindrical(sample * step * nodes[i]);
      across += mass[i] * (zeroth - first);
      along += mass[i] * first;
    }
    acrossAt[sample] = across;
    alongAt[sample] = dimension === 3 ? 2 * along : along;
  }
  const factor = (dimension === 3 ? 4 * Math.PI : 2 * Math.PI) / (dimension === 3 ? period * period * period : period * period);
  const alpha = new Float64Array(largest + 1);
  const beta = new Float64Array(largest + 1);
  for (let square = 0; square <= largest; square++) {
    const k = (unit * Math.sqrt(square)) / step;
    const across = interpolateEven(acrossAt, k);
    alpha[square] = factor * across;
    beta[square] = square === 0 ? 0 : (factor * (interpolateEven(alongAt, k) - across)) / square;
  }
  return { alpha, beta };
}

/** Samples for each half wavelength of the fastest oscillation, and points of the interpolation: error below 1e-9. */
const oversampling = 8;
const stencil = 12;

/** Lagrange interpolation of an even function's samples at 0, 1, 2, ... in `stencil` points around `at`. */
function interpolateEven(samples: Float64Array, at: number): number {
  const first = Math.floor(at) - stencil / 2 + 1;
  let [above, below] = [0, 0];
  // Barycentric form; weights of equidistant points are alternating binomials.
  let weight = 1;
  for (let j = 0; j < stencil; j++) {
    const distance = at - (first + j);
    const sample = samples[Math.abs(first + j)];
    if (distance === 0) return sample;
    above += (weight / distance) * sample;
    below += weight / distance;
    weight *= -(stencil - 1 - j) / (j + 1);
  }
  return above / below;
}

/** [j0(q), j1(q) / q]. */
function spherical(q: number): readonly [number, number] {
  if (q < 0.05) return [1 - (q * q) / 6 + (q * q * q * q) / 120, 1 / 3 - (q * q) / 30 + (q * q * q * q) / 840];
  const sine = Math.sin(q);
  return [sine / q, (sine / q - Math.cos(q)) / (q * q)];
}

/** [J0(q), J1(q) / q]. */
function cylindrical(q: number): readonly [number, number] {
  return [besselJ(0, q), q < 1e-8 ? 0.5 : besselJ(1, q) / q];
}

/**
 * Cosine coefficients of an even function on a circle of length `period` (or on a line, tapered to 0 before it wraps):
 * (1/period) int f(r) cos(2 pi m r / period) dr for m = 0 ... modes - 1.
 */
export function cosineSeries(f: (r: number) => number, period: number, modes: number): Float64Array {
  const panels = Math.max(64, modes);
  const { nodes, weights } = compositeRule(Array.from({ length: panels + 1 }, (_, k) => (0.5 * period * k) / panels));
  const values = nodes.map((r) => f(r));
  return Float64Array.from({ length: modes }, (_, m) => {
    let total = 0;
    for (let i = 0; i < nodes.length; i++) total += weights[i] * values[i] * Math.cos((2 * Math.PI * m * nodes[i]) / period);
    return (2 * total) / period;
  });
}
