import { boundedOfViews } from '../bounded.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import type { SnapshotView } from '../evidence.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

export default {
  id: 'lp-bounds',
  order: 9,
  statement:
    'The norms |f|_2 and |f|_infinity of the density (particles by blob: smoothed; by Galerkin score: (sum w f)^(1/2) and max f ' +
    'of the f that they carry) stay bounded on [0, T]. Measured: their largest relative growth from one snapshot to ' +
    'the next; doubling (tolerance 1) counts as unbounded.',
  formula: '{|f|}_2 \\le C(T), \\quad {|f|}_\\infty \\le C(T)',
  drawn: { quantities: { value: 'max f', l2: '|f|_2' }, bound: 'growth' },
  source: `${paper}, Lemma 6`,
  assumptions: (run) => [paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) => boundedOfViews(evidence, evidence.views().map(normsOf), ['value', 'l2']),
} satisfies Statement;

/** Of the density at the particles where they carry it; l2Half, or what the density from moments says instead, tells the error. */
function normsOf({ time, full, half, carried, mesh }: SnapshotView): SeriesPoint {
  if (!carried) return { time, value: full.maximum, l2: Math.sqrt(full.square), l2Half: Math.sqrt(half.square) };
  return { time, value: carried.maximum, l2: Math.sqrt(carried.square), ...(mesh && { l2Moments: Math.sqrt(full.square) }) };
}
