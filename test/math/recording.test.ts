import { expect, test } from 'vitest';
import seedrandom from 'seedrandom';
import { numbers } from '../../src/math/algebra.ts';
import { lanes, Recording } from '../../src/math/recording.ts';
import { parseFormula } from '../../src/physics/formula-parser.ts';
import { readFormula } from '../../src/physics/formula.ts';
import { randomFormula } from '../parallel/random-formulas.ts';

test('a recorded formula gives the bits of reading it with numbers, in every lane, again and again', () => {
  const random = seedrandom('recorded formulas');
  for (let trial = 0; trial < 100; trial++) {
    const expression = randomFormula(random, 1 + Math.floor(3 * random()));
    const formula = parseFormula(expression);
    const recording = new Recording();
    const rSquared = recording.input();
    const r = recording.sqrt(rSquared);
    const result = readFormula(formula, recording, { rSquared, r: () => r, x: () => r });
    for (let round = 0; round < 2; round++) {
      const count = 1 + Math.floor(lanes * random());
      for (let k = 0; k < count; k++) rSquared.values[k] = 9 * random();
      recording.evaluate(recording.length, count);
      const expected = [...rSquared.values.subarray(0, count)].map((square) =>
        readFormula(formula, numbers, { rSquared: square, r: () => Math.sqrt(square), x: () => Math.sqrt(square) }));
      expect([...result.values.subarray(0, count)], expression).toEqual(expected);
    }
  }
});

test('equal expressions are worked out once', () => {
  const recording = new Recording();
  const a = recording.input();
  const square = recording.mul(a, a);
  expect(recording.mul(a, a)).toBe(square);
  expect(recording.constant(2)).toBe(recording.constant(2));
  expect(recording.constant(-0)).not.toBe(recording.constant(0));
  expect(recording.length).toBe(1);
});
