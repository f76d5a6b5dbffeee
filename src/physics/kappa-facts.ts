import type { Algebra, Scenario } from '../contracts.ts';
import { numbers } from '../math/algebra.ts';
import { named } from '../members.ts';
import { kappas } from './catalogue.ts';

type Equation = Pick<Scenario['equation'], 'dimensions' | 'kappa'>;

/** kappa as plain numbers: a function of r^2 = |x - x*|^2. */
export function kappaOf({ kappa }: Pick<Equation, 'kappa'>): (rSquared: number) => number {
  const { formula } = named(kappas, kappa.kind);
  return (rSquared) => formula(numbers, rSquared, kappa);
}

/**
 * The value of kappa when it does not depend on the distance, whatever its name: `constant`, a Japanese bracket with
 * lambda = 0, a formula without r; every kernel where there is no x. Else undefined. Theorems 4 and 5, the exact
 * references and the moment sums all hang on this one answer.
 */
export function constantKappa({ dimensions, kappa }: Equation): number | undefined {
  return named(kappas, kappa.kind).formula(known, dimensions.x === 0 ? 0 : undefined, kappa);
}

/** A number, or undefined for what depends on the distance. */
type Known = number | undefined;

const one = (operation: (a: number) => number) => (a: Known): Known => (a === undefined ? undefined : operation(a));
const two = (operation: (a: number, b: number) => number) => (a: Known, b: Known): Known =>
  (a === undefined || b === undefined ? undefined : operation(a, b));

/** The algebra that reads a formula without knowing the distance. */
const known: Algebra<Known> = {
  constant: (value) => value,
  add: two(numbers.add),
  sub: two(numbers.sub),
  mul: two(numbers.mul),
  div: two(numbers.div),
  neg: one(numbers.neg),
  abs: one(numbers.abs),
  min: two(numbers.min),
  max: two(numbers.max),
  sqrt: one(numbers.sqrt),
  exp: one(numbers.exp),
  exp2: one(numbers.exp2),
  log: one(numbers.log),
  pow: (a, exponent) => (exponent === 0 ? 1 : one((base) => numbers.pow(base, exponent))(a)),
  whereLess(a, b, yes, no) {
    if (a === undefined || b === undefined) return yes === no ? yes : undefined;
    return a < b ? yes : no;
  },
};
