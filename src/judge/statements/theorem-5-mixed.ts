import { constantKappa, gammaIn, hasPosition, paperKernel, wholeSnapshots } from '../assumptions.ts';
import { fisherMixedAt } from '../functionals.ts';
import { nonIncreasing } from '../monotone.ts';
import { paper, type Statement } from '../statement.ts';

const theorem5Mixed: Statement = {
  id: 'theorem-5-mixed',
  order: 13,
  statement:
    'For constant kappa and gamma = 0 the mixed Fisher information int |(t grad_x + grad_v) f|^2 / f never increases. Measured: the largest relative rise between any two outputs; relaxed = the same with t replaced by (1 - exp(-nu t)) / nu. Tolerance: what two quadratures of the (smoothed) density at the snapshots do not confirm of that rise.',
  source: `${paper}, Theorem 5`,
  assumptions: (run) => [hasPosition(run), constantKappa(run), gammaIn(0, 0, '{0}')(run), paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) => {
    const relaxed = evidence.column('fisher_mixed_relaxed');
    return nonIncreasing(evidence, 'fisher_mixed', (view, which) => fisherMixedAt(view[which], view.time), 0, (row) => ({ relaxed: relaxed[row] }));
  },
};
export default theorem5Mixed;
