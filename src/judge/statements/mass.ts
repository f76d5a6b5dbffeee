import { drift } from '../drift.ts';
import { paper, type Statement } from '../statement.ts';

export default {
  id: 'mass',
  order: 1,
  statement: 'The mass is conserved. Measured: |M(t) - M(0)| / M(0) at every output; tolerance: rounding.',
  formula: '\\frac{d}{dt} \\iint f \\,dx\\,dv = 0',
  drawn: { quantities: { value: '|M \u2212 M(0)| / M' }, bound: 'tolerance' },
  source: `${paper}, section 1`,
  assumptions: () => [],
  measure: (evidence) => ({ ...drift(evidence, ['mass'], evidence.column('mass')[0]), tolerance: 1e-12 }),
} satisfies Statement;
