import type { Column, CrossPass, PairPass, PairSums, TileKernels } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { nearTiles } from './cells.ts';
import { playTiles, schedule, type Schedule } from './tiles.ts';

/** One pass as a worker gets it: all arrays are views of the run's shared memory. */
export interface PassTask {
  readonly pass: PairPass;
  readonly plan: Schedule;
  readonly counters: Int32Array;
}

/** Targets of a cross pass that one claim takes. */
const targetBlock = 64;

/** Plays one thread's share of a pass; returns when no work is left. */
export function playPass(kernels: TileKernels, { pass, plan, counters }: PassTask): void {
  if (pass.kind === 'cross') return playTargets(kernels, pass, counters);
  const capacity = pass.kind === 'collisions' ? pass.weight.length : pass.source.length;
  const tile = (i0: number, i1: number, j0: number, j1: number): void => kernels.tile(pass, i0, i1, j0, j1);
  const reach = pass.kind === 'collisions' ? undefined : pass.reach;
  playTiles(plan, capacity, counters, reach ? (i0, i1, j0, j1) => nearTiles(reach, i0, i1, j0, j1, tile) : tile);
}

/** Targets share no output, so they are claimed in any order. */
function playTargets(kernels: TileKernels, pass: CrossPass, counters: Int32Array): void {
  const { length } = pass.target[0];
  for (;;) {
    const start = Atomics.add(counters, 0, 1) * targetBlock;
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
 * Direct sums over all pairs. `dispatch` hands the task to as many threads as there are and waits for all of them.
 * `count` is the number of true particles: the padding behind it is left at zero.
 */
export function directSums(count: number, arena: Arena, dispatch: (task: PassTask) => Promise<void>, close: () => Promise<void>): PairSums {
  const plan = schedule(Math.ceil(count / 8) * 8);
  const counters = arena.counters(plan.blocks + 2);
  return {
    async run(pass) {
      for (const column of outputs(pass)) column.fill(0);
      counters.fill(0);
      await dispatch({ pass, plan, counters });
      if (pass.kind !== 'cross') for (const column of outputs(pass)) column.fill(0, count);
    },
    close,
  };
}

/** Direct sums on the calling thread: no workers, the same bits as with any number of them. */
export function inlineSums(kernels: TileKernels, count: number, arena: Arena): PairSums {
  return directSums(count, arena, async (task) => playPass(kernels, task), async () => {});
}
