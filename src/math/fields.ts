import type { Algebra } from '../contracts.ts';
import { numbers } from './algebra.ts';

/** The algebra of formulas that are read with numbers only, not by the emitter of kernels: fields of x and v. */
export interface FieldAlgebra<E> extends Algebra<E> {
  sin(a: E): E;
  cos(a: E): E;
  tanh(a: E): E;
  /** 0 for a < 0, else 1. */
  step(a: E): E;
}

/** Plain numbers. */
export const fieldNumbers: FieldAlgebra<number> = {
  ...numbers, sin: Math.sin, cos: Math.cos, tanh: Math.tanh, step: (a) => (a < 0 ? 0 : 1),
};

/** A function of a point; `point` holds the values of the formula's variables. */
export type PointFunction = (point: ArrayLike<number>) => number;

const one = (f: (a: number) => number) => (a: PointFunction): PointFunction => (point) => f(a(point));
const two = (f: (a: number, b: number) => number) => (a: PointFunction, b: PointFunction): PointFunction =>
  (point) => f(a(point), b(point));

/** Functions as an algebra: a formula read with it is walked through once, and then called at many points. */
export const pointFunctions: FieldAlgebra<PointFunction> = {
  constant: (value) => () => value,
  add: (a, b) => (point) => a(point) + b(point),
  sub: (a, b) => (point) => a(point) - b(point),
  mul: (a, b) => (point) => a(point) * b(point),
  div: (a, b) => (point) => a(point) / b(point),
  neg: (a) => (point) => -a(point),
  abs: one(Math.abs), sqrt: one(Math.sqrt), exp: one(Math.exp), exp2: one(numbers.exp2), log: one(Math.log),
  min: two(Math.min), max: two(Math.max),
  pow: (a, exponent) => (point) => numbers.pow(a(point), exponent),
  whereLess: (a, b, yes, no) => (point) => (a(point) < b(point) ? yes(point) : no(point)),
  sin: one(Math.sin), cos: one(Math.cos), tanh: one(Math.tanh), step: one(fieldNumbers.step),
};
