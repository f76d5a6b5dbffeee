import { describe, expect, test } from 'vitest';
import { fellDue, isDue, nextEvent } from '../../src/math/schedule.ts';

describe('what happens every 0.1', () => {
  const tenths = { every: 0.1 };

  test('happens next at the multiple after now, or at the end; rounding does not repeat it', () => {
    expect(nextEvent(0, 1, [tenths])).toBe(0.1);
    // 0.1 + 0.2 is just above 0.3, 0.7 + 0.1 just below 0.8.
    expect(nextEvent(0.1 + 0.2, 1, [tenths])).toBeCloseTo(0.4, 15);
    expect(nextEvent(0.7 + 0.1, 1, [tenths])).toBeCloseTo(0.9, 15);
    expect(nextEvent(0.95, 1, [tenths, { every: 0 }, { every: Infinity }])).toBe(1);
  });

  test('is due at its multiples, and never again where it never recurs', () => {
    expect([0, 0.1 + 0.2, 0.31].map((time) => isDue(time, tenths))).toEqual([true, true, false]);
    expect([0, 1].map((time) => isDue(time, { every: 0 }))).toEqual([true, false]);
  });

  test('fell due in a step of 0.03 that reaches or passes a multiple, once for each, and not in the step after', () => {
    const times = Array.from({ length: 11 }, (_, k) => 0.03 * k);
    expect(times.filter((time) => fellDue(time, 0.03, tenths)).map((time) => Number(time.toFixed(12)))).toEqual([0, 0.12, 0.21, 0.3]);
    // A step longer than the interval is one occasion.
    expect([0.25, 0.5].map((time) => fellDue(time, 0.25, tenths))).toEqual([true, true]);
    expect(fellDue(5, 1, { every: 0 })).toBe(false);
  });
});
