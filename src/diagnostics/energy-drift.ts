import { axisNames } from '../math/axes.ts';

/** Columns of a diagnostics table by name. */
export type DiagnosticsColumns = Readonly<Record<string, ArrayLike<number>>>;

/** a / b where 0 / 0 is 0: nothing has drifted, whatever the scale. */
export const ratio = (a: number, b: number): number => (a === 0 ? 0 : a / b);

/**
 * The drift of the kinetic energy at every row, over the thermal energy at the first. Both are taken about the first
 * row's mean velocity u0: the equation is Galilean invariant, and a wind must not hide what the thermal motion does.
 * (1/2) sum w |v - u0|^2 = (M / 2) (sum_a T_aa + |u - u0|^2), which loses nothing to a fast wind.
 */
export function energyDrift(columns: DiagnosticsColumns): Float64Array {
  const axes = axisNames.filter((axis) => columns[`momentum_${axis}`]);
  const mean = (axis: string, row: number): number => columns[`momentum_${axis}`][row] / columns.mass[row];
  const energy = (row: number): number =>
    0.5 *
    columns.mass[row] *
    axes.reduce((sum, axis) => sum + columns[`temperature_${axis}${axis}`][row] + (mean(axis, row) - mean(axis, 0)) ** 2, 0);
  return Float64Array.from(columns.mass, (_, row) => ratio(Math.abs(energy(row) - energy(0)), energy(0)));
}
