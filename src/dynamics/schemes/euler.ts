import type { SchemeKind } from '../../contracts.ts';
import { explicitStepper } from '../runge-kutta.ts';

export default {
  name: 'euler',
  summary: 'forward Euler, first order: the baseline',
  source: 'L. Euler, Institutiones calculi integralis I (1768), section 650',
  order: 1,
  keeps: { energy: false, entropyLaw: false },
  estimatesError: false,
  create: (flow) => explicitStepper(flow, { stages: [[]], weights: [1] }),
} satisfies SchemeKind;
