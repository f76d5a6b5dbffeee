import { conservationTolerance, drift } from '../drift.ts';
import { paperKernel } from '../assumptions.ts';
import { paper, type Statement } from '../statement.ts';

const energy: Statement = {
  id: 'energy',
  order: 3,
  statement:
    'The kinetic energy is conserved. Measured: |E(t) - E(0)| / E(0) at every output; tolerance: what the time scheme promises (the solver tolerance of schemes that keep the energy, the bound time.energyBound of those that do not), on a grid 1e-6, the accuracy of a sufficient mesh.',
  source: `${paper}, section 1`,
  assumptions: (run) => [paperKernel(run)],
  measure: (evidence) => ({ ...drift(evidence, ['energy'], evidence.column('energy')[0]), tolerance: conservationTolerance(evidence, 2) }),
};
export default energy;
