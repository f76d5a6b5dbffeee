import { bounded, whatIsMissing } from '../bounded.ts';
import { constantKappa, gammaIn, hasPosition, paperKernel, wholeSnapshots } from '../assumptions.ts';
import { fittedInformations, scoreResidual, unconfirmed } from '../lower-bounds.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

export default {
  id: 'theorem-4-full',
  order: 12,
  statement:
    'For constant kappa the full Fisher information I_x + I_v stays bounded on [0, T]. Measured: the largest relative growth from ' +
    'one output to the next; doubling within an output interval (tolerance 1) counts as unbounded. ' +
    'Where particles carry f the integral over the density of their moments must stay bounded too; without it the statement is ' +
    'undecided. ' + fittedInformations,
  formula: '\\iint \\frac{{|\\nabla_x f|}^2 + {|\\nabla_v f|}^2}{f} \\,dx\\,dv \\le C(T)',
  drawn: { quantities: { value: 'I_x + I_v' }, bound: 'growth' },
  source: `${paper}, Theorem 4`,
  assumptions: (run) => [hasPosition(run), constantKappa(run), gammaIn(-3, 1, '[-3, 1]')(run), paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) => {
    const residual = scoreResidual(evidence);
    const inX = evidence.column('fisher_x');
    const inV = evidence.column('fisher_v');
    const integrals = new Map(evidence.views().map(({ row, full }) => [row, full.fisherX + full.fisherV]));
    const series = Array.from(evidence.times, (time, row): SeriesPoint => {
      const integral = integrals.get(row);
      return { time, value: inX[row] + inV[row], ...(Number.isFinite(integral) && { integral: integral! }), ...residual(row) };
    });
    const ofRows = bounded(series, ['value']);
    if (!evidence.run.carried) return ofRows;
    if (evidence.views().some(({ full }) => !Number.isFinite(full.fisherX + full.fisherV))) {
      return { ...ofRows, undecided: true, because: unconfirmed(whatIsMissing(evidence)) };
    }
    const ofDensity = bounded(series.filter(({ integral }) => integral !== undefined), ['integral']);
    return { ...ofRows, worstViolation: Math.max(ofRows.worstViolation, ofDensity.worstViolation) };
  },
} satisfies Statement;
