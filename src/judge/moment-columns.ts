import type { Scenario } from '../contracts.ts';
import { recordedWaves, waveName } from '../diagnostics/wave-names.ts';
import { axisNames } from '../math/axes.ts';
import { initialSpread, type InitialSpread } from '../reference/initial-spread.ts';
import type { Moments } from '../reference/moments.ts';
import type { ParticleSnapshot } from './stored-run.ts';

/** Mass, means and covariances of the initial data of a scenario; undefined for data given as particles. */
export function initialMoments(scenario: Scenario): Moments | undefined {
  const { initial, domain, equation } = scenario;
  const { x: dx, v: dv } = equation.dimensions;
  if (initial.kind === 'arrow') return undefined;
  if (initial.kind === 'bkw') return { mass: 1, meanV: zeros(dv), covVV: table(dv, dv, (i, j) => (i === j ? 1 : 0)) };
  const free = dx > 0 && domain?.x.kind === 'free';
  if (initial.kind === 'profiles' || initial.kind === 'formula') return spreadMoments(initialSpread(scenario, initial), free ? dx : 0);
  const { components } = initial;
  const mass = components.reduce((sum, c) => sum + c.mass, 0);
  const average = (entry: (c: (typeof components)[number]) => number): number =>
    components.reduce((sum, c) => sum + c.mass * entry(c), 0) / mass;
  const widths = (c: (typeof components)[number], d: number): number => (c.space.kind === 'gaussian' ? c.space.width[d] ** 2 : 0);
  const centre = (c: (typeof components)[number], d: number): number => (c.space.kind === 'gaussian' ? c.space.mean[d] : 0);
  const slope = (c: (typeof components)[number], i: number, d: number): number => c.velocityGradient?.[i][d] ?? 0;
  const meanV = zeros(dv).map((_, i) => average((c) => c.velocity[i]));
  // <v v> of a component: its temperature and what the gradient G makes of its spread in x, G Sigma G^T.
  const sheared = (c: (typeof components)[number], i: number, j: number): number =>
    zeros(dx).reduce((sum, _, d) => sum + slope(c, i, d) * widths(c, d) * slope(c, j, d), i === j ? c.temperature[i] : 0);
  const covVV = table(dv, dv, (i, j) => average((c) => sheared(c, i, j) + (c.velocity[i] - meanV[i]) * (c.velocity[j] - meanV[j])));
  if (!free) return { mass, meanV, covVV };
  const meanX = zeros(dx).map((_, d) => average((c) => centre(c, d)));
  return {
    mass, meanV, covVV, meanX,
    covXX: table(dx, dx, (d, e) => average((c) => (d === e ? widths(c, d) : 0) + (centre(c, d) - meanX[d]) * (centre(c, e) - meanX[e]))),
    covXV: table(dx, dv, (d, i) => average((c) => widths(c, d) * slope(c, i, d) + (centre(c, d) - meanX[d]) * (c.velocity[i] - meanV[i]))),
  };
}

/** Mean and covariance of (x, v), `dx` of them in x, as moments. */
function spreadMoments({ mass, mean, covariance }: InitialSpread, dx: number): Moments {
  const part = (from: number, to: number, after: number, before: number): number[][] =>
    covariance.slice(from, to).map((row) => row.slice(after, before));
  const size = mean.length;
  const velocity = { mass, meanV: mean.slice(dx), covVV: part(dx, size, dx, size) };
  return dx === 0 ? velocity : { ...velocity, meanX: mean.slice(0, dx), covXX: part(0, dx, 0, dx), covXV: part(0, dx, dx, size) };
}

/** The same of particles in free space; in a periodic box the means and covariances with x are not defined. */
export function particleMoments({ weight, position, velocity }: ParticleSnapshot, free: boolean): Moments {
  const mass = weight.reduce((sum, w) => sum + w, 0);
  const mean = (a: Float64Array): number => a.reduce((sum, y, i) => sum + weight[i] * y, 0) / mass;
  const covariance = (a: Float64Array, meanA: number, b: Float64Array, meanB: number): number =>
    a.reduce((sum, y, i) => sum + weight[i] * (y - meanA) * (b[i] - meanB), 0) / mass;
  const meanV = velocity.map(mean);
  const covVV = velocity.map((a, i) => velocity.map((b, j) => covariance(a, meanV[i], b, meanV[j])));
  if (!free) return { mass, meanV, covVV };
  const meanX = position.map(mean);
  return {
    mass, meanV, covVV, meanX,
    covXX: position.map((a, d) => position.map((b, e) => covariance(a, meanX[d], b, meanX[e]))),
    covXV: position.map((a, d) => velocity.map((b, i) => covariance(a, meanX[d], b, meanV[i]))),
  };
}

/** Moments as diagnostics columns; those with x have names of their own: mean_x, covariance_x_x, covariance_x_vx, ... */
export function momentColumns({ mass, meanV, covVV, meanX, covXX, covXV }: Moments): Record<string, number> {
  const row: Record<string, number> = { mass };
  meanV.forEach((u, i) => (row[`momentum_${axisNames[i]}`] = mass * u));
  row.energy = 0.5 * mass * meanV.reduce((sum, u, i) => sum + u * u + covVV[i][i], 0);
  covVV.forEach((line, i) => line.forEach((value, j) => j >= i && (row[`temperature_${axisNames[i]}${axisNames[j]}`] = value)));
  meanX?.forEach((x, d) => (row[`mean_${axisNames[d]}`] = x));
  covXX?.forEach((line, d) => line.forEach((value, e) => e >= d && (row[`covariance_${axisNames[d]}_${axisNames[e]}`] = value)));
  covXV?.forEach((line, d) => line.forEach((value, i) => (row[`covariance_${axisNames[d]}_v${axisNames[i]}`] = value)));
  return row;
}

/** Modulus and phase of the density modes as diagnostics columns: of the recorded waves along each of `dx` axes. */
export function densityModeColumns(
  dx: number, modeOf: (waves: number, axis: number) => { readonly modulus: number; readonly phase: number },
): Record<string, number> {
  const row: Record<string, number> = {};
  for (const waves of recordedWaves) {
    for (let axis = 0; axis < dx; axis++) {
      const { modulus, phase } = modeOf(waves, axis);
      row[`${waveName('density_mode', waves)}_${axisNames[axis]}`] = modulus;
      row[`${waveName('density_phase', waves)}_${axisNames[axis]}`] = phase;
    }
  }
  return row;
}

const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);
const table = (n: number, m: number, entry: (i: number, j: number) => number): number[][] =>
  zeros(n).map((_, i) => zeros(m).map((__, j) => entry(i, j)));
