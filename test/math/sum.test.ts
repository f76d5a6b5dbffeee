import { describe, expect, test } from 'vitest';
import { compensatedSum, exactSum } from '../../src/math/sum.ts';

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

test('compensatedSum recovers what rounding took, in index order', () => {
  const values = [1, 1e100, 1, -1e100];
  expect(compensatedSum(4, (k) => values[k])).toBe(2);
});
