import { boxLength } from '../state/box.ts';
import { Refusal } from '../refusal.ts';
import { valueAt } from './density-mesh.ts';
import { hermiteSeries, hermiteSpaceOf } from './hermite-density.ts';
import { smoothedDensity, smoothedParticles } from './smoothed-density.ts';
import { snapshotAt, type StoredRun } from './stored-run.ts';

/** Points of phase space: dx columns of positions, dv of velocities, all of one length. */
export interface PhasePoints {
  readonly position?: readonly ArrayLike<number>[];
  readonly velocity: readonly ArrayLike<number>[];
}

/**
 * f of a stored run at points, at the time of one of its snapshots: the smoothed density of a blob, the series of moments of a
 * Galerkin score (in a periodic box or without x), the trigonometric interpolant of a grid run. Throws a Refusal for another time and
 * for a Galerkin run in free space.
 */
export function evaluateDensity(run: StoredRun, time: number, points: PhasePoints): Float64Array {
  const k = snapshotAt(run, time);
  if (k < 0) {
    throw new Refusal('input', `there is no snapshot at t = ${time}`, { advice: `there are: ${run.snapshotTimes.join(', ')}` });
  }
  const { position = [], velocity } = points;
  const at = (columns: readonly ArrayLike<number>[], i: number): Float64Array[] => columns.map((column) => Float64Array.of(column[i]));
  const each = (value: (i: number) => number): Float64Array => Float64Array.from({ length: velocity[0].length }, (_, i) => value(i));
  if (run.kind === 'grid') {
    const mesh = run.density(k);
    return each((i) => valueAt(mesh, [...position, ...velocity].map((column) => column[i])));
  }
  const particles = run.particles(k);
  if (!run.carried) {
    const smoothed = smoothedParticles(run.scenario, particles, run.equilibrium());
    // Labels of time 0 are positions.
    return each((i) => smoothedDensity(smoothed, at(position, i), at(velocity, i), 0).density[0]);
  }
  const space = hermiteSpaceOf(run, run.snapshotTimes[k]);
  if (!space) throw new Refusal('input', 'a Galerkin score in free space has too few functions of x for a density');
  const series = hermiteSeries(particles, run.equilibrium(), space, boxLength(run.scenario) ?? []);
  return each((i) => series({ position: at(position, i), velocity: at(velocity, i) })[0]);
}
