import type { KappaKind } from '../../contracts.ts';

export default {
  name: 'constant',
  summary: 'kappa = 1: every particle collides with every other, wherever it is',
  source: 'Gualdani et al. 2025, Theorems 4 and 5',
  parameters: {},
  formula: (algebra) => algebra.constant(1),
} satisfies KappaKind;
