import { Refusal } from '../refusal.ts';
import { claim, firstCell, meet } from './cells.ts';
import { unpacked } from './wide-views.ts';
import type { Open, Share, Task } from './threads.ts';

/** What a worker thread is told: to make itself ready for a kind of work (all `count` threads at a time), or to do its share. */
export type Message =
  | { readonly opens: number; readonly module: string; readonly setup: unknown; readonly cells: Int32Array; readonly count: number }
  | { readonly work: number; readonly task: Task };

/** A message whose views of wide memories are packed. */
export interface Packed {
  readonly packed: unknown;
}

/**
 * What it answers, and how long it worked. An error that its share met is an answer too: so a bug of ours is told apart from a
 * lost thread.
 */
export type Answer = { readonly value: unknown; readonly seconds: number } | { readonly met: Error; readonly refused: boolean };

const placeCell = firstCell;
const meetingCell = firstCell + 1;

/** A worker thread's side: `load` imports the module of a kind of work. */
export function attend(load: (module: string) => Promise<unknown>): (sent: Message | Packed) => Promise<Answer> {
  const shares = new Map<number, Share<Task, unknown>>();
  const obey = async (message: Message): Promise<unknown> => {
    if ('work' in message) return shares.get(message.work)!(message.task);
    const { opens, module, setup, cells, count } = message;
    const { default: open } = (await load(module)) as { readonly default: Open<unknown, Task, unknown> };
    shares.set(opens, open(setup, claim(cells, placeCell)));
    // No thread may take two of these messages and leave another without.
    meet(cells, meetingCell, count);
    return undefined;
  };
  return async (sent) => {
    const message = 'packed' in sent ? (unpacked(sent.packed) as Message) : sent;
    if ('work' in message && !shares.has(message.work)) throw new Error('a thread died, and its work with it');
    const began = performance.now();
    try {
      return { value: await obey(message), seconds: (performance.now() - began) / 1000 };
    } catch (error) {
      return { met: error instanceof Error ? error : new Error(String(error)), refused: error instanceof Refusal };
    }
  };
}
