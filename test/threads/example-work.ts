import { isMainThread, threadId } from 'node:worker_threads';
import { Refusal } from '../../src/refusal.ts';
import { advance, claim, firstCell, waitFor } from '../../src/threads/cells.ts';
import { workKind, type Share, type Task } from '../../src/threads/threads.ts';

/** Cells: numbers that were claimed, threads that are ready. */
export interface ExampleTask extends Task {
  readonly numbers: number;
  /** What happens to the thread at place 0 when the others wait for it. */
  readonly fate?: 'throws' | 'refuses' | 'exits' | 'overflows';
}

/** What a thread did: who it was, the setup it was given, how often it had been made ready, the numbers it claimed. */
export interface ExampleAnswer {
  readonly place: number;
  readonly threadId: number;
  readonly setup: string;
  readonly opened: number;
  readonly claimed: readonly number[];
}

export interface ExampleSetup {
  readonly setup: string;
  readonly threads: number;
}

let opened = 0;

const fates: Record<NonNullable<ExampleTask['fate']>, () => never> = {
  throws: () => { throw new TypeError('a bug of ours'); },
  refuses: () => { throw new Refusal('stopped', 'it cannot be'); },
  exits: () => process.exit(7),
  overflows: () => fates.overflows(),
};

/** Threads that wait for each other, then claim numbers. */
export default function openExample({ setup, threads }: ExampleSetup, place: number): Share<ExampleTask, ExampleAnswer> {
  if (setup === 'impossible') throw new Refusal('stopped', 'this thread cannot be made ready');
  opened++;
  return ({ cells, numbers, fate }) => {
    if (fate && place === 0) fates[fate]();
    advance(cells, firstCell + 1);
    waitFor(cells, firstCell + 1, (ready) => ready === threads);
    const claimed: number[] = [];
    for (let number = claim(cells, firstCell); number < numbers; number = claim(cells, firstCell)) claimed.push(number);
    return { place, threadId: isMainThread ? 0 : threadId, setup, opened, claimed };
  };
}

export const exampleWork = workKind(import.meta.url, openExample);
