import { jumpColumns } from './catalogue.ts';

/** Sum of the jumps of the entropy so far, for every row of a diagnostics table: resets of a label, remaps; 0 where a run has neither. */
export function entropyJumps(columns: Readonly<Record<string, ArrayLike<number>>>): Float64Array {
  const jumps = jumpColumns.map((name) => columns[name]).filter((column) => column !== undefined);
  return Float64Array.from(columns.time, (_, row) => jumps.reduce((sum, column) => sum + (column[row] || 0), 0));
}
