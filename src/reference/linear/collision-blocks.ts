import { gradedEdges, panels, type Quadrature } from '../quadrature.ts';
import { laguerre, type BurnettBasis } from './burnett.ts';
import { gammaFunction, gaussHermite, gaussLaguerre } from './gauss.ts';

/**
 * For each l two symmetric blocks (w and -w count alike), count by count, row by row: the test part
 * <i|T|j> = -E[grad i(v) . N(v - v*) grad j(v)] and the field part <i|F|j> = E[grad i(v) . N(v - v*) grad j(v*)],
 * v and v* independent standard normal.
 */
export interface CollisionBlock {
  readonly test: Float64Array;
  readonly field: Float64Array;
}

/** N(w) = (|w|^2 + softening)^(gamma/2) (|w|^2 I - w w^T). */
export interface RadialLaw {
  readonly gamma: number;
  readonly softening: number;
}

/**
 * The blocks by Gauss sums in v = (W + w)/sqrt 2, v* = (W - w)/sqrt 2, w along one axis by rotation symmetry: Hermite in
 * the part of W along w, Laguerre in |W_perp|^2/2, and in |w|^2/2 Laguerre with exponent (gamma + d)/2. Exact to rounding
 * without softening; with it graded Gauss-Legendre panels in |w| take the last place.
 * Averaged over the harmonics of degree l, phi_i(u) phi_j(v) is c_i c_j L_i(u^2/2) L_j(v^2/2) S_l with the zonal
 * polynomial S_l = |u|^l |v|^l C_l(cos(u, v)) of q = u^2 v^2 and p = u.v, whose derivatives are contracted below.
 */
export function collisionBlocks(basis: BurnettBasis, law: RadialLaw): CollisionBlock[] {
  const { dimensions: d, degree, counts } = basis;
  const blocks = counts.map((count) => ({ test: new Float64Array(count * count), field: new Float64Array(count * count) }));
  const along = gaussHermite(degree + 1);
  const across = gaussLaguerre(Math.floor(degree / 2) + 2, (d - 3) / 2);
  const relative = relativeSpeeds(d, degree, law);
  relative.nodes.forEach((r, i) =>
    along.nodes.forEach((w, j) =>
      across.nodes.forEach((rho, k) => {
        const weight = relative.weights[i] * along.weights[j] * across.weights[k];
        // u = v: all three squares agree. rho = |W_perp|^2/2 is the square of the parts of v and v* across w.
        const own = (w + r) ** 2 / 2 + rho;
        const other = (w - r) ** 2 / 2 + rho;
        addPoint(basis, blocks, 'test', -weight, { a: own, b: own, p: own, rho });
        addPoint(basis, blocks, 'field', weight, { a: own, b: other, p: (w * w - r * r) / 2 + rho, rho });
      }),
    ),
  );
  counts.forEach((count, l) => {
    for (const block of [blocks[l].test, blocks[l].field]) {
      const norms = Array.from({ length: count }, (_, n) => basis.norm(n, l));
      for (let n = 0; n < count; n++) for (let m = n; m < count; m++) block[m * count + n] = block[n * count + m] *= norms[n] * norms[m];
    }
  });
  return blocks;
}

/** |w| and weights of E[(v - v*)^2 (|v - v*|^2 + softening)^(gamma/2) .] over |v - v*| = sqrt 2 |w|, w standard normal. */
function relativeSpeeds(d: number, degree: number, { gamma, softening }: RadialLaw): Quadrature {
  if (gamma === 0 || softening === 0) {
    const rule = gaussLaguerre(Math.floor(degree / 2) + 2, (gamma + d) / 2);
    const factor = (2 ** (gamma + 2) * gammaFunction((gamma + d) / 2 + 1)) / gammaFunction(d / 2);
    return { nodes: rule.nodes.map((s) => Math.sqrt(2 * s)), weights: rule.weights.map((weight) => factor * weight) };
  }
  // Polynomials of degree 2 `degree` push the weight out to |w|^2 = 2 degree; ten widths more hold the rest.
  const rule = panels(gradedEdges(2 * Math.sqrt(degree) + 10, 16, 12), 16);
  const norm = 2 / (2 ** (d / 2) * gammaFunction(d / 2));
  const density = (r: number): number => norm * r ** (d - 1) * Math.exp((-r * r) / 2) * 2 * r * r * (2 * r * r + softening) ** (gamma / 2);
  return { nodes: rule.nodes, weights: rule.weights.map((weight, i) => weight * density(rule.nodes[i])) };
}

/** u^2, v^2 and u.v of the two arguments, and rho = u.v of their parts across w, which is u^2 and v^2 there too. */
interface Point {
  readonly a: number;
  readonly b: number;
  readonly p: number;
  readonly rho: number;
}

const scratch = Array.from({ length: 4 }, () => new Float64Array(64));

/** Adds weight times the sum over directions across w of d/du d/dv of L_i(u^2/2) L_j(v^2/2) S_l, for every l and i <= j. */
function addPoint(
  { dimensions: d, counts }: BurnettBasis, blocks: readonly CollisionBlock[], part: keyof CollisionBlock, weight: number, point: Point,
): void {
  const { a, b, p, rho } = point;
  const [left, leftSlope, right, rightSlope] = scratch;
  let [zonal, before] = [constant, nothing];
  counts.forEach((count, l) => {
    laguerre(count, l + d / 2 - 1, a / 2, left, leftSlope);
    laguerre(count, l + d / 2 - 1, b / 2, right, rightSlope);
    const { s, sp, sq, spp, spq, sqq } = zonal;
    const both = weight * ((d - 1) * sp + rho * (4 * (sq + a * b * sqq) + 2 * (a + b) * spq + spp));
    const first = weight * rho * (2 * a * sq + sp);
    const second = weight * rho * (2 * b * sq + sp);
    const slopes = weight * rho * s;
    const block = blocks[l][part];
    for (let n = 0; n < count; n++) {
      const plain = left[n] * both + leftSlope[n] * first;
      const steep = left[n] * second + leftSlope[n] * slopes;
      for (let m = n; m < count; m++) block[n * count + m] += plain * right[m] + steep * rightSlope[m];
    }
    [zonal, before] = [nextZonal(d, l, zonal, before, a * b, p), zonal];
  });
}

/** S_l and its derivatives with respect to p = u.v and q = u^2 v^2. */
interface Zonal {
  readonly s: number;
  readonly sp: number;
  readonly sq: number;
  readonly spp: number;
  readonly spq: number;
  readonly sqq: number;
}

const nothing: Zonal = { s: 0, sp: 0, sq: 0, spp: 0, spq: 0, sqq: 0 };
const constant: Zonal = { ...nothing, s: 1 };

/** S_(l+1) = rise p S_l - fall q S_(l-1): Legendre's recurrence in 3V, Chebyshev's in 2V; its derivatives with it. */
function nextZonal(d: number, l: number, z: Zonal, before: Zonal, q: number, p: number): Zonal {
  const rise = d === 3 ? (2 * l + 1) / (l + 1) : l === 0 ? 1 : 2;
  const fall = d === 3 ? l / (l + 1) : l === 0 ? 0 : 1;
  return {
    s: rise * p * z.s - fall * q * before.s,
    sp: rise * (z.s + p * z.sp) - fall * q * before.sp,
    sq: rise * p * z.sq - fall * (before.s + q * before.sq),
    spp: rise * (2 * z.sp + p * z.spp) - fall * q * before.spp,
    spq: rise * (z.sq + p * z.spq) - fall * (before.sp + q * before.spq),
    sqq: rise * p * z.sqq - fall * (2 * before.sq + q * before.sqq),
  };
}
