import type { Arena } from '../state/arena.ts';
import { callingThread, type Threads, type Work as ThreadWork } from '../threads/threads.ts';
import type { BlockCode } from './block-functions.ts';
import type { Team } from './passes.ts';
import { fieldCount } from './polynomial-collisions.ts';
import { passKind, taskCells, type PassTask } from './share.ts';
import type { Work } from './work.ts';

/**
 * Products of a pass that the calling thread has added up by the time others would have heard of it and answered: about a
 * millisecond (measured with 2928 particles in 1X-2V, version 0.4.0, Node 20, two cores of a Xeon).
 */
const soonDone = 5e6;

/**
 * Passes over particles on the run's threads, with the block kernels of `code` (plain loops without). Scratch is for
 * bases of up to `scratchDoubles`, see `scratchLength`. The calling thread does passes of up to `own` products by itself.
 */
export function threadedTeam(
  threads: Threads, arena: Arena, code: BlockCode | undefined, scratchDoubles: number, own = soonDone,
): Team {
  const cells = arena.counters(taskCells);
  const openOn = (which: Threads): ThreadWork<PassTask, void> => {
    const scratch = Array.from({ length: which.count }, () => arena.vector(code ? scratchDoubles : 0));
    return which.open(passKind, { memory: arena.memory, code, scratch });
  };
  let here: ThreadWork<PassTask, void> | undefined, all: ThreadWork<PassTask, void> | undefined;
  return {
    async run(whole) {
      const { basis, ...work } = whole;
      const sums = productsOf(whole) <= own ? (here ??= openOn(callingThread())) : (all ??= openOn(threads));
      cells.fill(0);
      await sums.run({ work, recipe: basis.recipe, cells });
    },
  };
}

/** Products of a pass, about. */
function productsOf(work: Work): number {
  const { count, basis, points: { velocity: { length: d } } } = work;
  return count * basis.size * columnsOf(work, d);
}

function columnsOf(work: Work, d: number): number {
  switch (work.kind) {
    case 'phases': return 1;
    case 'moments': return Math.max(1, work.columns.length);
    case 'evaluate': return work.out.length;
    case 'determinant': return 2 * d * d;
    default: return fieldCount(d);
  }
}
