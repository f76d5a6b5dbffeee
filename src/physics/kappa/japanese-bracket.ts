import type { KappaKind } from '../../contracts.ts';

export default {
  name: 'japanese-bracket',
  summary: 'kappa(r) = (1 + r^2)^(-lambda/2)',
  source: 'Gualdani et al. 2025, (1.2)',
  parameters: { lambda: { type: 'number', minimum: 0, description: 'decay exponent lambda' } },
  formula: (algebra, rSquared, { lambda }) =>
    algebra.pow(algebra.add(algebra.constant(1), rSquared), -Number(lambda) / 2),
} satisfies KappaKind;
