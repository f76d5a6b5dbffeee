import { numbers } from './algebra.ts';
import { fieldNumbers, type FieldAlgebra } from './fields.ts';

/** A value and its derivatives. */
export interface Dual {
  readonly value: number;
  readonly slopes: readonly number[];
}

/** f(a) with derivative f'(a): the chain rule. */
const chained = ({ slopes }: Dual, value: number, derivative: number): Dual => ({ value, slopes: slopes.map((s) => derivative * s) });

/** p a + q b in the derivatives. */
const combined = (value: number, a: Dual, p: number, b: Dual, q: number): Dual =>
  ({ value, slopes: a.slopes.map((s, k) => p * s + q * b.slopes[k]) });

/**
 * Dual numbers with `count` derivatives (Clifford 1873; forward mode of automatic differentiation): a formula read with them has
 * its exact gradient. Where a formula has a kink the derivative is that of one side; that of a step is 0.
 */
export function duals(count: number): FieldAlgebra<Dual> {
  const flat = Array.from({ length: count }, () => 0);
  return {
    constant: (value) => ({ value, slopes: flat }),
    add: (a, b) => combined(a.value + b.value, a, 1, b, 1),
    sub: (a, b) => combined(a.value - b.value, a, 1, b, -1),
    mul: (a, b) => combined(a.value * b.value, a, b.value, b, a.value),
    div: (a, b) => combined(a.value / b.value, a, 1 / b.value, b, -a.value / b.value ** 2),
    neg: (a) => chained(a, -a.value, -1),
    abs: (a) => chained(a, Math.abs(a.value), Math.sign(a.value)),
    min: (a, b) => (a.value <= b.value ? a : b),
    max: (a, b) => (a.value >= b.value ? a : b),
    sqrt: (a) => chained(a, Math.sqrt(a.value), 0.5 / Math.sqrt(a.value)),
    exp: (a) => chained(a, Math.exp(a.value), Math.exp(a.value)),
    exp2: (a) => chained(a, numbers.exp2(a.value), Math.LN2 * numbers.exp2(a.value)),
    log: (a) => chained(a, Math.log(a.value), 1 / a.value),
    pow: (a, exponent) => chained(a, numbers.pow(a.value, exponent), exponent * numbers.pow(a.value, exponent - 1)),
    whereLess: (a, b, yes, no) => (a.value < b.value ? yes : no),
    sin: (a) => chained(a, Math.sin(a.value), Math.cos(a.value)),
    cos: (a) => chained(a, Math.cos(a.value), -Math.sin(a.value)),
    tanh: (a) => chained(a, Math.tanh(a.value), 1 - Math.tanh(a.value) ** 2),
    step: (a) => ({ value: fieldNumbers.step(a.value), slopes: flat }),
  };
}
