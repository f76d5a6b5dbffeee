/**
 * sum of term(k), k < count, exact until the last rounding whatever the order: Shewchuk's non-overlapping partials
 * (Discrete Comput. Geom. 18, 1997). Weights here span 300 orders of magnitude, so the list of partials must be free to
 * grow: d3-array's Adder keeps 32 and then loses the largest.
 */
export function exactSum(count: number, term: (k: number) => number): number {
  const partials: number[] = [];
  for (let k = 0; k < count; k++) {
    let x = term(k);
    let kept = 0;
    for (const y of partials) {
      const high = x + y;
      const low = Math.abs(x) >= Math.abs(y) ? y - (high - x) : x - (high - y);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  // From the largest down; the first inexact addition is the rounding.
  let sum = 0;
  for (let k = partials.length - 1; k >= 0; k--) sum += partials[k];
  return sum;
}

/**
 * Terms in one block. Sums over particles are sums over blocks of particles, and the blocks are joined in a binary tree
 * over their numbers, (0 + 1) + (2 + 3), ...: whoever adds up which blocks, the bits are the same.
 */
export const blockLength = 512;

/** Joins leaf(start, end) of all blocks of [0, count) in their tree; undefined when there are none. */
export function blockTree<T>(count: number, leaf: (start: number, end: number) => T, join: (left: T, right: T) => T): T | undefined {
  // A binary counter: a whole subtree waits for its right neighbour, the largest first.
  const waiting: T[] = [];
  for (let block = 0; block * blockLength < count; block++) {
    let tree = leaf(block * blockLength, Math.min(count, (block + 1) * blockLength));
    for (let number = block; number % 2 === 1; number = (number - 1) / 2) tree = join(waiting.pop()!, tree);
    waiting.push(tree);
  }
  return waiting.reduceRight<T | undefined>((right, left) => (right === undefined ? left : join(left, right)), undefined);
}

const plus = (a: number, b: number): number => a + b;

/** Sum of partial(start, end) over the blocks of [0, count). */
export const blockSum = (count: number, partial: (start: number, end: number) => number): number => blockTree(count, partial, plus) ?? 0;

/** A sum and what was lost in rounding it. */
interface Compensated {
  readonly sum: number;
  readonly lost: number;
}

const rounding = (a: number, b: number, sum: number): number => (Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a);

function joined(a: Compensated, b: Compensated): Compensated {
  const sum = a.sum + b.sum;
  return { sum, lost: a.lost + b.lost + rounding(a.sum, b.sum, sum) };
}

/** sum of term(k), k < count, block by block with Neumaier's compensation: error of a few units in the last place. */
export function compensatedSum(count: number, term: (k: number) => number): number {
  const leaf = (start: number, end: number): Compensated => {
    let sum = 0, lost = 0;
    for (let k = start; k < end; k++) {
      const next = term(k);
      const total = sum + next;
      lost += rounding(sum, next, total);
      sum = total;
    }
    return { sum, lost };
  };
  const { sum, lost } = blockTree(count, leaf, joined) ?? { sum: 0, lost: 0 };
  return sum + lost;
}
