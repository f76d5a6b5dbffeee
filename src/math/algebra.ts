import type { Algebra } from '../contracts.ts';
import { power } from './power.ts';

/** Adding and subtracting 1.5 * 2^52 rounds a double to the nearest integer, ties to even: odd in its argument. */
export const roundingShift = 1.5 * 2 ** 52;

/** The algebra of plain numbers: reading a formula with it evaluates the formula. */
export const numbers: Algebra<number> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  abs: Math.abs,
  min: Math.min,
  max: Math.max,
  sqrt: Math.sqrt,
  exp: Math.exp,
  exp2: (a) => Math.exp(a * Math.LN2),
  log: Math.log,
  pow: power,
  whereLess: (a, b, yes, no) => (a < b ? yes : no),
};
