import type { Evidence, SnapshotView } from './evidence.ts';
import type { Measurement, SeriesPoint } from './statement.ts';

/** The largest (v(t) - v(s)) / max(v(s), floor) over s < t; 0 for a sequence that never rises. */
export function largestRise(values: ArrayLike<number>, floor = 0): number {
  let worst = 0;
  for (let t = 1; t < values.length; t++) {
    // v(t) - v(s) relative to v(s) is largest for the lowest v(s).
    let lowest = values[0];
    for (let s = 1; s < t; s++) lowest = Math.min(lowest, values[s]);
    const rise = (values[t] - lowest) / Math.max(lowest, floor);
    if (!(rise <= worst)) worst = rise;
  }
  return worst;
}

/** Relative rounding of a sum over many particles or mesh points. */
export const rounding = 1e-12;

/**
 * Is a functional of the density non-increasing? Measured on every diagnostics row. The error estimate comes from a
 * second measurement that shares no code with the run: the integral over the (smoothed) density at the snapshots, by the
 * full rule and by half of its nodes. It is the difference between the two rules, and what the second measurement does not
 * confirm of the rise: for particles all of it, for a grid, whose rows are such integrals already, that at the snapshots.
 */
export function nonIncreasing(
  evidence: Evidence, column: string, ofView: (view: SnapshotView, which: 'full' | 'half') => number, floor: number,
  extra: (row: number) => Readonly<Record<string, number>> = () => ({}),
): Measurement {
  const values = evidence.column(column);
  const worstViolation = largestRise(values, floor);
  const views = evidence.views().filter(({ row }) => row >= 0);
  const rises = {
    rows: largestRise(views.map(({ row }) => values[row]), floor),
    full: largestRise(views.map((view) => ofView(view, 'full')), floor),
    half: largestRise(views.map((view) => ofView(view, 'half')), floor),
  };
  const seen = evidence.run.kind === 'grid' ? rises.rows : worstViolation;
  const tolerance = rounding + Math.abs(seen - rises.full) + Math.abs(rises.full - rises.half);
  const series = Array.from(evidence.times, (time, row): SeriesPoint => {
    const view = views.find((candidate) => candidate.row === row);
    return { time, value: values[row], ...(view && { integral: ofView(view, 'full'), integralHalf: ofView(view, 'half') }), ...extra(row) };
  });
  return { worstViolation, tolerance, series };
}
