import type { Algebra } from '../contracts.ts';
import type { FieldAlgebra } from '../math/fields.ts';

/** A parsed expression. That of a kappa has the variable r (or x, which stands for r once f(x) = f(-x) is checked). */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'add' | 'sub' | 'mul' | 'div' | 'min' | 'max'; readonly left: Formula; readonly right: Formula }
  | { readonly kind: 'neg' | 'abs' | 'exp' | 'log' | 'sqrt'; readonly operand: Formula }
  /** Of fields alone: no kernel has them. */
  | { readonly kind: 'sin' | 'cos' | 'tanh' | 'step'; readonly operand: Formula }
  | { readonly kind: 'pow'; readonly base: Formula; readonly exponent: number };

/** Where a formula is read: r^2 is what pairs have at hand, r and x are asked for only when the formula needs them. */
export interface Distance<E> {
  readonly rSquared: E;
  r(): E;
  x(): E;
}

/** The values of a formula's variables; `square` where that of one is at hand without the variable itself. */
export interface Place<E> {
  variable(name: string): E;
  square?(name: string): E;
}

/** Below this a base counts as 0 in a fractional power: the algebra's pow is for positive numbers. */
const vanishing = 1e-300;
const largestWholePower = 64;

/** Reads a formula of r in any algebra: with numbers it is evaluated, with the emitter it becomes instructions. */
export const readFormula = <E>(formula: Formula, algebra: Algebra<E>, { rSquared, r, x }: Distance<E>): E =>
  readFormulaAt(formula, algebra, { variable: (name) => (name === 'r' ? r() : x()), square: () => rSquared });

/** The same with variables of any name. */
export function readFormulaAt<E>(formula: Formula, algebra: Algebra<E>, place: Place<E>): E {
  const read = (part: Formula): E => readFormulaAt(part, algebra, place);
  switch (formula.kind) {
    case 'number':
      return algebra.constant(formula.value);
    case 'variable':
      return place.variable(formula.name);
    case 'pow':
      return power(formula.base, formula.exponent, algebra, place);
    case 'neg':
    case 'abs':
    case 'exp':
    case 'log':
    case 'sqrt':
      return algebra[formula.kind](read(formula.operand));
    case 'sin':
    case 'cos':
    case 'tanh':
    case 'step':
      // The vocabulary that a formula was parsed with let it have them.
      return (algebra as FieldAlgebra<E>)[formula.kind](read(formula.operand));
    default:
      return algebra[formula.kind](read(formula.left), read(formula.right));
  }
}

/** base^exponent: whole powers by multiplication (even powers of r without a square root), others by pow. */
function power<E>(base: Formula, exponent: number, algebra: Algebra<E>, place: Place<E>): E {
  const one = algebra.constant(1);
  if (exponent === 0) return one;
  if (exponent < 0) return algebra.div(one, power(base, -exponent, algebra, place));
  if (base.kind === 'variable' && place.square && exponent % 2 === 0 && exponent <= largestWholePower) {
    return wholePower(place.square(base.name), exponent / 2, algebra);
  }
  const value = readFormulaAt(base, algebra, place);
  if (Number.isInteger(exponent) && exponent <= largestWholePower) return wholePower(value, exponent, algebra);
  if (exponent === 0.5) return algebra.sqrt(value);
  return algebra.whereLess(algebra.abs(value), algebra.constant(vanishing), algebra.constant(0), algebra.pow(value, exponent));
}

function wholePower<E>(base: E, exponent: number, algebra: Algebra<E>): E {
  if (exponent === 1) return base;
  const half = wholePower(base, Math.floor(exponent / 2), algebra);
  const square = algebra.mul(half, half);
  return exponent % 2 === 0 ? square : algebra.mul(square, base);
}

/** True when the formula is written in the displacement x rather than in r alone. */
export function usesDisplacement(formula: Formula): boolean {
  if (formula.kind === 'variable') return formula.name === 'x';
  if (formula.kind === 'number') return false;
  if (formula.kind === 'pow') return usesDisplacement(formula.base);
  return 'operand' in formula ? usesDisplacement(formula.operand) : usesDisplacement(formula.left) || usesDisplacement(formula.right);
}

/** True when the formula contains no variable. */
export function isConstant(formula: Formula): boolean {
  if (formula.kind === 'variable') return false;
  if (formula.kind === 'number') return true;
  if (formula.kind === 'pow') return isConstant(formula.base);
  return 'operand' in formula ? isConstant(formula.operand) : isConstant(formula.left) && isConstant(formula.right);
}
