import { expect, test } from 'vitest';
import { showsBars, sparkline } from '../../src/cli/sparkline.ts';

test('bars rise with the values, from the smallest to the largest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([7, 0, NaN, 7])).toBe('█▁ █');
  expect(sparkline([2, 2 + 1e-15, 2])).toBe('▄▄▄');
  expect(sparkline([])).toBe('');
});

test('long curves keep their ends and the width', () => {
  const line = sparkline(Float64Array.from({ length: 1000 }, (_, k) => k), 10);
  expect([line.length, line[0], line.at(-1)]).toEqual([10, '▁', '█']);
});

test('bars need a screen that has them', () => {
  expect(showsBars(true, { LANG: 'en_GB.UTF-8', TERM: 'xterm' })).toBe(true);
  expect(showsBars(false, { LANG: 'en_GB.UTF-8' })).toBe(false);
  expect(showsBars(true, { LANG: 'C' })).toBe(false);
  expect(showsBars(true, { LANG: 'C', LC_ALL: 'C.UTF-8', TERM: 'dumb' })).toBe(false);
});
