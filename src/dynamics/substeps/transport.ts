import type { SubstepKind } from '../../contracts.ts';
import { boxLength } from '../../state/box.ts';
import { nothing } from '../substep-report.ts';
import { transport } from '../transport.ts';

export default {
  name: 'transport',
  summary: 'free transport d_t f + v . grad_x f = 0, exact',
  source: 'Gualdani et al. 2025, (1.1); damped as in (2.34)',
  create({ scenario, particles, clock }) {
    const length = boxLength(scenario);
    const delta = scenario.equation.regularisation?.delta;
    return {
      name: 'transport',
      place: -1,
      keeps: { energy: true, entropy: true },
      async advance(interval) {
        transport(particles, interval.length, length, delta);
        clock.positions = interval.to;
        return nothing;
      },
    };
  },
} satisfies SubstepKind;
