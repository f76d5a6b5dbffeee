import type { Column } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { partCount, partialLength, type Work } from './work.ts';
import type { Range } from './block-kernels.ts';

/** Carries out all parts of some work, on one thread or many; the numbers do not depend on which. */
export interface Team {
  run(work: Work): Promise<void>;
}

/** Adds the parts' moments in a fixed tree and the two lanes last; `size` results. */
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

/** Shared memory for partial sums that grows with the largest request and is used over and over. */
export class Workspace {
  private readonly arena: Arena;
  private readonly kept = new Map<string, Float64Array>();

  constructor(arena: Arena) {
    this.arena = arena;
  }

  /** A vector of `length` doubles under a name; overwritten by the next request of that name. */
  vector(name: string, length: number): Float64Array {
    const known = this.kept.get(name);
    if (known && known.length >= length) return known.subarray(0, length);
    const fresh = this.arena.vector(Math.ceil(length * 1.25));
    this.kept.set(name, fresh);
    return fresh.subarray(0, length);
  }

  partial(range: Range, columns: number, count: number): Float64Array {
    return this.vector('partial', partialLength(range, columns) * partCount(count));
  }

  /** A shared copy of coefficients made on this thread. */
  shared(name: string, values: Float64Array): Float64Array {
    const vector = this.vector(name, values.length);
    vector.set(values);
    return vector;
  }

  columns(name: string, count: number, capacity: number): Column[] {
    const all = this.vector(name, count * capacity);
    return Array.from({ length: count }, (_, m) => all.subarray(m * capacity, (m + 1) * capacity));
  }
}
