import type { Column } from '../contracts.ts';

/** The columns of a set of points or of an output, by the names that formulas use: lists are numbered (z0, z1, ...). */
export function columnsByName(record: object): Record<string, Column> {
  const found: Record<string, Column> = {};
  for (const [name, value] of Object.entries(record) as [string, unknown][]) {
    if (value instanceof Float64Array) found[name] = value;
    else if (Array.isArray(value)) (value as Column[]).forEach((column, axis) => (found[`${name}${axis}`] = column));
  }
  return found;
}

/** All columns that a pass fills. */
export const outputs = ({ output }: { readonly output: object }): Column[] => Object.values(columnsByName(output));
