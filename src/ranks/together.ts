import { Refusal, type RefusalKind } from '../refusal.ts';
import type { Ranks } from '../ranks-contract.ts';
import { gatherAll } from './share.ts';

const kinds: readonly RefusalKind[] = ['input', 'stopped'];

/** What a rank says of its error: the kind, then the letters of the message. */
const spelt = (kind: RefusalKind, message: string): number[] =>
  [kinds.indexOf(kind), ...Array.from(message, (letter) => letter.codePointAt(0)!)];

/**
 * Does work that may fail on some ranks only, files for instance: when it does on one it throws on all, so that none waits for
 * another. The work itself may not call the other ranks.
 */
export function together<T>(ranks: Ranks, work: () => T): T {
  if (ranks.size === 1) return work();
  let result: { readonly value: T } | undefined;
  let error: unknown;
  try {
    result = { value: work() };
  } catch (thrown) {
    error = thrown;
  }
  const kind = error instanceof Refusal ? error.kind : 'stopped';
  const said = result ? [] : spelt(kind, error instanceof Error ? error.message : String(error));
  const all = words(ranks, said);
  if (result === undefined) throw error;
  const failed = all.findIndex((rank) => rank.length > 0);
  if (failed < 0) return result.value;
  const [which, ...letters] = all[failed];
  throw new Refusal(kinds[which], `rank ${failed}: ${String.fromCodePoint(...letters)}`);
}

/** Lists of numbers, one of every rank, each with its length before it. */
function words(ranks: Ranks, own: readonly number[]): number[][] {
  const all = gatherAll(ranks, Float64Array.of(own.length, ...own));
  const lists: number[][] = [];
  for (let at = 0; at < all.length; at += 1 + all[at]) lists.push([...all.subarray(at + 1, at + 1 + all[at])]);
  return lists;
}

/** `together`, for work that the first rank does for all. */
export const onFirst = (ranks: Ranks, work: () => void): void => together(ranks, () => (ranks.rank === 0 ? work() : undefined));

/** What the first rank finds, told to all; it must be plain data. */
export function fromFirst<T>(ranks: Ranks, work: () => T): T {
  const found = together(ranks, () => (ranks.rank === 0 ? work() : undefined));
  if (ranks.size === 1) return found as T;
  const text = ranks.rank === 0 ? Array.from(Buffer.from(JSON.stringify(found ?? null))) : [];
  const told = words(ranks, text)[0];
  return ranks.rank === 0 ? (found as T) : (JSON.parse(Buffer.from(told).toString()) as T);
}

/** Throws on all ranks when they do not all say the same. `what` it is about, for people. */
export function requireSame(ranks: Ranks, what: string, own: string): void {
  if (ranks.size === 1) return;
  const all = words(ranks, Array.from(Buffer.from(own))).map((bytes) => Buffer.from(bytes).toString());
  const odd = all.findIndex((text) => text !== all[0]);
  if (odd < 0) return;
  throw new Refusal('input', `the processes of this run are not alike in ${what}: rank 0 has ${all[0]}, rank ${odd} has ${all[odd]}`, {
    advice: 'start all of them with the same program on the same scenario',
  });
}
