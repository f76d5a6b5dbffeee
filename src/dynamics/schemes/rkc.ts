import type { SchemeKind } from '../../contracts.ts';
import { ChebyshevStepper } from '../chebyshev.ts';

export default {
  name: 'rkc',
  summary: 'stabilised explicit Runge-Kutta-Chebyshev, second order, as many stages as the stiffness asks',
  source: 'Sommeijer, Shampine, Verwer, J. Comput. Appl. Math. 88 (1998) 315',
  order: 2,
  keeps: { energy: false, entropyLaw: false },
  estimatesError: true,
  create: (flow, options) => new ChebyshevStepper(flow, options),
} satisfies SchemeKind;
