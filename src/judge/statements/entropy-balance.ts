import { entropyJumps } from '../../diagnostics/entropy-jumps.ts';
import { rounding } from '../monotone.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';
import { severalRows } from '../assumptions.ts';
import { entropyReason } from '../entropy-reason.ts';
import { ofOutputs } from '../sparse-outputs.ts';
import { quadratureError, runningIntegral } from '../time-integral.ts';

export default {
  id: 'entropy-balance',
  order: 5,
  statement:
    'S(t) - S(0) equals the time integral of the entropy production D. Measured: |S(t) - S(0) - int D|, per unit ' +
    'mass, with the integral that the run itself took in every step. Tolerance: how well the outputs know that ' +
    "integral, Simpson's rule over them against the trapezoidal one; where that is a tenth of the integral, " +
    'undecided.',
  formula: 'S(t) - S(0) = \\int_0^t D(s) \\,ds',
  drawn: { quantities: { value: '|S \u2212 S(0) \u2212 \u222bD| / M' }, bound: 'tolerance' },
  source: `${paper}, (2.41) and Theorem 2`,
  assumptions: (run) => [severalRows(run)],
  measure: (evidence) => {
    const mass = evidence.column('mass')[0];
    const residual = evidence.column('generic_residual');
    const entropy = evidence.column('entropy');
    const jump = entropyJumps(evidence.run.diagnostics.columns);
    const rule = runningIntegral(evidence.times, evidence.column('entropy_production'));
    const series = Array.from(evidence.times, (time, row): SeriesPoint => {
      const gained = entropy[row] - entropy[0] - jump[row];
      return { time, value: Math.abs(residual[row]) / mass, gained, produced: gained - residual[row], producedByOutputs: rule[row].best };
    });
    const worstViolation = series.reduce((worst, { value }) => (value <= worst ? worst : value), 0);
    const tolerance = (quadratureError(rule) + rounding * Math.max(1, Math.abs(entropy[0]))) / mass;
    const because = entropyReason(evidence.run);
    return ofOutputs(evidence, { worstViolation, tolerance, series, because }, rule[rule.length - 1].best / mass);
  },
} satisfies Statement;
