import { expect, test } from 'vitest';
import { power } from '../../src/math/power.ts';

test.each([-3, -2.5, -1.5, -1.25, -1, -0.5, 0, 0.25, 0.5, 1, 2, 3, 4.7])('a^%s to a few units in the last place', (exponent) => {
  for (const a of [1e-10, 0.3, 1, 2.7, 1e6]) {
    // exp(e log a) loses |e log a| units; at most 110 here.
    expect(Math.abs(power(a, exponent) / Math.pow(a, exponent) - 1)).toBeLessThan(110 * 2.3e-16);
  }
});
