import type { PairPass, PairSums, TileKernels } from '../contracts.ts';
import { padded, type Arena } from '../state/arena.ts';
import { claim, firstCell } from '../threads/cells.ts';
import type { Task, Work } from '../threads/threads.ts';
import { nearTiles } from './cells.ts';
import { outputs } from './columns.ts';
import { playTiles, schedule, tileCells, type Schedule } from './tiles.ts';

/** One pass as a thread gets it: all arrays are views of the run's shared memory. */
export interface PassTask extends Task {
  readonly pass: PairPass;
  readonly plan: Schedule;
}

/** Rows of one set against all columns of another that one claim takes. */
const rowBlock = 64;

/** Plays one thread's share of a pass; returns when no work is left. */
export function playPass(kernels: TileKernels, { pass, plan, cells }: PassTask): void {
  const { rows, columns, reach } = pass;
  if (rows !== columns) return playRows(kernels, pass, cells);
  const tile = (i0: number, i1: number, j0: number, j1: number): void => kernels.tile(pass, i0, i1, j0, j1);
  playTiles(plan, cells, reach ? (i0, i1, j0, j1) => nearTiles(reach, i0, i1, j0, j1, tile) : tile);
}

/** Rows share no output where columns do not receive, so they are claimed in any order. */
function playRows(kernels: TileKernels, pass: PairPass, cells: Int32Array): void {
  const [rows, columns] = [padded(pass.rows.count), padded(pass.columns.count)];
  for (let start = claim(cells, firstCell) * rowBlock; start < rows; start = claim(cells, firstCell) * rowBlock) {
    kernels.tile(pass, start, Math.min(rows, start + rowBlock), 0, columns);
  }
}

/** Direct sums over all pairs. Entries of the outputs behind the true points are left at zero. */
export function directSums(arena: Arena, work: Work<PassTask, void>): PairSums {
  let cells: Int32Array = new Int32Array(0);
  return {
    async run(pass) {
      const plan = schedule(padded(pass.rows.count));
      if (cells.length < tileCells(plan)) cells = arena.counters(tileCells(plan));
      for (const column of outputs(pass)) column.fill(0);
      cells.fill(0);
      await work.run({ pass, plan, cells });
      for (const column of outputs(pass)) column.fill(0, pass.rows.count);
    },
  };
}

/** Direct sums on the calling thread: no workers, the same bits as with any number of them. */
export function inlineSums(kernels: TileKernels, arena: Arena): PairSums {
  return directSums(arena, { run: async (task) => [playPass(kernels, task)] });
}
