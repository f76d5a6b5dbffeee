import type { Scenario } from '../contracts.ts';
import { axesOf, cellVolume, coordinate, interpolated, type DensityMesh } from './density-mesh.ts';
import type { Sources } from './diffusion.ts';
import { hermiteDensity, hermiteSpaceOf } from './hermite-density.ts';
import { momentColumns, particleMoments } from './moment-columns.ts';
import { referenceFor, type ReferenceName } from './references.ts';
import { latticeMesh, resolvingMesh, smoothedDensity, smoothedParticles } from './smoothed-density.ts';
import { rowAt, sameTime, type StoredRun } from './stored-run.ts';
import { boxLength } from '../state/box.ts';

/** Relative errors of a density f against g on a mesh: max|f-g|/max|g|, sum|f-g|/sum|g|, sqrt(sum (f-g)^2 / sum g^2). */
export interface DensityError {
  readonly linf: number;
  readonly l1: number;
  readonly l2: number;
}

export interface Difference {
  readonly run: number;
  readonly reference: number;
  /** run - reference. */
  readonly difference: number;
}

export interface ComparisonTime {
  readonly time: number;
  /** null where one of the two has no density at this time. */
  readonly density: DensityError | null;
  /** Every diagnostics column that both have, by name. */
  readonly diagnostics: Readonly<Record<string, Difference>>;
}

export interface Comparison {
  readonly folder: string;
  readonly reference: string;
  /** Where the densities were compared; null when they were not. */
  readonly mesh: string | null;
  /** How good the reference itself is, where that is not to rounding. */
  readonly note: string | null;
  readonly times: readonly ComparisonTime[];
}

/** Columns that tell of the computation, not of the solution. */
const bookkeeping = new Set(['time', 'iteration', 'step', 'iterations', 'label_time', 'label_jump', 'remap_jump', 'modes', 'degree']);

/** A run against an exact or independent reference, at all its output times. Throws a Refusal when it does not apply. */
export function compareWithReference(run: StoredRun, name: ReferenceName): Comparison {
  const times = outputTimes(run);
  const reference = referenceFor(name, run.scenario, times);
  const mesh = reference.density ? commonMesh(run) : undefined;
  const rows = times.map((time, n): ComparisonTime => {
    const k = run.snapshotTimes.findIndex((other) => sameTime(other, time));
    const observed = run.complete && k >= 0 ? reference.observe?.(sourcesAt(run, k), time) : undefined;
    return {
      time,
      density: mesh && k >= 0 ? densityError(densityOn(run, k, mesh), exactDensity(mesh, (x, v) => reference.density!(n, x, v))) : null,
      diagnostics: differences({ ...valuesAt(run, time), ...observed }, reference.rows[n]),
    };
  });
  return { folder: run.folder, reference: name, mesh: mesh?.name ?? null, note: reference.note ?? null, times: rows };
}

/** A run against another one, at the output times that both have. */
export function compareRuns(run: StoredRun, other: StoredRun): Comparison {
  const times = outputTimes(run).filter((time) => outputTimes(other).some((t) => sameTime(t, time)));
  const snapshot = ({ snapshotTimes }: StoredRun, time: number): number => snapshotTimes.findIndex((t) => sameTime(t, time));
  const both = alike(run.scenario, other.scenario) && run.complete && other.complete;
  // The first that is a grid lends its mesh; two particle runs meet on a mesh of the first.
  const mesh = both ? commonMesh(run.kind === 'particles' && other.kind === 'grid' ? other : run) : undefined;
  const rows = times.map((time): ComparisonTime => {
    const [k, m] = [snapshot(run, time), snapshot(other, time)];
    return {
      time,
      density: mesh && k >= 0 && m >= 0 ? densityError(densityOn(run, k, mesh), densityOn(other, m, mesh)) : null,
      diagnostics: differences(valuesAt(run, time), valuesAt(other, time)),
    };
  });
  return { folder: run.folder, reference: other.folder, mesh: mesh?.name ?? null, note: null, times: rows };
}

export function densityError(f: Float64Array, g: Float64Array): DensityError {
  const sums = { gap: 0, most: 0, gaps: 0, total: 0, squares: 0, square: 0 };
  for (let p = 0; p < f.length; p++) {
    const gap = Math.abs(f[p] - g[p]);
    const value = Math.abs(g[p]);
    sums.gap = Math.max(sums.gap, gap);
    sums.most = Math.max(sums.most, value);
    sums.gaps += gap;
    sums.total += value;
    sums.squares += gap * gap;
    sums.square += value * value;
  }
  return { linf: sums.gap / sums.most, l1: sums.gaps / sums.total, l2: Math.sqrt(sums.squares / sums.square) };
}

interface CommonMesh extends Pick<DensityMesh, 'position' | 'velocity'> {
  readonly name: string;
}

/** More points than this take too long for a comparison. */
const mostPoints = 5e6;

/** A grid's own mesh; the cell centres of a particle lattice; else a mesh that resolves the first snapshot's blob. */
function commonMesh(run: StoredRun): CommonMesh | undefined {
  if (!run.complete || run.snapshotTimes.length === 0) return undefined;
  if (run.kind === 'grid') return { name: `mesh of ${run.folder}`, ...run.density(0) };
  const lattice = run.scenario.particles.sampling === 'lattice';
  const mesh = lattice ? latticeMesh(run.scenario) : resolvingMesh(smoothedParticles(run.scenario, run.particles(0), run.equilibrium()), 1);
  if (axesOf(mesh).reduce((product, axis) => product * axis.length, 1) > mostPoints) return undefined;
  return { name: lattice ? `cell centres of the particle lattice of ${run.folder}` : `mesh around the particles of ${run.folder}`, ...mesh };
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
function outputTimes({ diagnostics, snapshotTimes }: StoredRun): number[] {
  const times = [...diagnostics.columns.time];
  for (const time of snapshotTimes) if (!times.some((t) => sameTime(t, time))) times.push(time);
  return times.sort((a, b) => a - b);
}

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
  if (row >= 0) for (const [name, column] of Object.entries(run.diagnostics.columns)) if (!bookkeeping.has(name)) values[name] = column[row];
  const k = run.snapshotTimes.findIndex((other) => sameTime(other, time));
  if (run.kind === 'particles' && run.complete && k >= 0) Object.assign(values, { ...momentColumns(particleMoments(run.particles(k), run.scenario.domain?.x.kind === 'free')), ...values });
  return values;
}

function differences(run: Readonly<Record<string, number>>, reference: Readonly<Record<string, number>>): Record<string, Difference> {
  const shared = Object.keys(run).filter((name) => Number.isFinite(run[name]) && Number.isFinite(reference[name]));
  return Object.fromEntries(shared.map((name) => [name, { run: run[name], reference: reference[name], difference: run[name] - reference[name] }]));
}
