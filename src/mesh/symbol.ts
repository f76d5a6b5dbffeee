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
  const { nodes, weights } = radialRule(inner, outer, top);
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

/** Nodes and weights on [0, outer] for integrands that oscillate with wave numbers up to `top` and may be singular at 0. */
function radialRule(inner: number, outer: number, top: number): ReturnType<typeof compositeRule> {
  // 16 points resolve two wavelengths to rounding: error (pi e / 32)^32.
  const panel = Math.min((outer - inner) / 8, (4 * Math.PI) / top, outer / 8);
  const edges = [0];
  for (let r = panel * 2 ** -40; r < panel; r *= 2) edges.push(r);
  const uniform = Math.ceil((outer - panel) / panel);
  for (let k = 0; k <= uniform; k++) edges.push(panel + ((outer - panel) * k) / uniform);
  return compositeRule(edges);
}

/** A smooth cut of a radial kernel in r, in a periodic box, and a sharp one in k. */
interface RadialCut {
  readonly inner: number;
  readonly outer: number;
  readonly period: number;
  /** Largest wave number that is kept. */
  readonly cutoff: number;
  /** Largest |m|^2 of the table. */
  readonly largest: number;
}

/**
 * Fourier coefficients of the tapered radial kernel T(|u|) psi(|u|^2) by |m|^2, without those beyond the cutoff k_c, and less that
 * at k_c: 4 pi int T psi r^2 (j0(kr) - j0(k_c r)) dr in 3V, 2 pi int T psi r (J0(kr) - J0(k_c r)) dr in 2V. What is taken away is
 * a multiple of delta(u), with which N(u) vanishes; the rest converges for gamma = -3 too (its finite part) and ends without a jump.
 */
export function radialTable(dimension: 2 | 3, psi: (squared: number) => number, cut: RadialCut): Float64Array {
  const { inner, outer, period, cutoff, largest } = cut;
  const unit = (2 * Math.PI) / period;
  const { nodes, weights } = radialRule(inner, outer, cutoff);
  const mass = weights.map((weight, i) => weight * taper(nodes[i], inner, outer) * psi(nodes[i] ** 2) * nodes[i] ** (dimension - 1));
  const below = dimension === 3 ? sphericalLessOne : cylindricalLessOne;
  const at = (k: number): number => mass.reduce((sum, m, i) => sum + m * below(k * nodes[i]), 0);
  const step = Math.PI / (oversampling * outer);
  const samples = Float64Array.from({ length: Math.ceil(cutoff / step) + stencil / 2 + 1 }, (_, k) => at(k * step));
  const end = at(cutoff);
  const factor = (dimension === 3 ? 4 * Math.PI : 2 * Math.PI) / period ** dimension;
  return Float64Array.from({ length: largest + 1 }, (_, square) => {
    const k = unit * Math.sqrt(square);
    return k < cutoff ? factor * (interpolateEven(samples, k / step) - end) : 0;
  });
}

/** j0(q) - 1 and J0(q) - 1, without cancellation where q is small. */
const sphericalLessOne = (q: number): number =>
  q < 0.5 ? powers(q, [-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800]) : Math.sin(q) / q - 1;
const cylindricalLessOne = (q: number): number =>
  q < 0.5 ? powers(q, [-1 / 4, 1 / 64, -1 / 2304, 1 / 147456, -1 / 14745600]) : besselJ(0, q) - 1;
const powers = (q: number, coefficients: readonly number[]): number => coefficients.reduceRight((sum, c) => (sum + c) * q * q, 0);

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
