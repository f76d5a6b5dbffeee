import type { SchemeKind } from '../../contracts.ts';
import { ImplicitStepper } from '../implicit.ts';

export default {
  name: 'implicit-midpoint',
  summary: 'implicit midpoint rule, second order, energy exact',
  source: 'Hairer, Lubich, Wanner, Geometric Numerical Integration (2006), II.1',
  order: 2,
  keeps: { energy: true, entropyLaw: false },
  estimatesError: true,
  create: (flow, options) => new ImplicitStepper(flow, options),
} satisfies SchemeKind;
