import type { Column, CrossPass, PairPass, PairSums, Particles, TileKernels } from '../contracts.ts';
import { padded, type Arena } from '../state/arena.ts';
import { claim, firstCell } from '../threads/cells.ts';
import type { Task, Work } from '../threads/threads.ts';
import { nearTiles } from './cells.ts';
import { playTiles, schedule, tileCells, type Schedule } from './tiles.ts';

/** One pass as a thread gets it: all arrays are views of the run's shared memory. */
export interface PassTask extends Task {
  readonly pass: PairPass;
  readonly plan: Schedule;
}

/** Targets of a cross pass that one claim takes. */
const targetBlock = 64;

/** Plays one thread's share of a pass; returns when no work is left. */
export function playPass(kernels: TileKernels, { pass, plan, cells }: PassTask): void {
  if (pass.kind === 'cross') return playTargets(kernels, pass, cells);
  const tile = (i0: number, i1: number, j0: number, j1: number): void => kernels.tile(pass, i0, i1, j0, j1);
  const reach = pass.kind === 'collisions' ? undefined : pass.reach;
  playTiles(plan, cells, reach ? (i0, i1, j0, j1) => nearTiles(reach, i0, i1, j0, j1, tile) : tile);
}

/** Targets share no output, so they are claimed in any order. */
function playTargets(kernels: TileKernels, pass: CrossPass, cells: Int32Array): void {
  const { length } = pass.target[0];
  for (;;) {
    const start = claim(cells, firstCell) * targetBlock;
    if (start >= length) return;
    kernels.cross(pass, start, Math.min(length, start + targetBlock));
  }
}

/** The columns that a pass fills. */
export function outputs(pass: PairPass): readonly Column[] {
  switch (pass.kind) {
    case 'density': return [pass.sum];
    case 'score': return [...pass.force, pass.back];
    case 'collisions': return pass.rate;
    case 'cross': return [pass.sum, ...(pass.force ?? [])];
  }
}

/**
 * Direct sums over all pairs. The number of particles is read at every pass; the entries behind them are padding and stay
 * zero in the outputs.
 */
export function directSums(particles: Pick<Particles, 'count'>, arena: Arena, work: Work<PassTask, void>): PairSums {
  let cells: Int32Array = new Int32Array(0);
  return {
    async run(pass) {
      const { count } = particles;
      const plan = schedule(padded(count));
      if (cells.length < tileCells(plan)) cells = arena.counters(tileCells(plan));
      for (const column of outputs(pass)) column.fill(0);
      cells.fill(0);
      await work.run({ pass, plan, cells });
      if (pass.kind !== 'cross') for (const column of outputs(pass)) column.fill(0, count);
    },
  };
}

/** Direct sums on the calling thread: no workers, the same bits as with any number of them. */
export function inlineSums(kernels: TileKernels, particles: Pick<Particles, 'count'>, arena: Arena): PairSums {
  return directSums(particles, arena, { run: async (task) => [playPass(kernels, task)] });
}
