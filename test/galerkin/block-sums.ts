import { lowered, makeBasis, withDegrees, type Basis } from '../../src/galerkin/basis.ts';
import { blockLength } from '../../src/galerkin/points.ts';
import type { Bench } from '../../src/galerkin/work.ts';
import type { Arena } from '../../src/state/arena.ts';
import { basisOf, frameOf, randomNumbers, randomParticles } from './small.ts';

/** Bases whose numbers of functions leave every kind of rest: groups of four space functions, of two and four velocity ones. */
export const bases: readonly Basis[] = [
  basisOf(frameOf(0, 2), 0, 7),
  basisOf(frameOf(0, 3), 0, 3),
  basisOf(frameOf(1, 2), 1, 3),
  basisOf(frameOf(1, 2), 3, 6),
  basisOf(frameOf(2, 3), 2, 4),
  basisOf(frameOf(3, 3, true), 2, 3),
  makeBasis(frameOf(1, 3), 2, () => 0),
  withDegrees(frameOf(1, 2), [[0], [1], [2], [3], [4], [5]], [5, 3, 2, 1, 0, 0]),
];
const counts = [1, 2, 3, 9, 25];

/** What the two sums give on a block of random points, all columns and drops. */
export function sums(bench: Bench, arena: Arena, basis: Basis): Float64Array[] {
  const found: Float64Array[] = [];
  const inArena = (values: Float64Array): Float64Array => {
    const vector = arena.vector(values.length);
    vector.set(values);
    return vector;
  };
  const points = randomParticles(blockLength, { axes: basis.axes, centre: basis.centre, scale: basis.scale });
  for (const drop of [0, 1]) {
    const range = lowered(basis, drop);
    for (const count of counts) {
      const tables = bench.tables(basis);
      tables.load({ position: points.position.map(inArena), velocity: points.velocity.map(inArena) }, 0, blockLength);
      const block = bench.columns(count), values = bench.values(count);
      block.set(randomNumbers(count * blockLength));
      const partial = arena.vector(2 * count * range.size);
      // Two blocks of one part: sums are added to what is there.
      for (const _ of [1, 2]) bench.kernels.addMoments(tables, range, block, count, partial);
      bench.kernels.settle();
      bench.kernels.evaluate(tables, range, inArena(randomNumbers(count * range.size)), count, values);
      found.push(partial.slice(), values.slice(0, count * blockLength), tables.velocityValues.slice(), tables.spaceValues.slice());
    }
  }
  return found;
}
