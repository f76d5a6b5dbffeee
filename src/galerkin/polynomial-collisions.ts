import type { Column, PairAlgebra } from '../contracts.ts';
import { dot } from '../physics/pair-form.ts';
import type { PointFormula, PointKernel } from './point-formulas.ts';
import { blockLength, type Points } from './points.ts';

/**
 * gamma = 0: N(v - v*) = |v - v*|^2 I - (v - v*) (v - v*)^T is a polynomial, so with y = v - centre the collision sum
 * sum_j w_j kappa(x - x_j) N(y - y_j) (g - g_j) = A(x, y) g - b(x, y) needs only the fields below, each smoothed by kappa:
 *   W = sum w, C_a = sum w y_a, P_ab = sum w y_a y_b, G_a = sum w g_a, K_ab = sum w y_a g_b, Q = sum w (|y|^2 g - y (y.g)),
 *   A = (|y|^2 W - 2 y.C + tr P) I - (y y^T W - y C^T - C y^T + P),
 *   b = |y|^2 G - 2 K^T y - (y (y.G) - y tr K - K y) + Q.
 * Momentum and energy are kept for any even coefficients of kappa, for N(w) w = 0 is an identity of polynomials.
 */

/** Particles with their score; velocities count from `centre`. */
export interface ScoredParticles {
  readonly points: Points;
  readonly score: readonly Column[];
  readonly centre: readonly number[];
}

/** Number of fields: 14 in 2V, 25 in 3V. */
export const fieldCount = (d: number): number => 1 + d + (d * (d + 1)) / 2 + d + d * d + d;

/** Where each group of fields begins. */
function layout(d: number) {
  const C = 1, P = C + d, G = P + (d * (d + 1)) / 2, K = G + d, Q = K + d * d;
  return { C, P, G, K, Q };
}

const axes = (d: number): number[] => Array.from({ length: d }, (_, a) => a);

/** The fields of one particle, from its weight, y and g. */
function fieldRows<E>(algebra: PairAlgebra<E>, [w, ...rest]: readonly E[]): E[] {
  const d = rest.length / 2;
  const y = rest.slice(0, d), g = rest.slice(d);
  const C = y.map((ya) => algebra.mul(w, ya)), G = g.map((ga) => algebra.mul(w, ga));
  const P = axes(d).flatMap((a) => axes(d).slice(a).map((b) => algebra.mul(y[a], C[b])));
  const K = y.map((ya) => G.map((Gb) => algebra.mul(ya, Gb)));
  // Q_a = sum_b y_b (y_b g_a - y_a g_b).
  const Q = axes(d).map((a) => {
    const others = axes(d).filter((b) => b !== a);
    return dot(algebra, others.map((b) => y[b]), others.map((b) => algebra.sub(K[b][a], K[a][b])));
  });
  return [w, ...C, ...P, ...G, ...K.flat(), ...Q];
}

/** -(A g - b) of one particle, from its y and g and the smoothed fields there. */
function rateRows<E>(algebra: PairAlgebra<E>, rest: readonly E[], fields: readonly E[]): E[] {
  const { add, sub, mul } = bound(algebra);
  const d = rest.length / 2;
  const y = rest.slice(0, d), g = rest.slice(d);
  const at = layout(d);
  const W = fields[0], C = fields.slice(at.C, at.P), G = fields.slice(at.G, at.K), Q = fields.slice(at.Q);
  const upper = fields.slice(at.P, at.G);
  const P = (a: number, b: number): E => (a <= b ? upper[a * d - (a * (a - 1)) / 2 + b - a] : P(b, a));
  const K = (a: number, b: number): E => fields[at.K + a * d + b];
  const sum = (terms: readonly E[]): E => terms.reduce(add);
  const [yy, yg, yC, gC, yG] = [[y, y], [y, g], [y, C], [g, C], [y, G]].map(([a, b]) => dot(algebra, a, b));
  const trK = sum(axes(d).map((a) => K(a, a)));
  const isotropic = add(sub(mul(yy, W), add(yC, yC)), sum(axes(d).map((a) => P(a, a))));
  return axes(d).map((a) => {
    const Pg = dot(algebra, axes(d).map((b) => P(a, b)), g);
    const Ag = sub(mul(isotropic, g[a]), add(sub(mul(y[a], sub(mul(yg, W), gC)), mul(C[a], yg)), Pg));
    // K y - 2 K^T y
    const across = dot(algebra, axes(d).map((b) => sub(K(a, b), add(K(b, a), K(b, a)))), y);
    const b = add(sub(add(mul(yy, G[a]), across), mul(y[a], sub(yG, trK))), Q[a]);
    return sub(b, Ag);
  });
}

/** The operations as functions that need no algebra before them. */
const bound = <E>(algebra: PairAlgebra<E>) => ({
  add: (a: E, b: E): E => algebra.add(a, b), sub: (a: E, b: E): E => algebra.sub(a, b), mul: (a: E, b: E): E => algebra.mul(a, b),
});

const dimensions = [2, 3] as const;
/** w, y and g become the fields. */
const fieldFormulas: readonly PointFormula[] = dimensions.map((d) =>
  ({ name: `collisionFields${d}`, first: 1 + 2 * d, second: 0, writes: fieldCount(d), rows: fieldRows }));
/** y and g, and the smoothed fields, become the rate. */
const rateFormulas: readonly PointFormula[] = dimensions.map((d) =>
  ({ name: `collisionRates${d}`, first: 2 * d, second: fieldCount(d), writes: d, rows: rateRows }));

export const collisionFormulas: readonly PointFormula[] = [...fieldFormulas, ...rateFormulas];

/** Rows of y and g of a block, from row `from` on, that end in zeros. */
function loadScored({ points, score, centre }: ScoredParticles, { start, count }: Piece, rows: Float64Array, from: number): void {
  const { velocity } = points;
  const d = velocity.length;
  for (let a = 0; a < d; a++) {
    const v = velocity[a], g = score[a], u = centre[a];
    const y = (from + a) * blockLength, s = (from + d + a) * blockLength;
    for (let i = 0; i < count; i++) {
      rows[y + i] = v[start + i] - u;
      rows[s + i] = g[start + i];
    }
    rows.fill(0, y + count, y + blockLength);
    rows.fill(0, s + count, s + blockLength);
  }
}

/** Particles [start, start + count) of at most a block. */
interface Piece {
  readonly start: number;
  readonly count: number;
}

/** Writes the fields of a block of particles, weight included, one row each; rows end in zeros. `rows`: room for 1 + 2 d rows. */
export function collisionFields(
  kernel: PointKernel, work: ScoredParticles & { readonly weight: Column }, piece: Piece, rows: Float64Array, block: Float64Array,
): void {
  const { start, count } = piece;
  for (let i = 0; i < count; i++) rows[i] = work.weight[start + i];
  rows.fill(0, count, blockLength);
  loadScored(work, piece, rows, 1);
  kernel(fieldFormulas[work.score.length - dimensions[0]], rows, rows, block);
}

/** rate <- -(A g - b) for a block of particles, from the smoothed fields there. `rows`: room for 3 d rows. */
export function collisionRates(
  kernel: PointKernel, work: ScoredParticles & { readonly rate: readonly Column[] }, piece: Piece, rows: Float64Array, fields: Float64Array,
): void {
  const { start, count } = piece;
  const d = work.score.length;
  loadScored(work, piece, rows, 0);
  const out = rows.subarray(2 * d * blockLength, 3 * d * blockLength);
  kernel(rateFormulas[d - dimensions[0]], rows, fields, out);
  work.rate.forEach((column, a) => {
    for (let i = 0, from = a * blockLength; i < count; i++) column[start + i] = out[from + i];
  });
}
