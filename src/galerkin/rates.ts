import type { CollisionSums, Particles } from '../contracts.ts';
import type { CollisionRates } from './flow.ts';
import type { KappaModes } from './kappa-modes.ts';
import { extent, reduce, type Passes } from './passes.ts';
import { fieldCount } from './polynomial-collisions.ts';

/** Collision rates of gamma = 0 by moments: O(N modes), kappa by its Fourier modes. */
export function polynomialRates(particles: Particles, passes: Passes, { basis, coefficients }: KappaModes): CollisionRates {
  const { centre } = basis;
  const many = fieldCount(centre.length);
  return async (velocity, score, rate, phase) => {
    const { position, weight } = particles;
    const points = { position, velocity, phase };
    const partial = passes.partial(basis, 0, many, particles);
    await passes.run({ kind: 'collision-moments', points, basis, drop: 0, ...extent(particles), weight, score, centre, partial });
    const fields = reduce(partial, particles, many * basis.size);
    for (let k = 0; k < fields.length; k++) fields[k] *= coefficients[k % basis.size];
    await passes.run({
      kind: 'collision-rates',
      points,
      basis,
      drop: 0,
      ...extent(particles),
      coefficients: passes.shared('fields', fields),
      score,
      centre,
      rate,
    });
  };
}

/** Collision rates by pair sums, for gamma != 0 or a kappa that has no modes. */
export function pairRates(particles: Particles, sums: CollisionSums): CollisionRates {
  const { position, weight } = particles;
  let revision = 0;
  return (velocity, score, rate) => {
    const { count, share } = particles;
    const points = { count, share, revision: ++revision, position, velocity, score, weight };
    return sums.collisions({ kind: 'collisions', rows: points, columns: points, output: { rate } });
  };
}
