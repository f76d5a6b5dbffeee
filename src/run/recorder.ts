import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnSpec, Particles, Ranks, Scenario } from '../contracts.ts';
import { profileMesh } from '../diagnostics/profiles.ts';
import { diagnosticsColumns, fingerprintOf, snapshotColumns, tableMetadata } from '../io/columns.ts';
import { createTable, type ArrowTableWriter } from '../io/arrow-writer.ts';
import { describeTable } from '../io/arrow-reader.ts';
import { openTableForAppend } from '../io/arrow-reopen.ts';
import { discard } from '../io/disk.ts';
import { provenance, readManifest, type Stretch } from '../io/manifest.ts';
import { partsIn, runFiles, runPath } from '../io/run-folder.ts';
import { snapshotsName } from '../io/stretches.ts';
import { axisNames } from '../math/axes.ts';
import { alone } from '../ranks/alone.ts';
import { firstOf } from '../ranks/share.ts';
import { fromFirst, onFirst, together } from '../ranks/together.ts';
import type { Engine } from './engine.ts';
import { absentColumns, ownColumns, type OwnColumns, type OwnDiagnostics } from './own-diagnostics.ts';
import { profileBatch, profileColumns } from './profile-table.ts';
import { save, type Kept, type Saved } from './saved.ts';
import type { Progress, Row, Simulation } from './simulation.ts';

interface RecorderOptions {
  readonly own?: OwnDiagnostics;
  readonly kept?: Saved['batches'];
  /** The checkpoints that are there. */
  readonly checkpoints?: Kept;
  readonly ranks?: Ranks;
}

/** Writes a run's tables and checkpoints into its folder: the diagnostics from the first rank, snapshots from each. */
export class Recorder {
  readonly folder: string;
  readonly fingerprint: string;
  /** The files of the snapshots; undefined while they are one. */
  readonly stretches: readonly Stretch[] | undefined;
  private readonly ranks: Ranks;
  private readonly own: OwnColumns;
  private readonly diagnostics: ArrowTableWriter | undefined;
  private readonly snapshots: ArrowTableWriter;
  /** Batches of the snapshots that lie in earlier stretches. */
  private readonly before: number;
  private readonly snapshotSpecs: readonly ColumnSpec[];
  /** n, u, T, q over x, where there are profiles. */
  private readonly local: ArrowTableWriter | undefined;
  private readonly profiled: boolean;
  /** Those that this rank writes. */
  private readonly tables: ArrowTableWriter[] = [];
  private checkpoints: Kept;
  private since = performance.now();

  /**
   * New tables, or, with `kept`, those of an earlier session cut back to that many batches. `own`: columns that the caller adds; those
   * that a table has and the caller does not know go on as NaN.
   */
  constructor(
    folder: string, scenario: Scenario, { computation, collisions }: Engine, options: RecorderOptions = {},
  ) {
    const { own = {}, kept, checkpoints = {}, ranks = alone } = options;
    const { dimensions } = scenario.equation;
    const fresh = (): Record<string, string> => tableMetadata({ scenario, provenance: provenance(computation) });
    const metadata = fromFirst(ranks, () => (kept ? describeTable(runPath(folder, 'diagnostics')).metadata : fresh()));
    this.folder = folder;
    this.ranks = ranks;
    this.checkpoints = checkpoints;
    this.fingerprint = fingerprintOf(metadata);
    this.snapshotSpecs = snapshotColumns(dimensions, scenario.output.snapshots, collisions.particleColumns);
    // A run that began without profiles goes on without.
    const profiled = kept ? kept.profiles !== undefined : profileMesh(scenario) !== undefined;
    const standard = diagnosticsColumns(dimensions, collisions.solver);
    const names = standard.map(({ name }) => name);
    const path = runPath(folder, 'diagnostics');
    const added = together(ranks, () => (kept ? describeTable(path).specs.filter(({ name }) => !names.includes(name)) : []));
    this.own = Object.keys(own).length === 0 ? absentColumns(added) : ownColumns(own, names);
    const open = (file: 'diagnostics' | 'profiles', specs: readonly ColumnSpec[]): ArrowTableWriter | undefined =>
      this.opening(() => {
        if (ranks.rank > 0) return undefined;
        const table = runPath(folder, file);
        return kept ? openTableForAppend(table, specs, { batches: kept[file]! }) : createTable(table, specs, metadata);
      });
    this.diagnostics = open('diagnostics', [...standard, ...this.own.specs]);
    this.profiled = profiled;
    this.local = profiled ? open('profiles', profileColumns(dimensions)) : undefined;
    const list = fromFirst(ranks, () => this.prepareStretches(kept?.snapshots ?? 0));
    const last = list[list.length - 1];
    this.stretches = list.length > 1 || last.files.length > 1 ? list : undefined;
    this.before = last.from;
    this.snapshots = this.opening(() => {
      const file = join(folder, last.files[ranks.rank]);
      return kept && existsSync(file)
        ? openTableForAppend(file, this.snapshotSpecs, { batches: kept.snapshots - last.from })
        : createTable(file, this.snapshotSpecs, metadata);
    });
  }

  /** Opens a table on all ranks; where one fails, those that are open already are closed. */
  private opening<T extends ArrowTableWriter | undefined>(open: () => T): T {
    try {
      const table = together(this.ranks, open);
      if (table) this.tables.push(table);
      return table;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * The stretches of the snapshots from now on, when `kept` batches are kept: the last one is as many files as there are ranks.
   * Files that hold later batches only are removed, those of a stretch that ends here are cut.
   */
  private prepareStretches(kept: number): Stretch[] {
    const { folder, ranks: { size } } = this;
    const known = readManifest(folder)?.snapshots ?? [{ from: 0, files: [runFiles.snapshots] }];
    const list = kept === 0 ? [] : known.filter(({ from }) => from < kept);
    const last = list.at(-1);
    if (last && last.files.length !== size) {
      for (const file of last.files) openTableForAppend(join(folder, file), this.snapshotSpecs, { batches: kept - last.from }).close();
    }
    if (last?.files.length !== size) {
      list.push({ from: kept, files: Array.from({ length: size }, (_, rank) => snapshotsName(list.length, rank)) });
      for (const file of list.at(-1)!.files) discard(join(folder, file));
    }
    const ours = new Set(list.flatMap(({ files }) => files));
    for (const name of partsIn(folder)) if (name.startsWith('snapshots') && !ours.has(name)) discard(join(folder, name));
    return list;
  }

  /** Throws a FileError when a table was deleted, replaced or cut short while the run goes on. */
  requireInPlace(): void {
    together(this.ranks, () => {
      for (const table of this.tables) table.requireInPlace();
    });
  }

  row({ values, observed: { density, score } }: Row, { progress: { time, iteration }, particles }: Simulation): void {
    const all = { ...values, ...this.own.valuesAt({ time, iteration, diagnostics: values, particles, density, score }) };
    onFirst(this.ranks, () => this.diagnostics!.append(Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]))));
  }

  snapshot({ particles, progress, scenario, engine }: Simulation, { observed }: Row): void {
    const all = snapshotValues(particles, progress, observed);
    for (const { name, values } of engine.collisions.particleColumns) all[name] = values;
    const { stride } = scenario.output.snapshots;
    // Every stride-th particle of all there are.
    const start = particles.share ? -firstOf(particles.share) % stride : 0;
    const skip = start < 0 ? start + stride : 0;
    const thinned = (column: Float64Array): Float64Array =>
      stride === 1
        ? column.subarray(0, particles.count)
        : Float64Array.from({ length: Math.max(0, Math.ceil((particles.count - skip) / stride)) }, (_, k) => column[skip + k * stride]);
    together(this.ranks, () => this.snapshots.append(Object.fromEntries(this.snapshotSpecs.map(({ name }) => [name, thinned(all[name])]))));
  }

  profiles({ scenario, particles, progress }: Simulation): void {
    if (!this.profiled) return;
    const batch = profileBatch(scenario, particles, progress.time, progress.meanVelocity)!;
    onFirst(this.ranks, () => this.local!.append(batch));
  }

  /** Everything on disk, then one atomic checkpoint that refers to it. */
  checkpoint(simulation: Simulation, reproducible: boolean): void {
    together(this.ranks, () => {
      for (const table of this.tables) table.flush();
    });
    const batches = {
      diagnostics: this.diagnostics?.batches ?? 0, snapshots: this.before + this.snapshots.batches,
      ...(this.local && { profiles: this.local.batches }),
    };
    const about = { reproducible, batches, fingerprint: this.fingerprint };
    this.checkpoints = save(this.folder, simulation, about, this.ranks, this.checkpoints);
    this.since = performance.now();
  }

  /** Are the last checkpoint, and the beginning of the session, `wall` seconds ago, and steps have been made since? */
  isOutdated({ progress: { iteration } }: Simulation, wall: number): boolean {
    return iteration !== this.checkpoints.last?.iteration && performance.now() - this.since >= 1000 * wall;
  }

  close(): void {
    for (const table of this.tables) table.close();
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
