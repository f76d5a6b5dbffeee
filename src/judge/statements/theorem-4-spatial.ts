import { constantKappa, gammaIn, hasPosition, paperKernel, wholeSnapshots } from '../assumptions.ts';
import { lemmaEight } from '../lemma-eight.ts';
import { nonIncreasing } from '../monotone.ts';
import { fittedInformations, scoreResidual } from '../lower-bounds.ts';
import { paper, type Statement } from '../statement.ts';

export default {
  id: 'theorem-4-spatial',
  order: 11,
  statement:
    'For constant kappa the spatial Fisher information I_x = int |grad_x f|^2 / f never increases. Measured: the ' +
    'largest relative rise between any two outputs (relative to I_x, or to a thousandth of I_v where I_x is smaller). ' +
    'The series holds Lemma 8 as well: dissipation = -dI_x/dt as the lemma has it, lemma8 = I_x(t) - I_x(0) + int ' +
    'dissipation (particles that carry log f: both of a fit to it, with fit_residual, what it leaves out, beside them). ' +
    'Tolerance: what two quadratures of the density (particles: smoothed, by Galerkin score that of its moments) ' +
    'at the snapshots do not confirm of that rise, and, of a rise they do confirm, how far the run is off ' +
    'I_x of the exact initial data; a rise between the two is undecided. ' +
    fittedInformations,
  formula: '\\frac{d}{dt} \\iint \\frac{{|\\nabla_x f|}^2}{f} \\,dx\\,dv \\le 0',
  drawn: { quantities: { value: 'I_x' }, bound: { above: { value: 'ceiling' } } },
  source: `${paper}, Theorem 4 and Lemma 8`,
  assumptions: (run) => [
    hasPosition(run),
    constantKappa(run),
    gammaIn(-3, Math.sqrt(22), '[-3, sqrt(22)]')(run),
    paperKernel(run),
    wholeSnapshots(run),
  ],
  measure: (evidence) => {
    const lemma = lemmaEight(evidence);
    const residual = scoreResidual(evidence);
    const floor = 1e-3 * evidence.column('fisher_v')[0];
    return nonIncreasing(evidence, { column: 'fisher_x', floor, of: ({ fisherX }) => fisherX }, (row) => ({
      ...residual(row),
      ...lemma.get(row),
    }));
  },
} satisfies Statement;
