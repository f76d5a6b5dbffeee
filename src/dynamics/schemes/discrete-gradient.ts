import type { SchemeKind } from '../../contracts.ts';
import { GonzalezCorrection } from '../gonzalez.ts';
import { ImplicitStepper } from '../implicit.ts';

export default {
  name: 'discrete-gradient',
  summary: 'midpoint discrete gradient, second order, energy and entropy law exact',
  source: 'O. Gonzalez, J. Nonlinear Sci. 6 (1996) 449, eq. (25)',
  order: 2,
  keeps: { energy: true, entropyLaw: true },
  estimatesError: true,
  create: (flow, options) => new ImplicitStepper(flow, options, new GonzalezCorrection(flow)),
} satisfies SchemeKind;
