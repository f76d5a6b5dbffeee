import type { Share } from '../ranks-contract.ts';
import { gatherAll } from '../ranks/share.ts';
import { joined, joinedAll, subtrees } from '../ranks/tree.ts';

/** Where the terms of a sum lie among those of all ranks; absent: this process has them all. */
type Where = Share | undefined;

/**
 * sum of term(k), k < count (of all ranks with `share`), rounded once, whatever the order: Shewchuk's non-overlapping partials
 * (Discrete Comput. Geom. 18, 1997). Weights here span 300 orders of magnitude, so the list of partials must be free to
 * grow: d3-array's Adder keeps 32 and then loses the largest.
 */
export function exactSum(count: number, term: (k: number) => number, share?: Where): number {
  const own = partials(count, term);
  if (share === undefined) return rounded(own);
  const all = gatherAll(share.ranks, Float64Array.from(own));
  return rounded(partials(all.length, (k) => all[k]));
}

/** Numbers whose exact sum is that of the terms: they do not overlap, the largest is the last. */
function partials(count: number, term: (k: number) => number): number[] {
  const found: number[] = [];
  let length = 0;
  for (let k = 0; k < count; k++) {
    let x = term(k);
    let kept = 0;
    for (let p = 0; p < length; p++) {
      const y = found[p];
      const high = x + y;
      const low = Math.abs(x) >= Math.abs(y) ? y - (high - x) : x - (high - y);
      if (low !== 0) found[kept++] = low;
      x = high;
    }
    found[kept] = x;
    length = kept + 1;
  }
  found.length = length;
  return found;
}

/** The double nearest to the sum of partials; a tie goes where the next partial points. */
function rounded(list: readonly number[]): number {
  let k = list.length - 1;
  let sum = k < 0 ? 0 : list[k];
  let low = 0;
  while (--k >= 0 && low === 0) {
    const before = sum;
    sum += list[k];
    low = list[k] - (sum - before);
  }
  // `low` was lost in rounding. Half a unit in the last place: what is left decides, not the even digit.
  if (low === 0 || k < 0 || Math.sign(low) !== Math.sign(list[k])) return sum;
  const away = sum + 2 * low;
  return away - sum === 2 * low ? away : sum;
}

/**
 * Terms in one block. Sums over particles are sums over blocks of particles, and the blocks are joined in a binary tree
 * over their numbers (`ranks/tree.ts`): whoever adds up which blocks, the bits are the same.
 */
export const blockLength = 512;

/** Joins leaf(start, end) of all blocks of [0, count) in their tree; undefined when there are none. */
export const blockTree = <T>(count: number, leaf: (start: number, end: number) => T, join: (left: T, right: T) => T): T | undefined =>
  joined(subtrees(0, Math.ceil(count / blockLength), (block) => leaf(...ends(block, count)), join), join);

const ends = (block: number, count: number): [number, number] => [block * blockLength, Math.min(count, (block + 1) * blockLength)];

/** blockTree over the blocks of all ranks, for vectors of `length` entries. */
function sharedTree(
  share: Share, count: number, length: number, leaf: (start: number, end: number) => Float64Array,
  join: (left: Float64Array, right: Float64Array) => Float64Array,
): Float64Array {
  const first = share.bounds[share.ranks.rank] / blockLength;
  const own = subtrees(first, first + Math.ceil(count / blockLength), (block) => leaf(...ends(block - first, count)), join);
  return joinedAll(share, blockLength, own, length, join);
}

const plus = (a: number, b: number): number => a + b;

/** left <- left + right. */
function added(left: Float64Array, right: Float64Array): Float64Array {
  for (let k = 0; k < left.length; k++) left[k] += right[k];
  return left;
}

/** Sum of partial(start, end) over the blocks of [0, count), of all ranks with `share`. */
export const blockSum = (count: number, partial: (start: number, end: number) => number, share?: Where): number =>
  (share
    ? sharedTree(share, count, 1, (start, end) => Float64Array.of(partial(start, end)), added)[0]
    : (blockTree(count, partial, plus) ?? 0));

/** Sums of `length` terms at a time: `add` adds those of one item. Block by block. */
export function blockSums(count: number, length: number, add: (k: number, sums: Float64Array) => void, share?: Where): Float64Array {
  const leaf = (start: number, end: number): Float64Array => {
    const sums = new Float64Array(length);
    for (let k = start; k < end; k++) add(k, sums);
    return sums;
  };
  if (share) return sharedTree(share, count, length, leaf, added);
  return blockTree(count, leaf, added) ?? new Float64Array(length);
}

const rounding = (a: number, b: number, sum: number): number => (Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a);

/** Sums with what was lost in rounding them: [sum, lost]. */
function compensated([a, lostA]: Float64Array, [b, lostB]: Float64Array): Float64Array {
  const sum = a + b;
  return Float64Array.of(sum, lostA + lostB + rounding(a, b, sum));
}

/**
 * sum of term(k), k < count (of all ranks with `share`), block by block with Neumaier's compensation: error of a few units in
 * the last place.
 */
export function compensatedSum(count: number, term: (k: number) => number, share?: Where): number {
  const leaf = (start: number, end: number): Float64Array => {
    let sum = 0, lost = 0;
    for (let k = start; k < end; k++) {
      const next = term(k);
      const total = sum + next;
      lost += rounding(sum, next, total);
      sum = total;
    }
    return Float64Array.of(sum, lost);
  };
  const found = share ? sharedTree(share, count, 2, leaf, compensated) : blockTree(count, leaf, compensated);
  return found ? found[0] + found[1] : 0;
}

/**
 * Items in one part of the work that threads share out, and the smallest number that a rank can have: a power of two, for
 * at most 128 parts, or more when they reach 8192 items. From the number of all items alone.
 */
export function partLength(total: number): number {
  const parts = Math.min(mostParts, Math.max(fewParts, total / longPart));
  return Math.max(shortPart, 2 ** Math.ceil(Math.log2(total / parts)));
}
const fewParts = 128;
const mostParts = 16384;
const longPart = 8192;
const shortPart = 128;

/** Items that no rank gets less of: whole parts and whole blocks. */
export const shareUnit = (total: number): number => Math.max(blockLength, partLength(total));
