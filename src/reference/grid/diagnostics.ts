import { axisNames } from '../axis-names.ts';
import type { Collisions } from './collisions.ts';
import type { Tally } from './crew.ts';
import { meshTails } from './error-estimate.ts';
import type { CollisionFields } from './fields.ts';
import { FourierDerivative } from './fourier-derivative.ts';
import type { GridMesh } from './mesh.ts';

/**
 * Below this fraction of its largest value f is left out of sums that divide by it: there the error of the spectral
 * gradient, squared and divided by f, would outweigh what is lost (about 1e-8 of the Fisher information).
 */
const noise = 1e-10;

/**
 * The same for Fisher informations. Where the mesh hardly resolves f it is a tenth of the highest modes: error^2 / floor, of the noise,
 * and floor, of what is lost, are then alike.
 */
function fisherNoise(mesh: GridMesh, f: Float64Array): number {
  const { positionMesh, velocityMesh } = meshTails(mesh, f);
  return Math.max(noise, 0.1 * Math.max(positionMesh, velocityMesh));
}

/** integral of f over the mesh. */
export function massOf(mesh: GridMesh, f: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < f.length; p++) sum += f[p];
  return sum * mesh.cell;
}

function largestOf(f: Float64Array): number {
  let largest = 0;
  for (let p = 0; p < f.length; p++) if (f[p] > largest) largest = f[p];
  return largest;
}

/**
 * D[f] = integral of (A grad f - f b).grad f / f: what the entropy gains per time. `fields` are brought up to
 * date; `slabs` has one part per position.
 */
export function entropyProduction(mesh: GridMesh, f: Float64Array, collisions: Collisions, fields: CollisionFields, slabs: Tally): number {
  fields.update(f);
  const floor = noise * slabs.largest((m) => largestOf(f.subarray(m * mesh.slab, (m + 1) * mesh.slab)));
  const total = slabs.sum((m) => {
    let sum = 0;
    collisions.slabFlux(f, fields, m);
    const { gradient, flux } = collisions;
    for (let q = 0, p = m * mesh.slab; q < mesh.slab; q++, p++) {
      if (f[p] <= floor) continue;
      let dot = flux[0][q] * gradient[0][q] + flux[1][q] * gradient[1][q];
      if (mesh.dv === 3) dot += flux[2][q] * gradient[2][q];
      sum += dot / f[p];
    }
    return sum;
  });
  return total * mesh.cell;
}

/** What the mixed Fisher informations need beside f. */
export interface MixedTimes {
  /** Run time t of `fisher_mixed`. */
  readonly time: number;
  /** Relaxed time (1 - exp(-nu t)) / nu of `fisher_mixed_relaxed`, nu = 2 (d-1) s M. */
  readonly relaxed: number;
}

/**
 * The diagnostics columns that are functionals of f alone, by sums over the mesh (spectrally accurate), and
 * `fisher_x_dissipation` = 2 sum_i integral of f (grad_v d_{x_i} log f).A (grad_v d_{x_i} log f), which Lemma 8 of the
 * paper makes equal to -d fisher_x / dt for constant kappa. `fields` must be up to date with f.
 */
export function densityDiagnostics(
  mesh: GridMesh, f: Float64Array, collisions: Collisions, fields: CollisionFields, strength: number, times: MixedTimes,
): Record<string, number> {
  const { dx, dv, slab, positions, coordinates, cell } = mesh;
  const largest = largestOf(f);
  const [floor, fisherFloor] = [noise * largest, fisherNoise(mesh, f) * largest];
  const slopeX = new Float64Array(dx === 1 ? f.length : 0);
  if (dx === 1) new FourierDerivative(positions, mesh.spacingX).apply(f, slopeX, slab, false);
  const slopeXV = coordinates.map(() => new Float64Array(dx === 1 ? slab : 0));
  const momentum = new Float64Array(dv);
  const second = coordinates.map(() => new Float64Array(dv));
  let mass = 0, entropy = 0, fisherX = 0, fisherCross = 0, fisherV = 0, dissipation = 0;

  for (let m = 0; m < positions; m++) {
    const offset = m * slab;
    collisions.slabGradient(f, offset, collisions.gradient);
    const g = collisions.gradient;
    if (dx === 1) collisions.slabGradient(slopeX, offset, slopeXV);
    const { diffusion } = fields.slab(m);
    for (let q = 0; q < slab; q++) {
      const value = f[offset + q];
      mass += value;
      for (let i = 0; i < dv; i++) {
        const moment = value * coordinates[i][q];
        momentum[i] += moment;
        for (let j = i; j < dv; j++) second[i][j] += moment * coordinates[j][q];
      }
      if (value <= floor) continue;
      entropy -= value * Math.log(value);
      if (value <= fisherFloor) continue;
      for (let i = 0; i < dv; i++) fisherV += g[i][q] ** 2 / value;
      if (dx === 0) continue;
      const slope = slopeX[offset + q] / value;
      fisherX += slope * slope * value;
      fisherCross += slope * g[0][q];
      for (let i = 0, p = 0; i < dv; i++) {
        for (let j = i; j < dv; j++, p++) {
          // f times the two factors d_v (d_x log f) = (d_v d_x f - (d_x log f) d_v f) / f.
          const product = ((slopeXV[i][q] - slope * g[i][q]) * (slopeXV[j][q] - slope * g[j][q])) / value;
          dissipation += (i === j ? 2 : 4) * diffusion[p][q] * product;
        }
      }
    }
  }

  const row: Record<string, number> = { mass: mass * cell };
  let energy = 0;
  for (let i = 0; i < dv; i++) {
    row[`momentum_${axisNames[i]}`] = momentum[i] * cell;
    energy += (second[i][i] * cell) / 2;
  }
  row.energy = energy;
  for (let i = 0; i < dv; i++) {
    for (let j = i; j < dv; j++) {
      row[`temperature_${axisNames[i]}${axisNames[j]}`] = second[i][j] / mass - (momentum[i] / mass) * (momentum[j] / mass);
    }
  }
  const mixed = (t: number): number => (t * t * fisherX + 2 * t * fisherCross + fisherV) * cell;
  return {
    ...row,
    entropy: entropy * cell,
    fisher_x: fisherX * cell,
    fisher_v: fisherV * cell,
    fisher_mixed: mixed(times.time),
    fisher_mixed_relaxed: mixed(times.relaxed),
    fisher_x_dissipation: dissipation * cell * strength,
    density_max: largest,
  };
}

/**
 * `density_mode_x` and `density_phase_x`, modulus and phase of the integral of f exp(-2 pi i x / length) / mass, and those with
 * two and three waves in the box, `density_mode_2_x` and so on; nothing without x.
 */
export function densityModes(f: Float64Array, { dx, positions, slab }: GridMesh): Record<string, number> {
  if (dx === 0) return {};
  const rho = Float64Array.from({ length: positions }, (_, m) => {
    let sum = 0;
    for (let q = 0; q < slab; q++) sum += f[m * slab + q];
    return sum;
  });
  const mass = rho.reduce((sum, value) => sum + value, 0);
  const row: Record<string, number> = {};
  for (const waves of [1, 2, 3]) {
    let [real, imaginary] = [0, 0];
    rho.forEach((value, m) => {
      real += value * Math.cos((2 * Math.PI * waves * m) / positions);
      imaginary -= value * Math.sin((2 * Math.PI * waves * m) / positions);
    });
    const ending = waves === 1 ? 'x' : `${waves}_x`;
    row[`density_mode_${ending}`] = Math.hypot(real, imaginary) / mass;
    row[`density_phase_${ending}`] = Math.atan2(imaginary, real);
  }
  return row;
}
