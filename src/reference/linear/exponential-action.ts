export interface SparseMatrix {
  readonly size: number;
  /** Entries at the same place add up. */
  readonly entries: readonly { readonly row: number; readonly column: number; readonly value: number }[];
}

/**
 * exp(matrix t) start at each of the ascending times, by Taylor sums over steps in which the matrix has norm 4 at most:
 * for matrices whose flow does not grow, each step is exact to a few roundings times e^4. Cost: steps times entries.
 */
export function exponentialAction({ size, entries }: SparseMatrix, start: Float64Array, times: readonly number[]): Float64Array[] {
  const kept = entries.filter(({ value }) => value !== 0);
  const rows = Int32Array.from(kept, ({ row }) => row);
  const columns = Int32Array.from(kept, ({ column }) => column);
  const values = Float64Array.from(kept, ({ value }) => value);
  const sums = new Float64Array(size);
  kept.forEach(({ column, value }) => (sums[column] += Math.abs(value)));
  const norm = Math.max(...sums);

  let state: Float64Array = start.slice();
  let now = 0;
  return times.map((time) => {
    const steps = Math.ceil(((time - now) * norm) / 4);
    const step = (time - now) / Math.max(1, steps);
    for (let n = 0; n < steps; n++) state = taylorStep(state, step);
    now = time;
    return state.slice();
  });

  function taylorStep(from: Float64Array, step: number): Float64Array {
    const sum = from.slice();
    let term = from;
    for (let order = 1; order <= 60; order++) {
      const next = new Float64Array(size);
      for (let p = 0; p < values.length; p++) next[rows[p]] += values[p] * term[columns[p]];
      let largest = 0;
      for (let i = 0; i < size; i++) {
        next[i] *= step / order;
        sum[i] += next[i];
        largest = Math.max(largest, Math.abs(next[i]));
      }
      term = next;
      // Terms first grow, up to the norm; beyond order 4 they fall.
      if (order > 4 && largest < 1e-18) break;
    }
    return sum;
  }
}
