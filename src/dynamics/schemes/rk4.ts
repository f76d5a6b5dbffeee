import type { SchemeKind } from '../../contracts.ts';
import { classical, explicitStepper } from '../runge-kutta.ts';

export default {
  name: 'rk4',
  summary: 'classical Runge-Kutta, fourth order, four score evaluations',
  source: 'W. Kutta, Z. Math. Phys. 46 (1901) 435',
  order: 4,
  keeps: { energy: false, entropyLaw: false },
  estimatesError: false,
  create: (flow) => explicitStepper(flow, classical),
} satisfies SchemeKind;
