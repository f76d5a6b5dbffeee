import { vectorNames } from '../../math/axes.ts';
import { conservationTolerance, drift } from '../drift.ts';
import { paper, type Statement } from '../statement.ts';

export default {
  id: 'momentum',
  order: 2,
  statement:
    'The momentum is conserved. Measured: |P(t) - P(0)| over the thermal momentum sqrt(2 E M) at every output; tolerance: ' +
    'rounding, on a grid 1e-6, the accuracy of a sufficient mesh.',
  formula: '\\frac{d}{dt} \\iint v f \\,dx\\,dv = 0',
  drawn: { quantities: { value: '|P \u2212 P(0)| / \u221a(2 E M)' }, bound: 'tolerance' },
  source: `${paper}, section 1`,
  assumptions: () => [],
  measure: (evidence) => {
    const thermal = Math.sqrt(2 * evidence.column('energy')[0] * evidence.column('mass')[0]);
    const names = vectorNames('momentum', evidence.run.scenario.equation.dimensions.v);
    return { ...drift(evidence, names, thermal), tolerance: conservationTolerance(evidence, 1) };
  },
} satisfies Statement;
