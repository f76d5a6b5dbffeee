import type { Scenario } from '../contracts.ts';
import { equilibriumOf, type Equilibrium } from '../state/moments.ts';
import { labelTime, resetInterval } from '../dynamics/label.ts';
import { readTable, requireColumns, type StoredTable } from '../io/arrow-reader.ts';
import { runDescription } from '../io/columns.ts';
import { tensorNames, vectorNames } from '../math/axes.ts';
import { FileError } from '../io/file-error.ts';
import { requireRunFolder, runPath } from '../io/run-folder.ts';
import { densityPath, gridComputation } from '../run/grid-run.ts';
import { loadScenario } from '../scenario/scenario.ts';
import { storedScenario } from '../scenario/stored.ts';
import { boxLength } from '../state/box.ts';
import type { DensityMesh } from './density-mesh.ts';
import { timedTable } from './timed-table.ts';

/** Two output times count as one below this distance. */
export const sameTime = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

/** Place of a time among others; -1 when it is not there. */
export const placeOf = (time: number, times: readonly number[] | Float64Array): number => times.findIndex((other) => sameTime(time, other));

/** Particles of one snapshot. Plain arrays; positions as they are stored. */
export interface ParticleSnapshot {
  readonly time: number;
  readonly position: readonly Float64Array[];
  readonly velocity: readonly Float64Array[];
  readonly weight: Float64Array;
  /** tau of the co-moving label at this time; 0 without labels. */
  readonly labelTime: number;
  /** log f at the particles, where the run carries it (Galerkin score) and the snapshot holds it. */
  readonly logDensity?: Float64Array;
  /** grad_v log f at the particles, where the snapshot holds it beside log f. */
  readonly score?: readonly Float64Array[];
}

/** What the folders of all runs hold. */
interface AnyRun {
  readonly folder: string;
  readonly scenario: Scenario;
  readonly diagnostics: StoredTable;
  /** Times at which there are particles, or a density. */
  readonly snapshotTimes: readonly number[];
  /** Whether the snapshots hold every particle with position, velocity and weight (always for grids). */
  readonly complete: boolean;
}

export interface ParticleRun extends AnyRun {
  readonly kind: 'particles';
  /** Whose particles carry log f (Galerkin score): their density is not a smoothed one. */
  readonly carried: boolean;
  /** Total mean velocity and temperature; constants of the motion. */
  equilibrium(): Equilibrium;
  /** The particles of snapshot k. */
  particles(k: number): ParticleSnapshot;
}

export interface GridRun extends AnyRun {
  readonly kind: 'grid';
  readonly carried: false;
  /** The density of snapshot k. */
  density(k: number): DensityMesh;
}

/** A run folder read back. */
export type StoredRun = ParticleRun | GridRun;

/** Opens a run folder. Throws a FileError when it is none, or its tables are missing or empty. */
export function openRun(folder: string): StoredRun {
  requireRunFolder(folder);
  const diagnostics = readTable(runPath(folder, 'diagnostics'));
  if (diagnostics.rows === 0) {
    throw new FileError(diagnostics.path, 'the table has no rows', 'the run has not written its first output yet');
  }
  const described = runDescription(diagnostics.path, diagnostics.metadata);
  const scenario = described ? storedScenario(diagnostics.path, described.scenario) : loadScenario(runPath(folder, 'scenario'));
  const { v } = scenario.equation.dimensions;
  requireColumns(diagnostics, ['time', 'mass', 'energy', ...vectorNames('momentum', v), ...tensorNames('temperature', v)]);
  const { backend } = (described?.provenance ?? {}) as { backend?: string };
  return (backend === gridComputation.backend ? gridRun : particleRun)({ folder, scenario, diagnostics });
}

/** A run that has to be one by particles. Throws a FileError, as openRun does. */
export function openParticles(folder: string): ParticleRun {
  const run = openRun(folder);
  if (run.kind === 'particles') return run;
  throw new FileError(folder, 'this is a run on the grid', 'give a run by particles');
}

/** A run that has to be one on the grid. Throws a FileError, as openRun does. */
export function openGrid(folder: string): GridRun {
  const run = openRun(folder);
  if (run.kind === 'grid') return run;
  throw new FileError(folder, 'this is a run by particles', 'give one that fuzzy-landau grid has made');
}

type Opened = Pick<AnyRun, 'folder' | 'scenario' | 'diagnostics'>;

function gridRun(opened: Opened): GridRun {
  const { folder, scenario } = opened;
  const { x, v } = scenario.equation.dimensions;
  const wanted = ['time', ...(x > 0 ? ['x'] : []), ...vectorNames('v', v), 'density'];
  const { snapshotTimes, complete, batch } = snapshotsIn(densityPath(folder), wanted);
  return {
    ...opened, kind: 'grid', carried: false, snapshotTimes, complete, density: (k) => meshFromColumns(scenario, batch(k)),
  };
}

function particleRun(opened: Opened): ParticleRun {
  const { folder, scenario, diagnostics } = opened;
  const { equation: { dimensions }, output } = scenario;
  const [positions, velocities] = [vectorNames('position', dimensions.x), vectorNames('velocity', dimensions.v)];
  const scores = vectorNames('score', dimensions.v);
  const carried = diagnostics.columns.score_residual !== undefined;
  const { snapshotTimes, complete, batch } = snapshotsIn(
    runPath(folder, 'snapshots'), ['time', ...positions, ...velocities, 'weighting'],
    carried ? ['log_density', ...scores] : [], output.snapshots.stride === 1,
  );
  const particles = (k: number): ParticleSnapshot => {
    const columns = batch(k);
    const time = columns.time[0];
    return {
      time,
      position: positions.map((name) => columns[name]),
      velocity: velocities.map((name) => columns[name]),
      weight: columns.weighting,
      labelTime: labelTimeAt(scenario, diagnostics, time),
      ...(columns.log_density && { logDensity: columns.log_density }),
      ...(scores.every((name) => columns[name]) && { score: scores.map((name) => columns[name]) }),
    };
  };
  let equilibrium: Equilibrium | undefined;
  return {
    ...opened, kind: 'particles', carried, snapshotTimes, complete, particles,
    equilibrium: () => (equilibrium ??= equilibriumAt(particles(0))),
  };
}

/** The snapshots in a table. `whole` is false where rows were left out when it was written. */
function snapshotsIn(path: string, wanted: readonly string[], others: readonly string[] = [], whole = true) {
  const { times: snapshotTimes, complete: all, at } = timedTable(path, wanted, others);
  const complete = whole && all;
  const batch = (k: number): Readonly<Record<string, Float64Array>> => {
    if (!complete) throw new FileError(path, 'it does not hold the whole particles', 'run again with every snapshot column and stride 1');
    const columns = at(k);
    if (!columns) throw new FileError(path, `it has no snapshot number ${k}`, `it has ${snapshotTimes.length}`);
    return columns;
  };
  return { snapshotTimes, complete, batch };
}

/** Number of the snapshot at `time`; -1 when there is none. */
export const snapshotAt = ({ snapshotTimes }: Pick<StoredRun, 'snapshotTimes'>, time: number): number =>
  placeOf(time, snapshotTimes);

/** Index of the diagnostics row at `time`; -1 when there is none. */
export const rowAt = ({ columns }: StoredTable, time: number): number => placeOf(time, columns.time);

function equilibriumAt({ velocity, weight }: ParticleSnapshot): Equilibrium {
  return equilibriumOf({ count: weight.length, velocity, weight });
}

/** From the diagnostics row of that time; a snapshot without one gets it from the policy. */
function labelTimeAt({ mollifier: { comoving } }: Scenario, diagnostics: StoredTable, time: number): number {
  const row = rowAt(diagnostics, time);
  // A run without labels (Galerkin score) measures x itself.
  if (!diagnostics.columns.label_time) return 0;
  if (row >= 0) return diagnostics.columns.label_time[row];
  const interval = resetInterval(comoving) ?? Infinity;
  return labelTime(comoving, time, Number.isFinite(interval) ? time - interval * Math.floor(time / interval + 1e-9) : time);
}

/** The mesh of a density table: its axes are the different values of each coordinate column. */
function meshFromColumns(scenario: Scenario, columns: Readonly<Record<string, Float64Array>>): DensityMesh {
  const axis = (name: string): Float64Array => Float64Array.from(new Set(columns[name])).sort();
  const { x, v } = scenario.equation.dimensions;
  const position = x > 0 ? [axis('x')] : [];
  const length = boxLength(scenario) ?? [];
  return { position, velocity: vectorNames('v', v).map(axis), length, labelTime: 0, density: columns.density };
}
