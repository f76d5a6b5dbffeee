import type { Arena } from '../state/arena.ts';
import type { Threads } from '../threads/threads.ts';
import type { BlockCode } from './block-functions.ts';
import type { Team } from './passes.ts';
import { passKind, taskCells } from './share.ts';

/**
 * Passes over particles on the run's threads, with the block kernels of `code` (plain loops without). Scratch is for
 * bases of up to `scratchDoubles`, see `scratchLength`.
 */
export function threadedTeam(threads: Threads, arena: Arena, code: BlockCode | undefined, scratchDoubles: number): Team {
  const scratch = Array.from({ length: threads.count }, () => arena.vector(code ? scratchDoubles : 0));
  const sums = threads.open(passKind, { memory: arena.memory, code, scratch });
  const cells = arena.counters(taskCells);
  return {
    async run(whole) {
      const { basis, ...work } = whole;
      cells.fill(0);
      await sums.run({ work, recipe: basis.recipe, cells });
    },
  };
}
