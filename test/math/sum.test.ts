import { describe, expect, test } from 'vitest';
import { blockLength, blockSum, blockTree, compensatedSum, exactSum } from '../../src/math/sum.ts';

const sum = (values: readonly number[]): number => exactSum(values.length, (k) => values[k]);

describe('exactSum', () => {
  test('is exact where plain addition loses everything', () => {
    expect(sum([1e100, 1, -1e100])).toBe(1);
    expect(sum([1, 1e-30, -1])).toBe(1e-30);
    expect(sum(Array<number>(10).fill(0.1))).toBe(1);
  });

  test('holds terms that span 600 binary orders of magnitude: more than 32 partials', () => {
    const wide = Array.from({ length: 600 }, (_, k) => 2 ** -k * (1 + (k % 7) / 8));
    const back = wide.map((value) => -value);
    expect(sum([...wide, 24.5, ...back])).toBe(24.5);
    // In any order.
    expect(sum([...back.reverse(), ...wide, 24.5])).toBe(24.5);
  });

  test('passes non-finite terms on', () => {
    expect(sum([1, NaN])).toBeNaN();
  });
});

test('compensatedSum recovers what rounding took', () => {
  const values = [1, 1e100, 1, -1e100];
  expect(compensatedSum(4, (k) => values[k])).toBe(2);
});

describe('sums over blocks', () => {
  /** The blocks and how they were joined, in brackets. */
  const shape = (blocks: number): string | undefined =>
    blockTree(blocks * blockLength, (start) => `${start / blockLength}`, (left, right) => `(${left}${right})`);

  test('join the blocks in a binary tree over their numbers', () => {
    expect(shape(0)).toBeUndefined();
    expect(shape(1)).toBe('0');
    expect(shape(3)).toBe('((01)2)');
    expect(shape(8)).toBe('(((01)(23))((45)(67)))');
  });

  test('of any part that is a whole subtree are subtrees of the whole: parts can be summed apart', () => {
    expect(shape(8)).toContain(shape(4)!);
    expect(shape(7)).toContain(shape(4)!);
    expect(shape(7)).toBe('(((01)(23))((45)6))');
  });

  test('end with the last, shorter block', () => {
    const bounds: number[][] = [];
    blockSum(2 * blockLength + 8, (start, end) => bounds.push([start, end]));
    expect(bounds).toEqual([[0, blockLength], [blockLength, 2 * blockLength], [2 * blockLength, 2 * blockLength + 8]]);
  });

  test('compensated, lose nothing between blocks either', () => {
    // 1e16 and -1e16 three blocks apart; what stands between is below the last place of 1e16.
    const count = 4 * blockLength;
    const term = (k: number): number => (k === 0 ? 1e16 : k === count - 1 ? -1e16 : 0.25);
    expect(compensatedSum(count, term)).toBe(0.25 * (count - 2));
  });

  test('of numbers of any size are within two units of the last place of the exact sum', () => {
    const count = 5 * blockLength + 17;
    const term = (k: number): number => Math.sin(k * k) * 10 ** ((k % 13) - 6);
    const exact = exactSum(count, term);
    expect(Math.abs(compensatedSum(count, term) / exact - 1)).toBeLessThanOrEqual(2 * Number.EPSILON);
  });
});
