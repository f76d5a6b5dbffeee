import { describe, expect, it } from 'vitest';
import { numbers } from '../../src/math/algebra.ts';
import { named } from '../../src/members.ts';
import { kappas } from '../../src/physics/catalogue.ts';
import { whyInadmissible } from '../../src/physics/admissible-formula.ts';
import { FormulaError, parseFormula } from '../../src/physics/formula-parser.ts';
import { readFormula } from '../../src/physics/formula.ts';

const at = (expression: string, r: number): number =>
  readFormula(parseFormula(expression), numbers, { rSquared: r * r, r: () => Math.abs(r), x: () => r });

describe('a formula is read as mathematics writes it', () => {
  // Expected values are the same arithmetic in JavaScript; whole powers are products, so they agree to a few ulp.
  const cases: readonly (readonly [string, (r: number) => number])[] = [
    ['1/(1+r^2)', (r) => 1 / (1 + r * r)],
    ['-r^2 + 10', (r) => 10 - r * r],
    ['(-r)^2', (r) => r * r],
    ['2^3^2 + 0*r', () => 512],
    ['2^-r^2', (r) => 2 ** -(r * r)],
    ['--r', (r) => r],
    ['8 - 4 - 2 + r', (r) => 2 + r],
    ['8 / 4 / 2 * r', (r) => r],
    ['1 + 2 * r', (r) => 1 + 2 * r],
    ['exp(-r^2/2)', (r) => Math.exp(-r * r / 2)],
    ['e^(-r)', (r) => Math.exp(-r)],
    ['pow(1 + r, -1.5)', (r) => (1 + r) ** -1.5],
    ['(1 + r^2)^(-3/2)', (r) => (1 + r * r) ** -1.5],
    ['r**3', (r) => r ** 3],
    ['r^0.5 + sqrt(r)', (r) => 2 * Math.sqrt(r)],
    ['r^0.3', (r) => r ** 0.3],
    ['max(0, 1 - r, 0.25)', (r) => Math.max(1 - r, 0.25)],
    ['min(r, 1) + abs(r - 1)', (r) => Math.min(r, 1) + Math.abs(r - 1)],
    ['log(1 + r) * pi', (r) => Math.log(1 + r) * Math.PI],
    ['1e-3 * r + .5', (r) => 1e-3 * r + 0.5],
    ['r^9 + r^-2', (r) => r ** 9 + r ** -2],
    ['x^2 + abs(x)', (r) => r * r + r],
  ];
  it.each(cases)('%s', (expression, expected) => {
    for (const r of [0.01, 0.5, 1, 1.7, 3]) expect(at(expression, r) / expected(r)).toBeCloseTo(1, 13);
  });

  it('a fractional power of 0 is 0', () => expect(at('r^0.01', 0)).toBe(0));
});

describe('formula kernels equal the built-in ones to rounding', () => {
  const pairs = [
    ['1', { kind: 'constant' }],
    ['(1 + r^2)^(-3/2)', { kind: 'japanese-bracket', lambda: 3 }],
    ['exp(-r^2 / (2*0.8^2))', { kind: 'gaussian', width: 0.8 }],
    ['exp(1 - 1/max(1 - r^2/2.25, 1/41))', { kind: 'bump', radius: 1.5 }],
  ] as const;
  it.each(pairs)('%s', (expression, choice) => {
    const builtIn = named(kappas, choice.kind);
    const formula = named(kappas, 'formula');
    for (let r = 0; r < 5; r += 0.037) {
      const expected = builtIn.formula(numbers, r * r, choice);
      // The bump is cut to 0 at exp(-40), which the formula does not do.
      expect(Math.abs(formula.formula(numbers, r * r, { expression }) - expected)).toBeLessThanOrEqual(4e-16 * Math.max(expected, 0.1));
    }
  });
});

describe('what is not a formula is refused, with its place', () => {
  const cases: readonly (readonly [string, RegExp, number | undefined])[] = [
    ['', /empty/, undefined],
    ['r +', /Expected expression after \+/, 3],
    ['(r', /Unclosed \(/, 2],
    ['r)', /Unexpected "\)"/, 1],
    ['2 r', /without an operator/, undefined],
    ['1 + q', /unknown name 'q'/, 4],
    ['cos(r)', /unknown function 'cos'/, 0],
    ['r * exp', /'exp' is a function/, 4],
    ['exp(r, 2)', /exp takes 1 argument, found 2/, 0],
    ['min(r)', /min takes 2 arguments, found 1/, 0],
    ['r(2)', /'r' is not a function/, 0],
    ['r^r', /in a\^b one of the two must be a number/, undefined],
    ['1/0 + r', /evaluates to Infinity/, undefined],
    ['1e999', /finite number/, 0],
    ['r ? 1 : 2', /only \+ - \* \/ \^/, undefined],
    ['r == 2', /Unexpected "="/, 2],
    ['"r"', /finite number/, 0],
    ['[r]', /only \+ - \* \/ \^/, undefined],
    ['r.constructor', /only \+ - \* \/ \^/, undefined],
    ['constructor', /unknown name 'constructor'/, 0],
    ['__proto__(r)', /unknown function '__proto__'/, 0],
    ['process.exit(1)', /not a function/, undefined],
    ['this', /only \+ - \* \/ \^/, undefined],
    ['('.repeat(999), /Unclosed|nested/, 999],
    ['r'.repeat(1001), /at most 1000/, undefined],
  ];
  it.each(cases)('%s', (expression, message, index) => {
    let caught: unknown;
    try {
      parseFormula(expression);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(FormulaError);
    expect((caught as FormulaError).message).toMatch(message);
    if (index !== undefined) expect((caught as FormulaError).index).toBe(index);
  });
});

describe('a kernel must be finite, even and >= 0', () => {
  const why = (expression: string, farthest = 10) => whyInadmissible(parseFormula(expression), farthest);
  it.each(['1', 'exp(-r)', '1/(1+r^4)', 'max(0, 1 - r)', 'exp(-x^2)', 'abs(x)', 'r^2', '(r-1)^2', 'exp(-1/r)', '1 + x^2 - abs(x)'])(
    '%s is one',
    (expression) => {
      expect(why(expression)).toBeUndefined();
    },
  );
  it.each([
    ['1/r', /Infinity at r = 0/],
    ['log(r)', /-Infinity at r = 0/],
    ['sqrt(r - 1)', /NaN at r = 0/],
    ['exp(r^3)', /Infinity/],
    ['1 - r', /negative/],
    ['-r^2', /negative: -1 at r = 1/],
    // Narrower than the samples are apart: found by minimising between them.
    ['(r - 1.0005)^2 - 1e-9', /negative: -1e-9 at r = 1/],
    ['1 + x', /not even: it is 2 at x = 1 and 0 at x = -1/],
    ['x^3 + 1000', /not even/],
    ['exp(x)', /not even/],
  ])('%s is not', (expression, reason) => expect(why(expression)).toMatch(reason));
  it('is judged inside the box only', () => expect(why('4 - r', 3.2)).toBeUndefined());
});
