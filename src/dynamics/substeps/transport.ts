import type { SubstepKind } from '../../contracts.ts';
import { boxLength } from '../blob.ts';
import { nothing } from '../substep-report.ts';
import { transport } from '../transport.ts';

export default {
  name: 'transport',
  summary: 'free transport d_t f + v . grad_x f = 0, exact',
  source: 'Gualdani et al. 2025, (1.1); damped as in (2.34)',
  create({ scenario, particles, clock }) {
    const { equation, time } = scenario;
    const length = boxLength(scenario);
    const parts = time.substeps.transport;
    return {
      name: 'transport',
      place: -1,
      keeps: { energy: true, entropy: true },
      async advance(interval) {
        for (let k = 0; k < parts; k++) transport(particles, interval.length / parts, length, equation.regularisation?.delta);
        clock.positions = interval.to;
        return nothing;
      },
    };
  },
} satisfies SubstepKind;
