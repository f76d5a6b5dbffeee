import type { Evidence } from './evidence.ts';
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

/**
 * `bounded` for what is taken of views: undecided, saying what is missing, where particles carry f and phase space has no
 * mesh for it, so that a quantity is not known (NaN).
 */
export function boundedOfViews(evidence: Evidence, series: readonly SeriesPoint[], names: readonly string[]): Measurement {
  const unknown = evidence.run.carried && series.some((point) => names.some((name) => Number.isNaN(point[name])));
  return unknown ? { worstViolation: 0, tolerance: 1, series, undecided: true, because: whatIsMissing(evidence) } : bounded(series, names);
}

/** Why an integral of f is not known, for a run whose particles carry f. */
export function whatIsMissing({ run }: Evidence): string {
  const why = 'the density of this phase space has no mesh here';
  return run.kind === 'particles' && run.particles(0).logDensity
    ? `${why}, and the particles carry f and grad_v f, but no gradient in x`
    : `${why}, and the snapshots lack log_density: output.snapshots.columns with it, or all columns, would tell`;
}
