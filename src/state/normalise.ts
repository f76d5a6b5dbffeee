import type { Column, Normalisation, Particles } from '../contracts.ts';
import { blockSums, exactSum } from '../math/sum.ts';
import { any } from '../ranks/share.ts';
import type { Moments } from './initial-moments.ts';

/** The correction of the weights must leave each of them between these parts of what it was. */
const factors = { least: 0.2, most: 5 };

/** Rescales the weights to the exact mass. */
export function normaliseMass({ weight, count, share }: Particles, mass: number): void {
  const scale = mass / exactSum(count, (i) => weight[i], share);
  for (let i = 0; i < count; i++) weight[i] *= scale;
}

/**
 * Gives the particles the exact mass, means and second moments of f0 by w_i <- w_i (1 + c . phi(z_i)) over the polynomials
 * of degree <= 2: a trimmed lattice no longer cools the plasma, and random particles start with the right temperature. Where
 * the particles are too few for it the mass alone is kept. Returns what was kept.
 */
export function normaliseMoments(particles: Particles, { mass, mean, covariance }: Moments): Normalisation {
  normaliseMass(particles, mass);
  const { weight, count, position, velocity, share } = particles;
  const columns = mean.length > velocity.length ? [...position, ...velocity] : velocity;
  const scaled = columns.map((column, d) => column.map((z) => (z - mean[d]) / Math.sqrt(covariance[d][d] || 1)));
  const pairs = columns.flatMap((_, a) => columns.slice(a).map((__, b) => [a, a + b] as const));
  const size = 1 + columns.length + pairs.length;
  const wanted = Float64Array.from([
    mass, ...mean.map(() => 0), ...pairs.map(([a, b]) => (mass * covariance[a][b]) / Math.sqrt(covariance[a][a] * covariance[b][b])),
  ]);
  const phi = new Float64Array(size);
  const functions = (i: number): void => {
    phi[0] = 1;
    scaled.forEach((column, d) => (phi[1 + d] = column[i]));
    pairs.forEach(([a, b], k) => (phi[1 + columns.length + k] = scaled[a][i] * scaled[b][i]));
  };
  const before = weight.slice();
  // Twice: the second pass removes what the first one's rounding left.
  for (let pass = 0; pass < 2; pass++) {
    const sums = blockSums(count, size * (size + 1), (i, sum) => {
      functions(i);
      for (let a = 0, at = 0; a < size; a++, at++) {
        for (let b = 0; b < size; b++) sum[at++] += weight[i] * phi[a] * phi[b];
        sum[at] -= weight[i] * phi[a];
      }
    }, share);
    const matrix = Array.from({ length: size }, (_, a) => sums.subarray(a * (size + 1), (a + 1) * (size + 1)));
    wanted.forEach((value, a) => (matrix[a][size] += value));
    const c = solve(matrix);
    const factor = (i: number): number => (functions(i), phi.reduce((sum, value, a) => sum + c![a] * value, 1));
    if (!c || any(!applied(weight, before, count, factor), share)) {
      weight.set(before);
      return 'mass';
    }
  }
  return 'moments';
}

/** Multiplies the weights; false when one would leave the allowed factors. */
function applied(weight: Column, before: Column, count: number, factor: (i: number) => number): boolean {
  for (let i = 0; i < count; i++) {
    weight[i] *= factor(i);
    const ratio = weight[i] / before[i];
    if (!(ratio > factors.least && ratio < factors.most)) return false;
  }
  return true;
}

/** A pivot this much smaller than its row's first size makes the functions dependent. */
const dependent = 1e-10;

/** Solves the symmetric positive system [A | b] by elimination, in place; undefined when the functions are dependent. */
function solve(rows: Float64Array[]): Float64Array | undefined {
  const size = rows.length;
  const sizes = rows.map((row, a) => row[a]);
  for (let k = 0; k < size; k++) {
    if (!(rows[k][k] > dependent * sizes[k])) return undefined;
    for (let i = k + 1; i < size; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= size; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let sum = rows[i][size];
    for (let j = i + 1; j < size; j++) sum -= rows[i][j] * x[j];
    x[i] = sum / rows[i][i];
  }
  return x;
}
