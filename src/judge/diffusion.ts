import type { Scenario } from '../contracts.ts';
import { boxLength } from '../state/box.ts';
import { numbers } from '../math/algebra.ts';
import { constantKappa, kappaOf } from '../physics/kappa-facts.ts';
import { radialLaw } from '../physics/landau.ts';
import { coordinate } from './density-mesh.ts';
import type { ParticleSnapshot } from './stored-run.ts';

/** Point masses that stand for f: particles, or the points of a mesh. */
export type Sources = Pick<ParticleSnapshot, 'position' | 'velocity' | 'weight'>;

/** Upper triangle of A[f] at one point, row by row: s sum_j w_j kappa(x - x_j) N(v - v_j). */
export function diffusionAt(
  scenario: Scenario, { position, velocity, weight }: Sources, x: ArrayLike<number>, v: ArrayLike<number>,
): number[] {
  const { equation } = scenario;
  const kappa = kappaOf(equation);
  const uniform = constantKappa(equation);
  const length = boxLength(scenario);
  const dv = velocity.length;
  const result = Array.from({ length: (dv * (dv + 1)) / 2 }, () => 0);
  const w = new Float64Array(dv);
  for (let j = 0; j < weight.length; j++) {
    let distance = 0;
    for (let d = 0; d < position.length; d++) {
      let y = x[d] - position[d][j];
      if (length) y -= length[d] * Math.round(y / length[d]);
      distance += y * y;
    }
    let square = 0;
    for (let d = 0; d < dv; d++) {
      w[d] = v[d] - velocity[d][j];
      square += w[d] * w[d];
    }
    const law = radialLaw(numbers, square, equation.gamma, equation.softening);
    const factor = equation.strength * weight[j] * (uniform ?? kappa(distance)) * law;
    for (let a = 0, k = 0; a < dv; a++) for (let b = a; b < dv; b++, k++) result[k] += factor * ((a === b ? square : 0) - w[a] * w[b]);
  }
  return result;
}

/** A of a constant kappa, which depends on v alone, at the points of a velocity mesh: the upper triangle as columns. */
export const marginalDiffusion = (scenario: Scenario, sources: Sources, velocity: readonly Float64Array[]): Float64Array[] =>
  diffusionAtVelocities(scenario, sources, velocity.map((_, d) => coordinate(velocity, d)));

/** A of a constant kappa at velocities: the upper triangle as columns. */
export function diffusionAtVelocities(scenario: Scenario, sources: Sources, velocity: readonly Float64Array[]): Float64Array[] {
  const dv = velocity.length;
  const columns = Array.from({ length: (dv * (dv + 1)) / 2 }, () => new Float64Array(velocity[0].length));
  const homogeneous = { ...sources, position: [] };
  for (let q = 0; q < velocity[0].length; q++) {
    const entries = diffusionAt(scenario, homogeneous, [], velocity.map((column) => column[q]));
    entries.forEach((value, k) => (columns[k][q] = value));
  }
  return columns;
}

/** Eigenvalues of a symmetric matrix given by its upper triangle, ascending; 2 by 2 or 3 by 3, in closed form. */
export function eigenvalues(triangle: readonly number[]): number[] {
  if (triangle.length === 3) {
    const [a, b, c] = triangle;
    const half = (a + c) / 2;
    const radius = Math.hypot((a - c) / 2, b);
    return [half - radius, half + radius];
  }
  // Smith 1961: the trigonometric solution for symmetric 3 by 3 matrices.
  const [a, b, c, d, e, f] = triangle;
  const mean = (a + d + f) / 3;
  const spread = Math.sqrt(((a - mean) ** 2 + (d - mean) ** 2 + (f - mean) ** 2 + 2 * (b * b + c * c + e * e)) / 6);
  if (spread === 0) return [mean, mean, mean];
  const [p, q, r] = [(a - mean) / spread, (d - mean) / spread, (f - mean) / spread];
  const [s, t, u] = [b / spread, c / spread, e / spread];
  const determinant = p * (q * r - u * u) - s * (s * r - u * t) + t * (s * u - q * t);
  const angle = Math.acos(Math.min(1, Math.max(-1, determinant / 2))) / 3;
  const highest = mean + 2 * spread * Math.cos(angle);
  const lowest = mean + 2 * spread * Math.cos(angle + (2 * Math.PI) / 3);
  return [lowest, 3 * mean - highest - lowest, highest];
}
