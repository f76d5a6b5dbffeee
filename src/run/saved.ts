import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory, Particles, Ranks, Scenario } from '../contracts.ts';
import { OtherVersion, readCheckpoint, writeCheckpoint, type Checkpoint } from '../io/checkpoint.ts';
import { discard } from '../io/disk.ts';
import { FileError } from '../io/file-error.ts';
import { readManifest } from '../io/manifest.ts';
import { partsIn, runFiles, runPath, startAgain, type CheckpointFile } from '../io/run-folder.ts';
import { axisNames } from '../math/axes.ts';
import { shown } from '../math/shown.ts';
import { alone } from '../ranks/alone.ts';
import { any, countOf, firstOf } from '../ranks/share.ts';
import { onFirst, together } from '../ranks/together.ts';
import { axes, type Arena } from '../state/arena.ts';
import { arenaFor } from '../state/memory.ts';
import { allocateShare } from '../state/particles.ts';
import { Refusal } from '../refusal.ts';
import type { Progress, Simulation } from './simulation.ts';
import type { SumsMemory } from './sums.ts';

/** Of what `Saved` and the columns mean. Version 0.1.0 had none, 0.2.0 had 2, 0.3.0 had 3, 0.4.0 had 4. */
const layout = 5;

/** What a checkpoint says besides its columns. */
export interface Saved {
  readonly layout: number;
  readonly scenario: Scenario;
  /** Particles of all ranks. */
  readonly count: number;
  readonly progress: Progress;
  readonly sums: SumsMemory;
  readonly reproducible: boolean;
  readonly backend: string;
  /** Record batches in the tables at that moment; what comes later is written anew. */
  readonly batches: { readonly diagnostics: number; readonly snapshots: number; readonly profiles?: number };
  /** Of the run that wrote it (`fingerprintOf`); absent in checkpoints of older versions. */
  readonly fingerprint?: string;
  /** How many particles all ranks had room for. */
  readonly most: number;
  /** Memories of the collisions that are columns of particles. */
  readonly ofParticles: readonly string[];
  /** Of a run of many ranks: the files that hold the columns of each, this one first, and how the particles are shared out. */
  readonly ranks?: { readonly files: readonly string[]; readonly bounds: readonly number[] };
}

/** Before the names of what the collisions remember, in a checkpoint. */
const remembered = 'collisions.';

/** What the file of a rank behind the first says of itself. */
interface PartHeader {
  readonly fingerprint: string;
  readonly iteration: number;
}

const partFile = (iteration: number, rank: number, size: number): string =>
  (rank === 0 ? runFiles.checkpoint : `checkpoint.${iteration}.${rank}-of-${size}.bin`);

/** A checkpoint that lies in the folder: of which moment, and in which files, that of the first rank first. */
interface Moment extends Pick<Saved, 'batches'> {
  readonly iteration: number;
  readonly files: readonly string[];
}

/** What a folder has of checkpoints: the last one, absent where there is none or it is damaged, and the one before. */
export interface Kept {
  readonly last?: Moment;
  readonly former?: Moment;
}

const momentOf = ({ progress: { iteration }, batches, ranks }: Pick<Saved, 'progress' | 'batches' | 'ranks'>): Moment =>
  ({ iteration, batches, files: ranks?.files ?? [runFiles.checkpoint] });

const isSame = (a: Moment, b: Moment): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a checkpoint that is to be written says besides the state of the simulation. */
type About = Pick<Saved, 'reproducible' | 'batches'> & { readonly fingerprint: string };

/**
 * Replaces the checkpoint of a run in one move; the one before it is kept. The files of the other ranks, which have names of
 * their own for every moment, come first, then that of the first rank, which names them; the files of moments that are no
 * longer kept go last. Nothing is done where the last one is of this very moment. Returns what is kept now.
 */
export function save(folder: string, simulation: Simulation, more: About, ranks: Ranks, kept: Kept): Kept {
  const { particles, progress, scenario, engine } = simulation;
  const files = Array.from({ length: ranks.size }, (_, rank) => partFile(progress.iteration, rank, ranks.size));
  const moment: Moment = { iteration: progress.iteration, batches: more.batches, files };
  if (!any(!kept.last || !isSame(kept.last, moment), { ranks })) return kept;
  const former = kept.last ?? kept.former;
  const memory = engine.collisions.memory();
  const ofParticles = engine.collisions.memoryOfParticles(memory);
  const columns = columnsFor(particles, memory, ranks.rank === 0 ? Object.keys(memory) : ofParticles);
  const { share } = particles;
  together(ranks, () => {
    if (ranks.rank === 0) return;
    const header: PartHeader = { fingerprint: more.fingerprint, iteration: progress.iteration };
    writeCheckpoint(join(folder, files[ranks.rank]), { header, columns });
  });
  onFirst(ranks, () => {
    const header: Saved = {
      layout,
      scenario,
      count: share ? share.bounds[ranks.size] : particles.count,
      progress,
      sums: engine.sums.memory(),
      ...more,
      backend: engine.computation.backend,
      most: particles.most ?? particles.capacity,
      ofParticles,
      ...(share && { ranks: { files, bounds: share.bounds } }),
    };
    writeCheckpoint(runPath(folder, 'checkpoint'), { header, columns }, kept.last && runPath(folder, 'previous'));
    const named = [...files, ...(former?.files ?? [])];
    for (const name of partsIn(folder)) if (name.startsWith('checkpoint.') && !named.includes(name)) discard(join(folder, name));
  });
  return { last: moment, ...(former && { former }) };
}

/** The columns of a checkpoint: particles, and those memories of the collisions that are named. */
function columnsFor(particles: Particles, memory: Memory, names: readonly string[]): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = { weight: particles.weight, id: particles.id };
  particles.position.forEach((column, d) => (columns[`position_${axisNames[d]}`] = column));
  particles.velocity.forEach((column, d) => (columns[`velocity_${axisNames[d]}`] = column));
  for (const name of names) columns[remembered + name] = memory[name];
  return columns;
}

/** Puts one file in place of those of the ranks; returns how many there were. Throws a FileError. */
export function joinCheckpoint(folder: string, file: CheckpointFile): number {
  const path = runPath(folder, file);
  if (!existsSync(path)) return 1;
  const state = savedState(folder, file);
  const { ranks, ...header } = state.saved;
  if (!ranks) return 1;
  const arena = arenaFor(state.saved.most, state.saved.scenario);
  const { particles, memory } = restoreParticles(state, arena, alone);
  writeCheckpoint(path, { header, columns: columnsFor(particles, memory, Object.keys(memory)) });
  return ranks.files.length;
}


interface SavedState {
  readonly saved: Saved;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly folder: string;
}

/** A checkpoint of a run folder. Throws a FileError, which says what to do when there is none. */
function savedState(folder: string, file: CheckpointFile): SavedState {
  const path = runPath(folder, file);
  if (!existsSync(path)) {
    throw readManifest(folder)?.backend === 'grid'
      ? new FileError(path, 'there is no checkpoint: grid runs have none', 'start it again with fuzzy-landau grid and --force')
      : new FileError(path, 'there is no checkpoint: the run was killed before its first, or it was removed', startAgain(folder));
  }
  const { header, columns } = readCheckpoint(path);
  const saved = header as Saved;
  if (saved.layout !== layout) {
    throw new OtherVersion(path, 'another version of this program wrote it');
  }
  return { saved, columns, folder };
}

/** The columns of one rank of those that wrote a checkpoint. Throws a FileError when the file is of another moment. */
function columnsOf({ saved, columns, folder }: SavedState, rank: number): Checkpoint['columns'] {
  if (rank === 0) return columns;
  const path = join(folder, saved.ranks!.files[rank]);
  const part = readCheckpoint(path);
  const { fingerprint, iteration } = part.header as PartHeader;
  if (fingerprint === saved.fingerprint && iteration === saved.progress.iteration) return part.columns;
  throw new FileError(path, 'it is not of the run and the moment of checkpoint.bin', 'put the right one back, or start the run again');
}

/**
 * A checkpoint brought back: this rank's share of the particles in `arena`, and the memory of their collisions. The ranks may
 * be others than those that wrote it. Throws a FileError.
 */
function restoreParticles(state: SavedState, arena: Arena, ranks: Ranks): { particles: Particles; memory: Memory } {
  const { saved, columns } = state;
  const { count, most, ofParticles } = saved;
  const particles = allocateShare(arena, ranks, { count, most }, saved.scenario.equation.dimensions);
  const memory: Record<string, Float64Array> = {};
  for (const [name, vector] of Object.entries(columns)) if (name.startsWith(remembered)) memory[name.slice(remembered.length)] = vector;
  const bounds = saved.ranks?.bounds ?? [0, count];
  const { share, capacity } = particles;
  // Vectors of particles: as many columns as fit.
  for (const name of ofParticles) {
    memory[name] = new Float64Array((memory[name].length / columns.weight.length) * capacity);
  }
  const first = share ? firstOf(share) : 0, end = first + (share ? countOf(share) : count);
  bounds.slice(1).forEach((to, rank) => {
    const from = bounds[rank];
    const [begin, stop] = [Math.max(first, from), Math.min(end, to)];
    if (begin >= stop) return;
    const part = columnsOf(state, rank);
    const copy = (source: Float64Array, target: Float64Array): void =>
      target.set(source.subarray(begin - from, stop - from), begin - first);
    copy(part.weight, particles.weight);
    copy(part.id, particles.id);
    particles.position.forEach((column, d) => copy(part[`position_${axisNames[d]}`], column));
    particles.velocity.forEach((column, d) => copy(part[`velocity_${axisNames[d]}`], column));
    for (const name of ofParticles) {
      const many = memory[name].length / capacity;
      const source = axes(part[remembered + name], many);
      axes(memory[name], many).forEach((column, k) => copy(source[k], column));
    }
  });
  return { particles, memory };
}

/** A run brought back from its folder. */
export interface Restored {
  readonly saved: Saved;
  readonly arena: Arena;
  readonly particles: Particles;
  /** What the collisions remember. */
  readonly memory: Memory;
  readonly kept: Kept;
  /** Why it was not the last checkpoint, in words. */
  readonly notice?: string;
}

/**
 * The last checkpoint of a folder that can be read, in all files of its ranks; the one before it where the last is damaged or
 * gone. Throws a Refusal about the last one where there is neither, or another version wrote it.
 */
export function restored(folder: string, ranks: Ranks): Restored {
  const take = (file: CheckpointFile): Omit<Restored, 'kept'> => {
    const state = together(ranks, () => savedState(folder, file));
    const arena = arenaFor(state.saved.most / ranks.size, state.saved.scenario);
    return { saved: state.saved, arena, ...together(ranks, () => restoreParticles(state, arena, ranks)) };
  };
  let found: Omit<Restored, 'kept'>;
  try {
    found = take('checkpoint');
  } catch (error) {
    if (!(error instanceof Refusal) || error instanceof OtherVersion) throw error;
    try {
      found = take('previous');
    } catch {
      throw error;
    }
    const { time, iteration } = found.saved.progress;
    const why = error instanceof FileError ? `${error.path}: ${error.problem}` : error.message;
    const notice = `${why}; going on from the checkpoint before it, t = ${shown(time)}, step ${iteration}`;
    return { ...found, kept: { former: momentOf(found.saved) }, notice };
  }
  return { ...found, kept: { last: momentOf(found.saved) } };
}
