import { bounded } from '../bounded.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { paper, type Statement } from '../statement.ts';

const lpBounds: Statement = {
  id: 'lp-bounds',
  order: 9,
  statement:
    'The norms |f|_2 and |f|_infinity of the density (particles: smoothed) stay bounded on [0, T]. Measured: their largest ' +
    'relative growth from one snapshot to the next; doubling (tolerance 1) counts as unbounded.',
  source: `${paper}, Lemma 6`,
  assumptions: (run) => [paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) =>
    bounded(
      evidence
        .views()
        .map(({ time, full, half }) => ({ time, value: full.maximum, l2: Math.sqrt(full.square), l2Half: Math.sqrt(half.square) })),
      ['value', 'l2'],
    ),
};
export default lpBounds;
