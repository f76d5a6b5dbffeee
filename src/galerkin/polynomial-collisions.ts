import type { Column } from '../contracts.ts';
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

/** Writes the fields of a block of particles, weight included, one row each; rows end in zeros. */
export function collisionFields(
  { points, score, weight, centre }: ScoredParticles & { readonly weight: Column },
  start: number,
  count: number,
  block: Float64Array,
): void {
  const B = blockLength;
  const d = points.velocity.length;
  const { C, P, G, K, Q } = layout(d);
  for (let i = 0; i < count; i++) block[i] = weight[start + i];
  for (let a = 0; a < d; a++) {
    const v = points.velocity[a], g = score[a], u = centre[a];
    const row = (C + a) * B, scores = (G + a) * B;
    for (let i = 0; i < count; i++) {
      block[row + i] = block[i] * (v[start + i] - u);
      block[scores + i] = block[i] * g[start + i];
    }
  }
  let pair = P;
  for (let a = 0; a < d; a++) {
    const v = points.velocity[a], u = centre[a];
    for (let b = 0; b < d; b++) {
      const row = (K + a * d + b) * B, scores = (G + b) * B;
      for (let i = 0; i < count; i++) block[row + i] = (v[start + i] - u) * block[scores + i];
      if (b < a) continue;
      const to = pair++ * B, other = (C + b) * B;
      for (let i = 0; i < count; i++) block[to + i] = (v[start + i] - u) * block[other + i];
    }
  }
  // Q_a = sum_b y_b (y_b g_a - y_a g_b).
  for (let a = 0; a < d; a++) {
    const row = (Q + a) * B;
    block.fill(0, row, row + count);
    for (let b = 0; b < d; b++) {
      if (b === a) continue;
      const v = points.velocity[b], u = centre[b];
      const forward = (K + b * d + a) * B, backward = (K + a * d + b) * B;
      for (let i = 0; i < count; i++) block[row + i] += (v[start + i] - u) * (block[forward + i] - block[backward + i]);
    }
  }
  if (count < B) for (let row = 0; row < fieldCount(d); row++) block.fill(0, row * B + count, (row + 1) * B);
}

/** rate <- -(A g - b) for a block of particles, from the smoothed fields there. */
export function collisionRates(
  { points, score, centre, rate }: ScoredParticles & { readonly rate: readonly Column[] },
  start: number,
  count: number,
  fields: Float64Array,
): void {
  const B = blockLength;
  const d = points.velocity.length;
  const { C, P, G, K, Q } = layout(d);
  const { y, g, pg, yy, yg, yC, gC, yG, trace, trK, across } = scratch;
  for (const sums of [yy, yg, yC, gC, yG, trace, trK, ...pg]) sums.fill(0);
  for (let a = 0, pair = P; a < d; a++) {
    const v = points.velocity[a], s = score[a], u = centre[a];
    const ya = y[a], ga = g[a];
    for (let i = 0; i < count; i++) {
      ya[i] = v[start + i] - u;
      ga[i] = s[start + i];
      yy[i] += ya[i] * ya[i];
      yg[i] += ya[i] * ga[i];
      yC[i] += ya[i] * fields[(C + a) * B + i];
      gC[i] += ga[i] * fields[(C + a) * B + i];
      yG[i] += ya[i] * fields[(G + a) * B + i];
      trace[i] += fields[pair * B + i];
      trK[i] += fields[(K + a * d + a) * B + i];
    }
    pair += d - a;
  }
  for (let a = 0, pair = P; a < d; a++) {
    for (let b = a; b < d; b++, pair++) {
      const stress = pair * B;
      for (let i = 0; i < count; i++) pg[a][i] += fields[stress + i] * g[b][i];
      if (b !== a) for (let i = 0; i < count; i++) pg[b][i] += fields[stress + i] * g[a][i];
    }
  }
  for (let a = 0; a < d; a++) {
    const out = rate[a], ya = y[a], ga = g[a];
    across.fill(0);
    // K y - 2 K^T y
    for (let b = 0; b < d; b++) {
      const plain = (K + a * d + b) * B, transposed = (K + b * d + a) * B;
      for (let i = 0; i < count; i++) across[i] += (fields[plain + i] - 2 * fields[transposed + i]) * y[b][i];
    }
    for (let i = 0; i < count; i++) {
      const W = fields[i], mean = fields[(C + a) * B + i];
      const isotropic = yy[i] * W - 2 * yC[i] + trace[i];
      const Ag = isotropic * ga[i] - (ya[i] * (yg[i] * W - gC[i]) - mean * yg[i] + pg[a][i]);
      const b = yy[i] * fields[(G + a) * B + i] + across[i] - ya[i] * (yG[i] - trK[i]) + fields[(Q + a) * B + i];
      out[start + i] = b - Ag;
    }
  }
}

const row = (): Float64Array => new Float64Array(blockLength);
const rows = (): Float64Array[] => [row(), row(), row()];
/** Rows of a block that this thread uses over and over. */
const scratch = {
  y: rows(), g: rows(), pg: rows(), yy: row(), yg: row(), yC: row(), gC: row(), yG: row(), trace: row(), trK: row(), across: row(),
};
