import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { FormulaError, parseFormula } from '../../../src/physics/formula-parser.ts';
import { whyInadmissible } from '../../../src/physics/admissible-formula.ts';
import { compareFormulas, randomFormula } from '../../parallel/random-formulas.ts';
import { tally } from './tally.ts';

const parts = [
  'r',
  'r^2',
  '1',
  '-',
  '+',
  '*',
  '/',
  '^',
  '(',
  ')',
  ',',
  'exp',
  'log',
  'sqrt',
  'abs',
  'min',
  'max',
  'pow',
  '0',
  '1e400',
  '1e-320',
  ' ',
  'x',
  'constructor',
  '__proto__',
  'process',
  'eval',
  '`',
  '${r}',
  '"',
  ';',
  '=>',
  '[',
  ']',
  'this',
  'Infinity',
  'NaN',
  '\u0000',
  '\u2028',
  '9'.repeat(400),
];

test('12000 formulas, sound and broken: each is read or refused with a reason, and nothing is evaluated', () => {
  const random = seedrandom('attack on formulas');
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const found = { read: 0, admissible: 0, refused: 0 };
  (globalThis as { touched?: boolean }).touched = false;
  for (let n = 0; n < 12_000; n++) {
    const sound = randomFormula(random, Math.floor(random() * 4));
    const at = Math.floor(random() * sound.length);
    const text = pick([
      sound,
      sound.slice(0, at) + pick(parts) + sound.slice(at + 1),
      Array.from({ length: Math.floor(random() * 12) }, () => pick(parts)).join(''),
      `${sound}${pick(['); globalThis.touched = true; (', '||(globalThis.touched=true)', ''])}`,
    ]);
    try {
      const formula = parseFormula(text);
      found.read++;
      if (whyInadmissible(formula, 10) === undefined) found.admissible++;
    } catch (error) {
      expect(error, `${text}: ${String(error)}`).toBeInstanceOf(FormulaError);
      found.refused++;
    }
  }
  expect((globalThis as { touched?: boolean }).touched).toBe(false);
  tally('formulas', found);
});

test('150 random formulas: the compiled kernels agree with the plain loops on this Node', async () => {
  const { worst } = await compareFormulas('attack on kernels', 150);
  tally('kernels of formulas', { formulas: 150, largestDifference: worst.error.toExponential(1) });
  // Rounding of a few operations more or less; a wrong instruction gives something of order 1.
  expect(worst.error).toBeLessThan(1e-12);
});
