import type { Scenario } from '../contracts.ts';
import { kappas, named } from '../catalogue.ts';
import { boxLength } from '../dynamics/blob.ts';
import { numbers } from '../math/algebra.ts';
import { coordinate } from './density-mesh.ts';
import type { ParticleSnapshot } from './stored-run.ts';

/** kappa of a scenario as a function of r. */
export function kappaOf({ equation: { kappa } }: Scenario): (r: number) => number {
  const { formula } = named(kappas, kappa.kind);
  return (r) => formula(numbers, r * r, kappa);
}

/** psi(|w|^2) of N(w) = psi (|w|^2 I - w w^T), softened as in the scenario. */
export function radialLaw({ equation: { gamma, softening } }: Scenario): (square: number) => number {
  return (square) => (gamma === 0 ? 1 : square + softening > 0 ? (square + softening) ** (gamma / 2) : 0);
}

/** Point masses that stand for f: particles, or the points of a mesh. */
export type Sources = Pick<ParticleSnapshot, 'position' | 'velocity' | 'weight'>;

/** Upper triangle of A[f] at one point, row by row: s sum_j w_j kappa(x - x_j) N(v - v_j). */
export function diffusionAt(scenario: Scenario, { position, velocity, weight }: Sources, x: ArrayLike<number>, v: ArrayLike<number>): number[] {
  const kappa = kappaOf(scenario);
  const law = radialLaw(scenario);
  const length = boxLength(scenario);
  const dv = velocity.length;
  const constant = scenario.equation.kappa.kind === 'constant';
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
    const factor = scenario.equation.strength * weight[j] * (constant ? 1 : kappa(Math.sqrt(distance))) * law(square);
    for (let a = 0, k = 0; a < dv; a++) for (let b = a; b < dv; b++, k++) result[k] += factor * ((a === b ? square : 0) - w[a] * w[b]);
  }
  return result;
}

/** A of kappa = 1, which depends on v alone, at the points of a velocity mesh: the upper triangle as columns. */
export function marginalDiffusion(scenario: Scenario, sources: Sources, velocity: readonly Float64Array[]): Float64Array[] {
  const coordinates = velocity.map((_, d) => coordinate(velocity, d));
  const size = coordinates[0].length;
  const dv = velocity.length;
  const columns = Array.from({ length: (dv * (dv + 1)) / 2 }, () => new Float64Array(size));
  const homogeneous = { ...sources, position: [] };
  for (let q = 0; q < size; q++) {
    const entries = diffusionAt(scenario, homogeneous, [], coordinates.map((column) => column[q]));
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
