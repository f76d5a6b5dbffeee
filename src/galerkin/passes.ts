import type { Column } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { lowered, type Basis } from './basis.ts';
import type { Points } from './points.ts';
import { partCount, partialLength, type Work } from './work.ts';

/** Carries out all parts of some work, on one thread or many; the numbers do not depend on which. */
export interface Team {
  run(work: Work): Promise<void>;
}

/** Adds the parts' moments in a fixed tree and the two lanes last; `size` results. Overwrites `partial`. */
export function reduce(partial: Float64Array, parts: number, size: number): Float64Array {
  const result = new Float64Array(size);
  const each = partial.length / parts;
  for (let stride = 1; stride < parts; stride *= 2) {
    for (let p = 0; p + stride < parts; p += 2 * stride) {
      const to = p * each, from = (p + stride) * each;
      for (let k = 0; k < each; k++) partial[to + k] += partial[from + k];
    }
  }
  for (let k = 0; k < size; k++) result[k] = partial[2 * k] + partial[2 * k + 1];
  return result;
}

/** Points with their number. */
export interface PointSet extends Points {
  readonly count: number;
}

/** Particles whose weights the moments are sums over. */
export interface Weighted extends PointSet {
  readonly weight: Column;
}

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
  async moments(basis: Basis, { count, weight, ...points }: Weighted, columns: readonly Column[] = []): Promise<Float64Array> {
    const many = Math.max(1, columns.length);
    const partial = this.partial(basis, 0, many, count);
    await this.team.run({ kind: 'moments', basis, drop: 0, points, count, weight, columns, partial });
    return reduce(partial, partCount(count), many * basis.size);
  }

  /** out_m <- (base_m +) the sum of coefficients (basis.size for each m) times the functions. */
  async evaluate(
    basis: Basis,
    { count, ...points }: PointSet,
    coefficients: Float64Array,
    out: readonly Column[],
    base?: readonly Column[],
  ): Promise<void> {
    await this.team.run({
      kind: 'evaluate',
      basis,
      drop: 0,
      points,
      count,
      coefficients: this.shared('coefficients', coefficients),
      out,
      base,
    });
  }

  run(work: Work): Promise<void> {
    return this.team.run(work);
  }

  /** Room for the moments of all parts. */
  partial(basis: Basis, drop: number, columns: number, count: number): Float64Array {
    return this.vector('partial', partialLength(lowered(basis, drop), columns) * partCount(count));
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
