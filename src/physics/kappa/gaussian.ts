import type { KappaKind } from '../../contracts.ts';

export default {
  name: 'gaussian',
  summary: 'kappa(r) = exp(-r^2 / (2 width^2))',
  source: 'a rapidly decaying kernel: satisfies (2.3) on bounded sets only; Gualdani et al. 2025, section 2',
  parameters: { width: { type: 'number', minimum: 0, exclusive: true, description: 'standard deviation' } },
  formula: (algebra, rSquared, { width }) =>
    algebra.exp(algebra.mul(algebra.constant(-0.5 / Number(width) ** 2), rSquared)),
} satisfies KappaKind;
