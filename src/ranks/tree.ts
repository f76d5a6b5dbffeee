import type { Share } from '../ranks-contract.ts';

/**
 * Sums over numbered leaves are joined in a binary tree over the leaves' numbers, (0 + 1) + (2 + 3), ...: whoever joins
 * which leaves, the bits are the same. A rank joins the whole subtrees among its own leaves, and all ranks the rest.
 */
export interface Subtree<T> {
  /** Number of its first leaf, a multiple of `size`. */
  readonly start: number;
  /** Leaves, a power of two; the last of all may stand for fewer. */
  readonly size: number;
  readonly value: T;
}

export type Join<T> = (left: T, right: T) => T;

/** The whole subtrees of the leaves [first, end), the first leaf first. */
export function subtrees<T>(first: number, end: number, leaf: (number: number) => T, join: Join<T>): Subtree<T>[] {
  const found: Subtree<T>[] = [];
  for (let number = first; number < end; number++) add(found, { start: number, size: 1, value: leaf(number) }, join);
  return found;
}

/** What all leaves come to, from the subtrees of all, in order; undefined when there are none. */
export function joined<T>(trees: Iterable<Subtree<T>>, join: Join<T>): T | undefined {
  const waiting: Subtree<T>[] = [];
  for (const tree of trees) add(waiting, tree, join);
  // Those at the end that are not whole are joined from the right.
  return waiting.reduceRight<T | undefined>((right, { value }) => (right === undefined ? value : join(value, right)), undefined);
}

/** Puts a subtree behind others and joins whoever are siblings. */
function add<T>(waiting: Subtree<T>[], tree: Subtree<T>, join: Join<T>): void {
  let { start, size, value } = tree;
  for (let left = waiting.at(-1); left?.size === size && left.start % (2 * size) === 0; left = waiting.at(-1)) {
    waiting.pop();
    value = join(left.value, value);
    ({ start } = left);
    size *= 2;
  }
  waiting.push({ start, size, value });
}

/** The sizes of the whole subtrees of [first, end). */
function sizesOf(first: number, end: number): { start: number; size: number }[] {
  const sizes: { start: number; size: number }[] = [];
  for (let start = first; start < end; start += sizes.at(-1)!.size) {
    let size = 1;
    while (start % (2 * size) === 0 && start + 2 * size <= end) size *= 2;
    sizes.push({ start, size });
  }
  return sizes;
}

/** The leaves of `unit` items each of every rank: [first, end) of each. */
export const leavesOf = ({ bounds }: Share, unit: number): [number, number][] =>
  bounds.slice(1).map((end, rank) => [Math.ceil(bounds[rank] / unit), Math.ceil(end / unit)]);

/** A rank's vectors are not longer than this each: then everybody gets all of them. */
const short = 256;

/**
 * What the leaves of all ranks come to. `own`: the whole subtrees of this rank's leaves of `unit` items, whose values are
 * vectors of one length; `join` adds the right one to the left one, entry by entry when there are more than a few entries.
 */
export function joinedAll(
  share: Share, unit: number, own: readonly Subtree<Float64Array>[], length: number, join: Join<Float64Array>,
): Float64Array {
  const { ranks } = share;
  const sizes = leavesOf(share, unit).map(([first, end]) => sizesOf(first, end));
  const trees = sizes.flat();
  if (trees.length === 0) return new Float64Array(length);
  const at = (all: Float64Array, k: number, each: number): Float64Array => all.subarray(k * each, (k + 1) * each);
  const packed = (each: number, from: number): Float64Array => {
    const all = new Float64Array(own.length * each);
    own.forEach(({ value }, k) => all.set(value.subarray(from, from + each), k * each));
    return all;
  };
  if (length <= short || ranks.size <= 2) {
    const all = ranks.gather(packed(length, 0), sizes.map((list) => list.length * length));
    return joined(trees.map((tree, k) => ({ ...tree, value: at(all, k, length) })), join)!;
  }
  // Each rank joins one slice of the vectors of all, and tells the others what came of it: the traffic of a rank does not
  // grow with their number.
  const bound = (rank: number): number => Math.floor((rank * length) / ranks.size);
  const width = (rank: number): number => bound(rank + 1) - bound(rank);
  const every = sizes.map((_, rank) => rank);
  const sent = new Float64Array(own.length * length);
  for (const rank of every) sent.set(packed(width(rank), bound(rank)), own.length * bound(rank));
  const mine = width(ranks.rank);
  const slices = ranks.exchange(sent, every.map((rank) => own.length * width(rank)), sizes.map((list) => list.length * mine));
  const slice = joined(trees.map((tree, k) => ({ ...tree, value: at(slices, k, mine) })), join)!;
  return ranks.gather(slice, every.map(width));
}
