import type { Column, PairPass, PairSums, Ranks, Share, TileKernels } from '../contracts.ts';
import { alone } from '../ranks/alone.ts';
import { countOf, firstOf, shareOut } from '../ranks/share.ts';
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
  /** The rows [first, end) that this process answers for. */
  readonly own: Rows;
}

interface Rows {
  readonly first: number;
  readonly end: number;
}

/** Rows of one set against all columns of another that one claim takes. */
const rowBlock = 64;

/** Plays one thread's share of a pass; returns when no work is left. */
export function playPass(kernels: TileKernels, { pass, plan, own, cells }: PassTask): void {
  const { rows, columns, reach } = pass;
  if (rows !== columns) return playRows(kernels, pass, own, cells);
  const tile = (i0: number, i1: number, j0: number, j1: number): void => kernels.tile(pass, i0, i1, j0, j1);
  const near = reach ? (i0: number, i1: number, j0: number, j1: number): void => nearTiles(reach, i0, i1, j0, j1, tile) : tile;
  // A tile of others' rows only is theirs to play; those of one's own are played in the order of all.
  const mine = (start: number, end: number): boolean => start < own.end && end > own.first;
  playTiles(plan, cells, (i0, i1, j0, j1) => {
    if (mine(i0, i1) || mine(j0, j1)) near(i0, i1, j0, j1);
  });
}

/** Rows share no output where columns do not receive, so they are claimed in any order. */
function playRows(kernels: TileKernels, pass: PairPass, { first, end }: Rows, cells: Int32Array): void {
  const columns = padded(pass.columns.count);
  const next = (): number => first + claim(cells, firstCell) * rowBlock;
  for (let start = next(); start < end; start = next()) kernels.tile(pass, start, Math.min(end, start + rowBlock), 0, columns);
}

/**
 * Direct sums over all pairs. Entries of the outputs behind the true points are left at zero. With several ranks, which all have
 * all points, each works out some rows and they tell each other.
 */
export function directSums(arena: Arena, work: Work<PassTask, void>, ranks: Ranks = alone): PairSums {
  let cells: Int32Array = new Int32Array(0);
  return {
    async run(pass) {
      const plan = schedule(padded(pass.rows.count));
      if (cells.length < tileCells(plan)) cells = arena.counters(tileCells(plan));
      for (const column of outputs(pass)) column.fill(0);
      cells.fill(0);
      const rows = shareOut(ranks, padded(pass.rows.count), rowUnit);
      await work.run({ pass, plan, own: { first: firstOf(rows), end: firstOf(rows) + countOf(rows) }, cells });
      if (ranks.size > 1) exchanged(rows, outputs(pass));
      for (const column of outputs(pass)) column.fill(0, pass.rows.count);
    },
  };
}

/** Rows that no rank gets less of. */
const rowUnit = 8;

/** Every rank's rows of the outputs come to all. */
function exchanged(rows: Share, columns: readonly Column[]): void {
  const { ranks, bounds } = rows;
  const lengths = bounds.slice(1).map((end, rank) => end - bounds[rank]);
  for (const column of columns) column.set(ranks.gather(column.subarray(firstOf(rows), firstOf(rows) + countOf(rows)), lengths));
}

/** Direct sums on the calling thread: no workers, the same bits as with any number of them. */
export function inlineSums(kernels: TileKernels, arena: Arena): PairSums {
  return directSums(arena, { run: async (task) => [playPass(kernels, task)] });
}
