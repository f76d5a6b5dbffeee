import type { Measurement, SeriesPoint } from './statement.ts';

/**
 * "Stays bounded on [0, T]" with a constant that the paper does not give: measured as growth. The violation is the
 * largest growth y(t+)/y(t) - 1 of any of the quantities from one output to the next. At 1 the quantity doubles, and its
 * reciprocal, continued as a straight line, reaches zero within one more output interval: blow-up, as far as the outputs
 * can tell. A value that is not finite is a violation by Infinity.
 */
export function bounded(series: readonly SeriesPoint[], names: readonly string[]): Measurement {
  let worst = 0;
  for (const name of names) {
    for (let k = 0; k < series.length; k++) {
      const now = Math.abs(series[k][name]);
      if (!Number.isFinite(now)) worst = Infinity;
      else if (k > 0) {
        const before = Math.abs(series[k - 1][name]);
        if (before > 0) worst = Math.max(worst, now / before - 1);
      }
    }
  }
  return { worstViolation: worst, tolerance: 1, series };
}
