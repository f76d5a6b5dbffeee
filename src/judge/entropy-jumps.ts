import type { Evidence } from './evidence.ts';

/** Sum of the jumps of the entropy so far, for every row: resets of a label, remaps; 0 where a run has neither. */
export function entropyJumps(evidence: Evidence): Float64Array {
  const columns = ['label_jump', 'remap_jump'].map((name) => evidence.column(name));
  return Float64Array.from(evidence.times, (_, row) => columns.reduce((sum, column) => sum + (column[row] || 0), 0));
}
