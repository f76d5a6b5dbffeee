import type { PairAlgebra } from '../contracts.ts';

/** The columns of one point, by name. */
export type Entries<E> = Readonly<Record<string, E>>;
/** Adds a pair's contribution to a partial sum. */
export type Contribution<E> = (sum: E) => E;

/**
 * What one pair of points contributes, written in an algebra: read with instructions it becomes a SIMD kernel, recorded
 * it becomes the plain loops. The loops around it own the structure, so symmetry and conservation do not depend on it.
 */
export interface PairForm {
  /** Columns read of a point that only receives, and of one that gives (and, in one set, receives). */
  readonly receives: readonly string[];
  readonly gives: readonly string[];
  readonly outputs: readonly string[];
  /** Values of its columns, from random numbers in (0, 1), that compiled kernels are checked with; 0.5 + u where none are given. */
  readonly samples?: Samples;
  /** Contributions to the outputs of i and of j, in the order of `outputs`. Those to i read of it what it `receives`. */
  pair<E>(algebra: PairAlgebra<E>, i: Entries<E>, j: Entries<E>): PairContributions<E>;
}

export type Samples = Readonly<Record<string, (u: number) => number>>;

export interface PairContributions<E> {
  readonly toI: readonly Contribution<E>[];
  /** Made when asked for: where j does not receive, i need not have all columns. */
  toJ(): readonly Contribution<E>[];
}

export const numbered = (name: string, count: number): string[] => Array.from({ length: count }, (_, axis) => `${name}${axis}`);

/** The samples of some columns, one for each axis. */
export const samplesOf = (names: readonly string[], sample: (u: number, axis: number) => number): Samples =>
  Object.fromEntries(names.map((name, axis) => [name, (u) => sample(u, axis)]));

export const plus = <E>(algebra: PairAlgebra<E>, a: E, b: E): Contribution<E> => (sum) => algebra.add(sum, algebra.mul(a, b));
export const minus = <E>(algebra: PairAlgebra<E>, a: E, b: E): Contribution<E> => (sum) => algebra.sub(sum, algebra.mul(a, b));

/** a - b, by the nearest image where there is a period. */
export function difference<E>(algebra: PairAlgebra<E>, a: E, b: E, period: number): E {
  const d = algebra.sub(a, b);
  if (period === 0) return d;
  const image = algebra.nearest(algebra.mul(d, algebra.constant(1 / period)));
  return algebra.sub(d, algebra.mul(algebra.constant(period), image));
}

/** sum_d a_d b_d; 0 without axes. */
export function dot<E>(algebra: PairAlgebra<E>, a: readonly E[], b: readonly E[]): E {
  if (a.length === 0) return algebra.constant(0);
  return a.map((entry, axis) => algebra.mul(entry, b[axis])).reduce((sum, product) => algebra.add(sum, product));
}
