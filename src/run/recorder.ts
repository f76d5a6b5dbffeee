import { existsSync } from 'node:fs';
import type { ColumnSpec, Memory, Particles, Scenario } from '../contracts.ts';
import { profileMesh } from '../diagnostics/profiles.ts';
import { readCheckpoint, writeCheckpoint } from '../io/checkpoint.ts';
import { diagnosticsColumns, fingerprintOf, snapshotColumns, tableMetadata } from '../io/columns.ts';
import { createTable, type ArrowTableWriter } from '../io/arrow-writer.ts';
import { describeTable } from '../io/arrow-reader.ts';
import { openTableForAppend } from '../io/arrow-reopen.ts';
import { FileError } from '../io/file-error.ts';
import { provenance, readManifest } from '../io/manifest.ts';
import { runPath, startAgain } from '../io/run-folder.ts';
import { allocateParticles } from '../state/particles.ts';
import { axisNames } from '../math/axes.ts';
import type { Arena } from '../state/arena.ts';
import type { Engine } from './engine.ts';
import { absentColumns, ownColumns, type OwnColumns, type OwnDiagnostics } from './own-diagnostics.ts';
import { profileBatch, profileColumns } from './profile-table.ts';
import type { SumsMemory } from './sums.ts';
import type { Progress, Row, Simulation } from './simulation.ts';

/** Of what `Saved` and the columns mean. Version 0.1.0 had none. */
const layout = 2;

/** What a checkpoint says besides its columns. */
export interface Saved {
  readonly layout: number;
  readonly scenario: Scenario;
  readonly count: number;
  readonly progress: Progress;
  readonly sums: SumsMemory;
  readonly reproducible: boolean;
  readonly backend: string;
  /** Record batches in the tables at that moment; what comes later is written anew. */
  readonly batches: { readonly diagnostics: number; readonly snapshots: number; readonly profiles?: number };
  /** Of the run that wrote it (`fingerprintOf`); absent in checkpoints of older versions. */
  readonly fingerprint?: string;
}

/** Before the names of what the collisions remember, in a checkpoint. */
const remembered = 'collisions.';

interface RecorderOptions {
  readonly own?: OwnDiagnostics;
  readonly kept?: Saved['batches'];
}

/** Writes a run's tables and checkpoints into its folder. */
export class Recorder {
  readonly folder: string;
  readonly fingerprint: string;
  private readonly own: OwnColumns;
  private readonly diagnostics: ArrowTableWriter;
  private readonly snapshots: ArrowTableWriter;
  private readonly snapshotSpecs: readonly ColumnSpec[];
  /** n, u, T, q over x, where there are profiles. */
  private readonly local: ArrowTableWriter | undefined;

  /**
   * New tables, or, with `kept`, those of an earlier session cut back to that many batches. `own`: columns that the caller adds; those
   * that a table has and the caller does not know go on as NaN.
   */
  constructor(folder: string, scenario: Scenario, { computation, collisions }: Engine, { own = {}, kept }: RecorderOptions = {}) {
    const { dimensions } = scenario.equation;
    const fresh = (): Record<string, string> => tableMetadata({ scenario, provenance: provenance(computation) });
    const metadata = kept ? describeTable(runPath(folder, 'diagnostics')).metadata : fresh();
    this.folder = folder;
    this.fingerprint = fingerprintOf(metadata);
    this.snapshotSpecs = snapshotColumns(dimensions, scenario.output.snapshots, collisions.particleColumns);
    const open = (file: 'diagnostics' | 'snapshots' | 'profiles', specs: readonly ColumnSpec[]): ArrowTableWriter => {
      const path = runPath(folder, file);
      return kept ? openTableForAppend(path, specs, { batches: kept[file]! }) : createTable(path, specs, metadata);
    };
    // A run that began without profiles goes on without.
    const profiled = kept ? kept.profiles !== undefined : profileMesh(scenario) !== undefined;
    const standard = diagnosticsColumns(dimensions, collisions.solver);
    const names = standard.map(({ name }) => name);
    const added = kept ? describeTable(runPath(folder, 'diagnostics')).specs.filter(({ name }) => !names.includes(name)) : [];
    this.own = Object.keys(own).length === 0 ? absentColumns(added) : ownColumns(own, names);
    this.diagnostics = open('diagnostics', [...standard, ...this.own.specs]);
    this.snapshots = open('snapshots', this.snapshotSpecs);
    this.local = profiled ? open('profiles', profileColumns(dimensions)) : undefined;
  }

  private tables(): readonly ArrowTableWriter[] {
    return [this.diagnostics, this.snapshots, ...(this.local ? [this.local] : [])];
  }

  /** Throws a FileError when a table was deleted, replaced or cut short while the run goes on. */
  requireInPlace(): void {
    for (const table of this.tables()) table.requireInPlace();
  }

  row({ values, observed: { density, score } }: Row, { progress: { time, iteration }, particles }: Simulation): void {
    const all = { ...values, ...this.own.valuesAt({ time, iteration, diagnostics: values, particles, density, score }) };
    this.diagnostics.append(Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])));
  }

  snapshot({ particles, progress, scenario, engine }: Simulation, { observed }: Row): void {
    const all = snapshotValues(particles, progress, observed);
    for (const { name, values } of engine.collisions.particleColumns) all[name] = values;
    const { stride } = scenario.output.snapshots;
    const thinned = (column: Float64Array): Float64Array =>
      stride === 1
        ? column.subarray(0, particles.count)
        : Float64Array.from({ length: Math.ceil(particles.count / stride) }, (_, k) => column[k * stride]);
    this.snapshots.append(Object.fromEntries(this.snapshotSpecs.map(({ name }) => [name, thinned(all[name])])));
  }

  profiles({ scenario, particles, progress }: Simulation): void {
    if (!this.local) return;
    this.local.append(profileBatch(scenario, particles, progress.time, progress.meanVelocity)!);
  }

  /** Everything on disk, then one atomic checkpoint that refers to it. */
  checkpoint(simulation: Simulation, reproducible: boolean): void {
    const { particles, progress, scenario, engine } = simulation;
    for (const table of this.tables()) table.flush();
    const columns: Record<string, Float64Array> = { weight: particles.weight, id: particles.id };
    particles.position.forEach((column, d) => (columns[`position_${axisNames[d]}`] = column));
    particles.velocity.forEach((column, d) => (columns[`velocity_${axisNames[d]}`] = column));
    for (const [name, vector] of Object.entries(engine.collisions.memory())) columns[remembered + name] = vector;
    const header: Saved = {
      layout,
      scenario,
      count: particles.count,
      progress,
      sums: engine.sums.memory(),
      reproducible,
      backend: engine.computation.backend,
      batches: {
        diagnostics: this.diagnostics.batches, snapshots: this.snapshots.batches, ...(this.local && { profiles: this.local.batches }),
      },
      fingerprint: this.fingerprint,
    };
    writeCheckpoint(runPath(this.folder, 'checkpoint'), { header, columns });
  }

  close(): void {
    for (const table of this.tables()) table.close();
  }
}

/** Every snapshot column of any run, whole. */
function snapshotValues(particles: Particles, progress: Progress, observed: Row['observed']): Record<string, Float64Array> {
  const { count } = particles;
  const all: Record<string, Float64Array> = {
    iteration: new Float64Array(count).fill(progress.iteration),
    time: new Float64Array(count).fill(progress.time),
    id: particles.id,
    weighting: particles.weight,
    density: observed.density,
  };
  particles.position.forEach((column, d) => (all[`position_${axisNames[d]}`] = column));
  particles.velocity.forEach((column, d) => (all[`velocity_${axisNames[d]}`] = column));
  observed.score.forEach((column, d) => (all[`score_${axisNames[d]}`] = column));
  return all;
}

export interface SavedState {
  readonly saved: Saved;
  readonly columns: Readonly<Record<string, Float64Array>>;
}

/** The last checkpoint of a run folder. Throws a FileError, which says what to do when there is none. */
export function savedState(folder: string): SavedState {
  const path = runPath(folder, 'checkpoint');
  if (!existsSync(path)) {
    throw readManifest(folder)?.backend === 'grid'
      ? new FileError(path, 'there is no checkpoint: grid runs have none', 'start it again with fuzzy-landau grid and --force')
      : new FileError(path, 'there is no checkpoint: the run was killed before its first, or it was removed', startAgain(folder));
  }
  const { header, columns } = readCheckpoint(path);
  const saved = header as Saved;
  if (saved.layout !== layout) {
    throw new FileError(path, 'another version of this program wrote it', 'resume the run with that version, or start it again');
  }
  return { saved, columns };
}

/** A checkpoint brought back: particles in `arena`, and the memory of their collisions. */
export function restoreParticles({ saved, columns }: SavedState, arena: Arena): { particles: Particles; memory: Memory } {
  const particles = allocateParticles(arena, saved.count, saved.scenario.equation.dimensions, columns.weight.length);
  particles.weight.set(columns.weight);
  particles.id.set(columns.id);
  particles.position.forEach((column, d) => column.set(columns[`position_${axisNames[d]}`]));
  particles.velocity.forEach((column, d) => column.set(columns[`velocity_${axisNames[d]}`]));
  const memory = Object.fromEntries(
    Object.entries(columns).flatMap(([name, vector]) => (name.startsWith(remembered) ? [[name.slice(remembered.length), vector]] : [])),
  );
  return { particles, memory };
}
