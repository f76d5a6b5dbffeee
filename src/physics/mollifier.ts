import type { Algebra, Member } from '../contracts.ts';

/**
 * The Gaussian mollifier in scaled coordinates z = y * scale(sigma): exp(-y^2 / (2 sigma^2)) = 2^(-z^2), so that a
 * pair needs no multiplication before the exponential.
 */
export const gaussianMollifier: Member & {
  scale(sigma: number): number;
  /** Normalisation of one axis: integral over y of norm * 2^(-z^2) is 1. */
  norm(sigma: number): number;
  formula<E>(algebra: Algebra<E>, zSquared: E): E;
} = {
  name: 'gaussian',
  summary: 'psi(y) = (2 pi sigma^2)^(-1/2) exp(-y^2 / (2 sigma^2)) along each axis',
  source: 'Carrillo, Hu, Wang, Wu 2020, (3.4)',
  scale: (sigma) => Math.sqrt(0.5 * Math.LOG2E) / sigma,
  norm: (sigma) => 1 / (Math.sqrt(2 * Math.PI) * sigma),
  formula: (algebra, zSquared) => algebra.exp2(algebra.neg(zSquared)),
};
