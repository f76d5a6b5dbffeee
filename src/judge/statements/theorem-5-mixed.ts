import { constantKappa, gammaIn, hasPosition, paperKernel, wholeSnapshots } from '../assumptions.ts';
import { fisherMixedAt } from '../functionals.ts';
import type { Evidence } from '../evidence.ts';
import { modesReference } from '../../reference/modes.ts';
import { largestRise, nonIncreasing } from '../monotone.ts';
import { fittedInformations, scoreResidual } from '../lower-bounds.ts';
import { paper, type Statement } from '../statement.ts';

export default {
  id: 'theorem-5-mixed',
  order: 13,
  statement:
    'For constant kappa and gamma = 0 the mixed Fisher information int |(t grad_x + grad_v) f|^2 / f never increases. ' +
    'Measured: the largest relative rise between any two outputs; relaxed = the same with t replaced by (1 - exp(-nu ' +
    't)) / nu. Tolerance: what two quadratures of the density (particles: smoothed, by Galerkin score that of its ' +
    'moments) at the snapshots do not confirm of that rise, and, of a rise they do confirm, how far the run is off ' +
    'I_mixed of the exact initial data; a rise between the two is undecided. ' +
    fittedInformations,
  formula: '\\frac{d}{dt} \\iint \\frac{{|(t \\nabla_x + \\nabla_v) f|}^2}{f} \\,dx\\,dv \\le 0',
  drawn: { quantities: { value: 'I_mixed' }, bound: { above: { value: 'ceiling' } } },
  source: `${paper}, Theorem 5`,
  assumptions: (run) => [hasPosition(run), constantKappa(run), gammaIn(0, 0, '{0}')(run), paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) => {
    const residual = scoreResidual(evidence);
    const relaxed = evidence.column('fisher_mixed_relaxed');
    const measured = nonIncreasing(evidence, { column: 'fisher_mixed', floor: 0, of: fisherMixedAt }, (row) => ({
      relaxed: relaxed[row],
      ...residual(row),
    }));
    const found = measured.worstViolation > measured.tolerance;
    return found ? { ...measured, because: exactRise(evidence) } : measured;
  },
} satisfies Statement;

/** What the exact solution does, where the modes reference has it in seconds (its integrals over three velocities take minutes). */
function exactRise({ run, times }: Evidence): string | undefined {
  if (run.scenario.equation.dimensions.v !== 2) return undefined;
  try {
    const end = times[times.length - 1];
    const eighths = Array.from({ length: 9 }, (_, n) => (n * end) / 8);
    const rise = largestRise(modesReference(run.scenario, eighths).map(({ diagnostics }) => diagnostics.fisher_mixed));
    const exact = `the exact solution (reference modes) rises as well, by ${rise.toExponential(2)}`;
    return `${exact}: it is the claim that fails, see docs/theorems.md`;
  } catch {
    // Outside the reference, or not converged: nothing is known.
    return undefined;
  }
}
