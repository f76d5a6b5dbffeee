import type { SchemeKind } from '../../contracts.ts';
import { explicitStepper } from '../runge-kutta.ts';

export default {
  name: 'rk4',
  summary: 'classical Runge-Kutta, fourth order, four score evaluations',
  source: 'W. Kutta, Z. Math. Phys. 46 (1901) 435',
  order: 4,
  keeps: { energy: false, entropyLaw: false },
  estimatesError: false,
  create: (flow) =>
    explicitStepper(flow, {
      stages: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
      weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
    }),
} satisfies SchemeKind;
