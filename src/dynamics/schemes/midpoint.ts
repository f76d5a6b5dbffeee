import type { SchemeKind } from '../../contracts.ts';
import { explicitStepper } from '../runge-kutta.ts';

export default {
  name: 'midpoint',
  summary: 'explicit midpoint rule, second order, two score evaluations',
  source: 'C. Runge, Math. Ann. 46 (1895) 167',
  order: 2,
  keeps: { energy: false, entropyLaw: false },
  estimatesError: false,
  create: (flow) => explicitStepper(flow, { stages: [[], [1 / 2]], weights: [0, 1] }),
} satisfies SchemeKind;
