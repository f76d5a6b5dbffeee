import type { Scenario } from '../contracts.ts';
import { diagnosticOf } from '../diagnostics/catalogue.ts';
import { differences as scenarioDifferences } from '../scenario/differences.ts';
import { boxLength } from '../state/box.ts';
import { momentAxes } from './carried-density.ts';
import { beyondRounding, groupErrors } from './comparison-groups.ts';
import type { Comparison, ComparisonTime } from './comparison.ts';
import { carriedError, densityError, type CarriedError } from './density-errors.ts';
import { axesOf, cellVolume, coordinate, interpolated, sizeOf, valueAt, type DensityMesh } from './density-mesh.ts';
import { differences } from './difference.ts';
import type { Sources } from './diffusion.ts';
import { hermiteDensity, hermiteSpaceOf } from './hermite-density.ts';
import { momentColumns, particleMoments } from './moment-columns.ts';
import { profileGroups, profilesOfReference, profilesOfRuns } from './profile-errors.ts';
import { referenceFor, type ReferenceName } from './references.ts';
import { latticeMesh, resolvingMesh, smoothedDensity, smoothedParticles } from './smoothed-density.ts';
import { storedProfiles } from './stored-profiles.ts';
import { rowAt, sameTime, snapshotAt, type ParticleSnapshot, type StoredRun } from './stored-run.ts';

/** A column that tells of the solution; one of another version is taken to. */
const ofSolution = (name: string): boolean => (diagnosticOf(name)?.about ?? 'solution') === 'solution';

/** A run against an exact or independent reference, at all its output times. Throws a Refusal when it does not apply. */
export function compareWithReference(run: StoredRun, name: ReferenceName): Comparison {
  const times = outputTimes(run);
  const asked = merged(times, storedProfiles(run).times);
  const reference = referenceFor(name, run.scenario, asked);
  const mesh = reference.density ? commonMesh(run) : undefined;
  const rows = times.map((time): ComparisonTime => {
    const n = asked.indexOf(time);
    const k = snapshotAt(run, time);
    const observed = run.complete && k >= 0 ? reference.observe?.(sourcesAt(run, k), time) : undefined;
    return {
      time,
      density: mesh && k >= 0 ? densityError(densityOn(run, k, mesh), exactDensity(mesh, (x, v) => reference.density!(n, x, v))) : null,
      carried: run.carried && run.complete && k >= 0 && reference.density
        ? carriedError(run.particles(k), (x, v) => reference.density!(n, x, v), mostTargets) ?? null : null,
      diagnostics: differences({ ...valuesAt(run, time), ...observed }, reference.rows[n]),
    };
  });
  const { note = null } = reference;
  const profiles = profilesOfReference(run, reference, asked);
  return { folder: run.folder, reference: name, mesh: mesh?.name ?? null, note, scenarios: [], ...told(rows, profiles) };
}

/** A run against another one, at the output times that both have. */
export function compareRuns(run: StoredRun, other: StoredRun): Comparison {
  const times = outputTimes(run).filter((time) => outputTimes(other).some((t) => sameTime(t, time)));
  const both = alike(run.scenario, other.scenario) && run.complete && other.complete;
  // The first that is a grid lends its mesh; two particle runs meet on a mesh of the first.
  const lender = run.kind === 'particles' && other.kind === 'grid' ? other : run;
  const mesh = both && hasDensity(run) && hasDensity(other) ? commonMesh(lender) : undefined;
  const rows = times.map((time): ComparisonTime => {
    const [k, m] = [snapshotAt(run, time), snapshotAt(other, time)];
    return {
      time,
      density: mesh && k >= 0 && m >= 0 ? densityError(densityOn(run, k, mesh), densityOn(other, m, mesh)) : null,
      carried: both && run.carried && other.kind === 'grid' && k >= 0 && m >= 0 ? carriedOn(run.particles(k), other.density(m)) : null,
      diagnostics: differences(valuesAt(run, time), valuesAt(other, time)),
    };
  });
  const scenarios = scenarioDifferences(run.scenario, other.scenario);
  const profiles = alike(run.scenario, other.scenario) ? profilesOfRuns(run, other) : [];
  return { folder: run.folder, reference: other.folder, mesh: mesh?.name ?? null, note: null, scenarios, ...told(rows, profiles) };
}

const told = (
  times: readonly ComparisonTime[], profiles: Comparison['profiles'],
): Pick<Comparison, 'summary' | 'beyondRounding' | 'times' | 'profiles'> =>
  ({ summary: [...groupErrors(times), ...profileGroups(profiles)], beyondRounding: beyondRounding(times), times, profiles });

interface CommonMesh extends Pick<DensityMesh, 'position' | 'velocity'> {
  readonly name: string;
}

/** So many particles may ask a reference for f. */
const mostTargets = 2e4;

/** More points than this take too long for a comparison. */
const mostPoints = 5e6;

/** A grid's own mesh; the cell centres of a particle lattice; else a mesh that resolves the first snapshot's blob, or moments. */
function commonMesh(run: StoredRun): CommonMesh | undefined {
  if (!run.complete || run.snapshotTimes.length === 0) return undefined;
  if (run.kind === 'grid') return { name: `mesh of ${run.folder}`, ...run.density(0) };
  const lattice = run.scenario.particles.sampling === 'lattice';
  if (!hasDensity(run)) return undefined;
  const mesh = lattice ? latticeMesh(run.scenario)
    : run.carried ? momentAxes(run, 0)! : resolvingMesh(smoothedParticles(run.scenario, run.particles(0), run.equilibrium()), 1);
  if (axesOf(mesh).reduce((product, axis) => product * axis.length, 1) > mostPoints) return undefined;
  return {
    name: lattice ? `cell centres of the particle lattice of ${run.folder}` : `mesh around the particles of ${run.folder}`,
    ...mesh,
  };
}

/** Free space has too few functions of x for the density of a Galerkin run. */
const hasDensity = (run: StoredRun): boolean => !run.carried || hermiteSpaceOf(run, run.snapshotTimes[0]) !== undefined;

/** Products that the interpolation of a grid to the particles may take. */
const mostProducts = 1e9;

/** f at the particles against a grid's, by the trigonometric functions that the grid stands for. */
function carriedOn(particles: ParticleSnapshot, mesh: DensityMesh): CarriedError | null {
  const most = Math.max(1, Math.floor(mostProducts / sizeOf(axesOf(mesh))));
  return carriedError(particles, (x, v) => valueAt(mesh, [...x, ...v]), most) ?? null;
}

function densityOn(run: StoredRun, k: number, { position, velocity }: CommonMesh): Float64Array {
  if (run.kind === 'particles') {
    const space = hermiteSpaceOf(run, run.snapshotTimes[k]);
    if (space) return hermiteDensity(run.particles(k), run.equilibrium(), space, boxLength(run.scenario) ?? [], { position, velocity });
    return smoothedDensity(smoothedParticles(run.scenario, run.particles(k), run.equilibrium()), position, velocity, 0).density;
  }
  const mesh = run.density(k);
  const targets = [...position, ...velocity];
  const same = axesOf(mesh).every((axis, d) => axis.length === targets[d].length && axis.every((y, i) => y === targets[d][i]));
  return same ? mesh.density : interpolated(mesh, targets);
}

function exactDensity(mesh: CommonMesh, f: (x: Float64Array, v: Float64Array) => number): Float64Array {
  const axes = axesOf(mesh);
  const dx = mesh.position.length;
  const columns = axes.map((_, d) => coordinate(axes, d));
  const x = new Float64Array(dx);
  const v = new Float64Array(mesh.velocity.length);
  return Float64Array.from(columns[0], (_, p) => {
    columns.forEach((column, d) => (d < dx ? (x[d] = column[p]) : (v[d - dx] = column[p])));
    return f(x, v);
  });
}

const alike = (a: Scenario, b: Scenario): boolean =>
  a.equation.dimensions.x === b.equation.dimensions.x && a.equation.dimensions.v === b.equation.dimensions.v
  && JSON.stringify(a.domain) === JSON.stringify(b.domain);

/** Times of diagnostics rows and snapshots together, ascending. */
const outputTimes = ({ diagnostics, snapshotTimes }: StoredRun): number[] => merged([...diagnostics.columns.time], snapshotTimes);

/** The times of a list, and those of another that are not among them, ascending. */
const merged = (times: readonly number[], more: readonly number[]): number[] =>
  [...times, ...more.filter((time) => !times.some((t) => sameTime(t, time)))].sort((a, b) => a - b);

/** Point masses for f: the particles, or the points of a mesh. */
function sourcesAt(run: StoredRun, k: number): Sources {
  if (run.kind === 'particles') return run.particles(k);
  const mesh = run.density(k);
  const axes = axesOf(mesh);
  const [cell, dx] = [cellVolume(axes), mesh.position.length];
  const columns = axes.map((_, d) => coordinate(axes, d));
  return { position: columns.slice(0, dx), velocity: columns.slice(dx), weight: mesh.density.map((f) => f * cell) };
}

/** Diagnostics of the row at `time`, and the moments of the snapshot there. */
function valuesAt(run: StoredRun, time: number): Record<string, number> {
  const row = rowAt(run.diagnostics, time);
  const values: Record<string, number> = {};
  if (row >= 0)
    for (const [name, column] of Object.entries(run.diagnostics.columns)) if (ofSolution(name)) values[name] = column[row];
  const k = snapshotAt(run, time);
  if (run.kind === 'particles' && run.complete && k >= 0)
    Object.assign(values, { ...momentColumns(particleMoments(run.particles(k), run.scenario.domain?.x.kind === 'free')), ...values });
  return values;
}
