import { energyDrift } from '../../diagnostics/energy-drift.ts';
import { conservationTolerance } from '../drift.ts';
import { paperKernel } from '../assumptions.ts';
import { paper, type Statement } from '../statement.ts';

export default {
  id: 'energy',
  order: 3,
  statement:
    'The kinetic energy is conserved. Measured: the drift of the energy about the initial mean velocity, over the thermal energy, ' +
    'at every output; tolerance: what the time scheme promises (the solver tolerance of schemes that keep the energy, the bound ' +
    'time.energyBound of those that do not), on a grid 1e-6, the accuracy of a sufficient mesh.',
  formula: '\\frac{d}{dt} \\iint \\frac{{|v|}^2}{2} f \\,dx\\,dv = 0',
  drawn: { quantities: { value: '|E \u2212 E(0)| / E' }, bound: 'tolerance' },
  source: `${paper}, section 1`,
  assumptions: (run) => [paperKernel(run)],
  measure: (evidence) => {
    const energy = evidence.column('energy');
    const drift = energyDrift(evidence.run.diagnostics.columns);
    const series = Array.from(drift, (value, row) => ({ time: evidence.times[row], value, energy: energy[row] }));
    // A drift that is no number is the worst.
    const worstViolation = series.reduce((worst, { value }) => (value <= worst ? worst : value), 0);
    return { worstViolation, series, tolerance: conservationTolerance(evidence, 2) };
  },
} satisfies Statement;
