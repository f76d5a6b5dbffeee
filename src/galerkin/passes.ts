import type { Column, Share } from '../contracts.ts';
import { partLength } from '../math/sum.ts';
import { allOf, firstOf } from '../ranks/share.ts';
import { joined, joinedAll, subtrees, type Join } from '../ranks/tree.ts';
import type { Arena } from '../state/arena.ts';
import { lowered, type Basis } from './basis.ts';
import type { Points } from './points.ts';
import { partCount, partialLength, type Work } from './work.ts';

/** Carries out all parts of some work, on one thread or many; the numbers do not depend on which. */
export interface Team {
  run(work: Work): Promise<void>;
}

/** Points with their number; `share` says how all of them are shared out when these are those of one rank. */
export interface PointSet extends Points {
  readonly count: number;
  readonly share?: Share;
}

/** How many points there are on this rank, and in which parts they are worked on. */
export const extent = ({ count, share }: Pick<PointSet, 'count' | 'share'>): Pick<Work, 'count' | 'partLength'> =>
  ({ count, partLength: partLength(allOf({ count, share })) });

type Whose = Pick<PointSet, 'count' | 'share'>;

/** What the parts of all ranks come to in their tree, `each` numbers a part. Overwrites `partial`. */
export function joinParts(partial: Float64Array, points: Whose, each: number, join: Join<Float64Array>): Float64Array {
  const { count, share } = points;
  const { partLength: length } = extent(points);
  const first = share ? Math.ceil(firstOf(share) / length) : 0;
  const leaf = (part: number): Float64Array => partial.subarray((part - first) * each, (part - first + 1) * each);
  const own = subtrees(first, first + Math.ceil(count / length), leaf, join);
  return share ? joinedAll(share, length, own, each, join) : joined(own, join) ?? new Float64Array(each);
}

/** Adds the parts' moments of all ranks in their tree and the two lanes last; `size` results. Overwrites `partial`. */
export function reduce(partial: Float64Array, points: Whose, size: number): Float64Array {
  const sum = joinParts(partial, points, 2 * size, (left, right) => {
    for (let k = 0; k < left.length; k++) left[k] += right[k];
    return left;
  });
  return Float64Array.from({ length: size }, (_, k) => sum[2 * k] + sum[2 * k + 1]);
}

/** Particles whose weights the moments are sums over. */
export interface Weighted extends PointSet {
  readonly weight: Column;
}

/** The columns of points alone, as a thread needs them. */
const place = ({ position, velocity, phase }: Points): Points => ({ position, velocity, phase });

/** The passes over particles, and the shared memory that they write to. */
export class Passes {
  private readonly team: Team;
  private readonly arena: Arena;
  private readonly kept = new Map<string, Float64Array>();

  constructor(team: Team, arena: Arena) {
    this.team = team;
    this.arena = arena;
  }

  /** sum_i w_i column_m(i) times the functions of `basis` (of the weights alone without columns), column after column. */
  async moments(basis: Basis, set: Weighted, columns: readonly Column[] = []): Promise<Float64Array> {
    const many = Math.max(1, columns.length);
    const partial = this.partial(basis, 0, many, set);
    await this.team.run({ kind: 'moments', basis, drop: 0, points: place(set), ...extent(set), weight: set.weight, columns, partial });
    return reduce(partial, set, many * basis.size);
  }

  /** out_m <- (base_m +) the sum of coefficients (basis.size for each m) times the functions. */
  async evaluate(
    basis: Basis,
    set: PointSet,
    coefficients: Float64Array,
    out: readonly Column[],
    base?: readonly Column[],
  ): Promise<void> {
    await this.team.run({
      kind: 'evaluate',
      basis,
      drop: 0,
      points: place(set),
      ...extent(set),
      coefficients: this.shared('coefficients', coefficients),
      out,
      base,
    });
  }

  run(work: Work): Promise<void> {
    return this.team.run(work);
  }

  /** Room for the moments of all parts. */
  partial(basis: Basis, drop: number, columns: number, points: Whose): Float64Array {
    return this.vector('partial', partialLength(lowered(basis, drop), columns) * partCount(extent(points)));
  }

  /** A shared copy of numbers made on this thread. */
  shared(name: string, values: Float64Array): Float64Array {
    const vector = this.vector(name, values.length);
    vector.set(values);
    return vector;
  }

  columns(name: string, count: number, capacity: number): Column[] {
    const all = this.vector(name, count * capacity);
    return Array.from({ length: count }, (_, m) => all.subarray(m * capacity, (m + 1) * capacity));
  }

  /** Shared memory under a name, overwritten by the next request of that name; it grows with the largest one. */
  vector(name: string, length: number): Float64Array {
    const known = this.kept.get(name);
    if (known && known.length >= length) return known.subarray(0, length);
    // A little more than asked for, so that slow growth does not leave many vectors behind.
    const fresh = this.arena.vector(known ? Math.ceil(length * 1.25) : length);
    this.kept.set(name, fresh);
    return fresh.subarray(0, length);
  }
}
