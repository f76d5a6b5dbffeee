import { existsSync } from 'node:fs';
import type { Scenario } from '../contracts.ts';
import { equilibriumOf, type Equilibrium } from '../state/moments.ts';
import { labelTime, resetInterval } from '../dynamics/label.ts';
import { describeTable, readBatches, readTable, requireColumns, type StoredTable } from '../io/arrow-reader.ts';
import { runDescription } from '../io/columns.ts';
import { tensorNames, vectorNames } from '../math/axes.ts';
import { FileError } from '../io/file-error.ts';
import { requireRunFolder, runPath } from '../io/run-folder.ts';
import { densityPath, gridComputation } from '../run/grid-run.ts';
import { loadScenario } from '../scenario/scenario.ts';
import { storedScenario } from '../scenario/stored.ts';
import { boxLength } from '../state/box.ts';
import type { DensityMesh } from './density-mesh.ts';

/** Two output times count as one below this distance. */
export const sameTime = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));

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

/** A run folder read back, particles or grid. */
export interface StoredRun {
  readonly folder: string;
  readonly scenario: Scenario;
  readonly kind: 'particles' | 'grid';
  /** Whose particles carry log f (Galerkin score): their density is not a smoothed one. */
  readonly carried: boolean;
  readonly diagnostics: StoredTable;
  /** Times at which there are particles, or a density. */
  readonly snapshotTimes: readonly number[];
  /** Whether the snapshots hold every particle with position, velocity and weight (always for grids). */
  readonly complete: boolean;
  /** Total mean velocity and temperature; constants of the motion. Particle runs only. */
  equilibrium(): Equilibrium;
  /** The particles of snapshot k. Particle runs only. */
  particles(k: number): ParticleSnapshot;
  /** The stored density of snapshot k. Grid runs only. */
  density(k: number): DensityMesh;
}

/** Opens a run folder. Throws a FileError when it is none, or its tables are missing or empty. */
export function openRun(folder: string): StoredRun {
  requireRunFolder(folder);
  const diagnostics = readTable(runPath(folder, 'diagnostics'));
  if (diagnostics.rows === 0) {
    throw new FileError(diagnostics.path, 'the table has no rows', 'the run has not written its first output yet');
  }
  const described = runDescription(diagnostics.path, diagnostics.metadata);
  const scenario = described ? storedScenario(diagnostics.path, described.scenario) : loadScenario(runPath(folder, 'scenario'));
  const { backend } = (described?.provenance ?? {}) as { backend?: string };
  const kind = backend === gridComputation.backend ? 'grid' : 'particles';
  const path = kind === 'grid' ? densityPath(folder) : runPath(folder, 'snapshots');
  const { x: dx, v: dv } = scenario.equation.dimensions;
  requireColumns(diagnostics, ['time', 'mass', 'energy', ...vectorNames('momentum', dv), ...tensorNames('temperature', dv)]);
  const stored = existsSync(path) ? describeTable(path).specs.map(({ name }) => name) : [];
  const wanted =
    kind === 'grid'
      ? ['time', ...(dx > 0 ? ['x'] : []), ...vectorNames('v', dv), 'density']
      : ['time', ...vectorNames('position', dx), ...vectorNames('velocity', dv), 'weighting'];
  const complete = wanted.every((name) => stored.includes(name)) && (kind === 'grid' || scenario.output.snapshots.stride === 1);
  const carried = kind === 'particles' && diagnostics.columns.score_residual !== undefined;
  const scores = vectorNames('score', dv);
  const extra = carried ? ['log_density', ...scores].filter((name) => stored.includes(name)) : [];
  const snapshotTimes = stored.includes('time') ? [...readBatches(path, { columns: ['time'] })].map(({ columns }) => columns.time[0]) : [];

  const batch = (k: number): Readonly<Record<string, Float64Array>> => {
    if (!complete) throw new FileError(path, 'it does not hold the whole particles', 'run again with every snapshot column and stride 1');
    for (const { columns } of readBatches(path, { columns: [...wanted, ...extra], from: k })) return columns;
    throw new FileError(path, `it has no snapshot number ${k}`, `it has ${snapshotTimes.length}`);
  };
  const particles = (k: number): ParticleSnapshot => {
    const columns = batch(k);
    const time = columns.time[0];
    return {
      time,
      position: vectorNames('position', dx).map((name) => columns[name]),
      velocity: vectorNames('velocity', dv).map((name) => columns[name]),
      weight: columns.weighting,
      labelTime: labelTimeAt(scenario, diagnostics, time),
      ...(columns.log_density && { logDensity: columns.log_density }),
      ...(scores.every((name) => columns[name]) && { score: scores.map((name) => columns[name]) }),
    };
  };
  let equilibrium: Equilibrium | undefined;
  return {
    folder, scenario, kind, carried, diagnostics, snapshotTimes, complete, particles,
    equilibrium: () => (equilibrium ??= equilibriumAt(particles(0))),
    density: (k) => meshFromColumns(scenario, batch(k)),
  };
}

/** Index of the diagnostics row at `time`; -1 when there is none. */
export const rowAt = ({ columns }: StoredTable, time: number): number => columns.time.findIndex((other) => sameTime(time, other));

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
