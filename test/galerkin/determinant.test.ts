import { describe, expect, test } from 'vitest';
import { factorise } from '../../src/galerkin/determinant.ts';
import { blockLength } from '../../src/galerkin/points.ts';
import { determinant, randomNumbers } from './small.ts';

describe.each([2, 3])('Jacobians of a change of variables in %dV', (d) => {
  const start = 5, count = 40;
  const square = d * d;
  // Entries up to 0.3: determinants from 0.4 to 1.9, far from singular, far from symmetric.
  const values = randomNumbers(square * blockLength).map((x) => 0.3 * x);
  const weight = randomNumbers(start + count, 9).map((x) => 1.1 + x);
  const J = Array.from({ length: count }, (_, i) =>
    Array.from({ length: d }, (__, j) => Array.from({ length: d }, (___, l) => values[(j * d + l) * blockLength + i] + (j === l ? 1 : 0))));
  const block = randomNumbers(square * blockLength, 4);
  const summary = Float64Array.of(0.25, Infinity, -Infinity);
  const logDeterminant = new Float64Array(start + count);
  factorise(values, d, { weight, logDeterminant }, { part: 0, start, count }, block, summary);
  const determinants = J.map(determinant);

  test('give weighted inverses: J times them is the weight times the identity', () => {
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < d; j++) {
        for (let m = 0; m < d; m++) {
          // Row j d + l of the block holds (J^-1)_lj.
          let sum = 0;
          for (let l = 0; l < d; l++) sum += J[i][m][l] * block[(j * d + l) * blockLength + i];
          expect(sum).toBeCloseTo(j === m ? weight[start + i] : 0, 13);
        }
      }
    }
  });

  test('give sum w log det, added to what was there, log det for each, and the extremes', () => {
    const logs = determinants.map(Math.log);
    expect(summary[0]).toBeCloseTo(0.25 + logs.reduce((sum, log, i) => sum + weight[start + i] * log, 0), 12);
    expect(summary[1]).toBeCloseTo(Math.min(...determinants), 14);
    expect(summary[2]).toBeCloseTo(Math.max(...determinants), 14);
    logs.forEach((log, i) => expect(logDeterminant[start + i]).toBeCloseTo(log, 13));
    expect(logDeterminant.subarray(0, start).every((x) => x === 0)).toBe(true);
  });

  test('leave zeros behind the last particle of a block, so that sums over whole blocks are right', () => {
    for (let row = 0; row < square; row++) {
      expect(block.subarray(row * blockLength + count, (row + 1) * blockLength).every((x) => x === 0)).toBe(true);
    }
  });

  test('that turn space inside out make the sum NaN, which no solver takes for a solution', () => {
    const folded = new Float64Array(square * blockLength);
    folded[0] = -3;
    const seen = Float64Array.of(0, Infinity, -Infinity);
    factorise(folded, d, { weight }, { part: 0, start, count: 2 }, new Float64Array(square * blockLength), seen);
    expect(seen[0]).toBeNaN();
    expect(seen[1]).toBe(-2);
  });
});
