import { entropyJumps } from '../../diagnostics/entropy-jumps.ts';
import { shown } from '../../math/shown.ts';
import { entropyReason } from '../entropy-reason.ts';
import { rounding } from '../monotone.ts';
import { ofOutputs } from '../sparse-outputs.ts';
import { severalRows } from '../assumptions.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';
import { quadratureError, runningIntegral } from '../time-integral.ts';

/**
 * On particles, d_t f - L dE is what the collisions do, M dS at the scheme's own stages, so both norms are square roots of
 * the entropy production. The run integrates one of them with the quadrature of its time scheme (S(t) - S(0) minus the
 * GENERIC residual); the other is integrated here, from the production at the output times. The two differ by
 * - the error of the outputs' rule, which Simpson against trapezium estimates: J within it is zero as far as anybody can tell;
 * - the error of the run's steps: its stages lie inside a step, between the two halves of the transport, where the production
 *   differs from that at the outputs by what it changes in half a step at most. Splittings of second order are better by a
 *   factor that only smaller steps tell: J between the two is undecided.
 */
export default {
  id: 'generic-action',
  order: 14,
  statement:
    'J = S(0) - S(t) + 1/2 int (|d_t f - L dE|^2 + |dS|^2) dt is never negative and zero exactly on solutions. ' +
    "Measured: |J(t)| per unit mass, with the first norm as the run's time scheme integrates it and the second by " +
    "Simpson's rule over the output times. Tolerance: Simpson's rule against the trapezoidal one. Undecided: where " +
    'that is a tenth of the integral, and where J is larger, but not by more than the production changes within half ' +
    'a step.',
  formula: 'S(t) - S(0) = \\frac{1}{2} \\int_0^t ({|\\partial_t f - L \\,dE|}^2 + {|dS|}^2) \\,ds',
  drawn: { quantities: { value: '|J| / M' }, bound: 'tolerance' },
  source: `${paper}, (5.2)`,
  assumptions: (run) => [severalRows(run)],
  measure: (evidence) => {
    const mass = evidence.column('mass')[0];
    const entropy = evidence.column('entropy');
    const jump = entropyJumps(evidence.run.diagnostics.columns);
    const residual = evidence.column('generic_residual');
    const production = evidence.column('entropy_production');
    const step = evidence.column('step');
    const rule = runningIntegral(evidence.times, production);
    let within = 0;
    const series = Array.from(evidence.times, (time, row): SeriesPoint => {
      const gained = entropy[row] - entropy[0] - jump[row];
      const flux = gained - residual[row];
      if (row > 0) within += (Math.abs(production[row] - production[row - 1]) * step[row]) / 2;
      return { time, value: (-gained + 0.5 * (flux + rule[row].best)) / mass, flux, dissipation: rule[row].best };
    });
    const worstViolation = series.reduce((worst, { value }) => (Math.abs(value) <= worst ? worst : Math.abs(value)), 0);
    const tolerance = (0.5 * quadratureError(rule) + rounding * Math.max(1, Math.abs(entropy[0]))) / mass;
    const measured = { worstViolation, tolerance, series, because: entropyReason(evidence.run) };
    if (worstViolation > tolerance && worstViolation <= tolerance + (0.5 * within) / mass) {
      // Second order in the step: it comes down to the outputs' error at the root of the ratio.
      const wanted = Math.max(...step) * Math.sqrt(tolerance / worstViolation);
      const left = `steps of ${shown(Math.max(...step), 2)} leave ${worstViolation.toExponential(1)}, which may be their own error`;
      return { ...measured, undecided: true, because: `${left}: time.step: ${shown(wanted, 2)} would decide` };
    }
    return ofOutputs(evidence, measured, rule[rule.length - 1].best / mass);
  },
} satisfies Statement;
