import type { Quadrature } from '../quadrature.ts';

/** Gamma(x) for x > 0 to about 1e-15 (Lanczos's series with g = 7, nine terms). */
export function gammaFunction(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gammaFunction(1 - x));
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
    9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const sum = terms.reduce((total, c, i) => total + c / (x + i), 0.99999999999980993);
  const t = x + 6.5;
  // Two square roots of the power: t^x alone would overflow first.
  const power = t ** ((x - 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * power * Math.exp(-t) * power * sum;
}

/** Gauss rule for a standard normal variable: exact for polynomials of degree 2 count - 1; the weights add up to 1. */
export function gaussHermite(count: number): Quadrature {
  return jacobiRule(Array.from({ length: count }, () => 0), Array.from({ length: count - 1 }, (_, n) => n + 1));
}

/** Gauss rule for s >= 0 with density s^alpha e^(-s) / Gamma(alpha + 1), alpha > -1; the weights add up to 1. */
export function gaussLaguerre(count: number, alpha: number): Quadrature {
  return jacobiRule(
    Array.from({ length: count }, (_, n) => 2 * n + 1 + alpha),
    Array.from({ length: count - 1 }, (_, n) => (n + 1) * (n + 1 + alpha)),
  );
}

/**
 * Nodes and weights from the three-term recurrence p_{n+1} = (x - diagonal_n) p_n - square_n p_{n-1} of the monic
 * orthogonal polynomials (Golub & Welsch 1969): the nodes are eigenvalues of a tridiagonal matrix, found by bisection on
 * Sturm sequences, and the weights one over the sum of squares of the normalised polynomials there.
 */
function jacobiRule(diagonal: readonly number[], square: readonly number[]): Quadrature {
  const count = diagonal.length;
  const reach = Math.max(...diagonal.map((a, n) => Math.abs(a) + Math.sqrt(square[n] ?? 0) + Math.sqrt(square[n - 1] ?? 0)));
  const below = (x: number): number => {
    let [found, q] = [0, 1];
    for (let n = 0; n < count; n++) {
      q = diagonal[n] - x - (n > 0 ? square[n - 1] / (q || 1e-300) : 0);
      if (q < 0) found++;
    }
    return found;
  };
  const nodes = Float64Array.from({ length: count }, (_, index) => {
    let [low, high] = [-reach, reach];
    for (;;) {
      const middle = (low + high) / 2;
      if (middle === low || middle === high) return middle;
      if (below(middle) > index) high = middle;
      else low = middle;
    }
  });
  const weights = nodes.map((x) => {
    let [previous, value, total] = [0, 1, 1];
    for (let n = 0; n + 1 < count; n++) {
      [previous, value] = [value, ((x - diagonal[n]) * value - (n > 0 ? Math.sqrt(square[n - 1]) * previous : 0)) / Math.sqrt(square[n])];
      total += value * value;
    }
    return 1 / total;
  });
  return { nodes, weights };
}
