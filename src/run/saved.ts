import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Memory, Particles, Ranks, Scenario } from '../contracts.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../io/checkpoint.ts';
import { discard } from '../io/disk.ts';
import { FileError } from '../io/file-error.ts';
import { readManifest } from '../io/manifest.ts';
import { partsIn, runFiles, runPath, startAgain } from '../io/run-folder.ts';
import { axisNames } from '../math/axes.ts';
import { alone } from '../ranks/alone.ts';
import { countOf, firstOf } from '../ranks/share.ts';
import { onFirst, together } from '../ranks/together.ts';
import { axes, type Arena } from '../state/arena.ts';
import { arenaFor } from '../state/memory.ts';
import { allocateShare } from '../state/particles.ts';
import type { Progress, Simulation } from './simulation.ts';
import type { SumsMemory } from './sums.ts';

/** Of what `Saved` and the columns mean. Version 0.1.0 had none, 0.2.0 had 2, 0.3.0 had 3. */
const layout = 4;

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

/**
 * Replaces the checkpoint of a run in one move: the files of the other ranks, which have names of their own for every moment,
 * come first, then that of the first rank, which names them; the files of the moment before go last.
 */
export function save(
  folder: string, simulation: Simulation, more: Pick<Saved, 'reproducible' | 'batches'> & { readonly fingerprint: string }, ranks: Ranks,
): void {
  const { particles, progress, scenario, engine } = simulation;
  const memory = engine.collisions.memory();
  const ofParticles = engine.collisions.memoryOfParticles(memory);
  const columns = columnsFor(particles, memory, ranks.rank === 0 ? Object.keys(memory) : ofParticles);
  const { share } = particles;
  const files = Array.from({ length: ranks.size }, (_, rank) => partFile(progress.iteration, rank, ranks.size));
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
    writeCheckpoint(runPath(folder, 'checkpoint'), { header, columns });
    for (const name of partsIn(folder)) if (name.startsWith('checkpoint.') && !files.includes(name)) discard(join(folder, name));
  });
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
export function joinCheckpoint(folder: string): number {
  const path = runPath(folder, 'checkpoint');
  if (!existsSync(path)) return 1;
  const state = savedState(folder);
  const { ranks, ...header } = state.saved;
  if (!ranks) return 1;
  const arena = arenaFor(state.saved.most, state.saved.scenario);
  const { particles, memory } = restoreParticles(state, arena, alone);
  writeCheckpoint(path, { header, columns: columnsFor(particles, memory, Object.keys(memory)) });
  return ranks.files.length;
}

export interface SavedState {
  readonly saved: Saved;
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly folder: string;
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
export function restoreParticles(state: SavedState, arena: Arena, ranks: Ranks): { particles: Particles; memory: Memory } {
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
