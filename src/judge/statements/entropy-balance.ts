import { entropyJumps } from '../entropy-jumps.ts';
import { rounding } from '../monotone.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';
import { severalRows } from '../assumptions.ts';
import { runningIntegral } from '../time-integral.ts';

const entropyBalance: Statement = {
  id: 'entropy-balance',
  order: 5,
  statement:
    'S(t) - S(0) equals the time integral of the entropy production D. Measured: |S(t) - S(0) - int D|, per unit mass, with the integral that the run itself took in every step. Tolerance: how far that integral is from Simpson\'s rule over the output times, and Simpson\'s rule from the trapezoidal one, in units of the production.',
  source: `${paper}, (2.41) and Theorem 2`,
  assumptions: (run) => [severalRows(run)],
  measure: (evidence) => {
    const mass = evidence.column('mass')[0];
    const residual = evidence.column('generic_residual');
    const entropy = evidence.column('entropy');
    const jump = entropyJumps(evidence);
    const rule = runningIntegral(evidence.times, evidence.column('entropy_production'));
    let quadrature = 0;
    const series = Array.from(evidence.times, (time, row): SeriesPoint => {
      const gained = entropy[row] - entropy[0] - jump[row];
      quadrature = Math.max(quadrature, Math.abs(rule[row].best - rule[row].fine));
      return { time, value: Math.abs(residual[row]) / mass, gained, produced: gained - residual[row], producedByOutputs: rule[row].best };
    });
    const worstViolation = series.reduce((worst, { value }) => (value <= worst ? worst : value), 0);
    return { worstViolation, tolerance: (quadrature + rounding * Math.max(1, Math.abs(entropy[0]))) / mass, series };
  },
};
export default entropyBalance;
