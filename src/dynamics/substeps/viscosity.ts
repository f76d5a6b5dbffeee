import type { Collisions, Interval, Particles, Substep, SubstepKind, SubstepReport } from '../../contracts.ts';
import { boxLength } from '../../state/box.ts';
import { wrap } from '../../state/particles.ts';
import { nothing } from '../substep-report.ts';

/**
 * The viscosity epsilon (Lap_x + Lap_v) f of the paper's approximating system (2.34), as a deterministic blob: f is
 * carried by the velocity field -epsilon grad log f, so x_i' = -epsilon g^x_i and v_i' = -epsilon g^v_i with the scores
 * of S_eps. Explicit midpoint rule over each interval.
 */
class Viscosity implements Substep {
  readonly name = 'viscosity';
  readonly place = 2;
  readonly keeps = { energy: false, entropy: false };
  private readonly particles: Particles;
  private readonly collisions: Collisions;
  private readonly epsilon: number;
  private readonly length: readonly number[] | undefined;

  constructor(particles: Particles, collisions: Collisions, epsilon: number, length: readonly number[] | undefined) {
    this.particles = particles;
    this.collisions = collisions;
    this.epsilon = epsilon;
    this.length = length;
  }

  async advance({ length }: Interval): Promise<SubstepReport> {
    const { position, velocity } = this.particles;
    const start = [...position, ...velocity].map((column) => column.slice());
    await this.move(start, length / 2);
    await this.move(start, length);
    return nothing;
  }

  /** From `start` along the slope at the present point. */
  private async move(start: readonly Float64Array[], interval: number): Promise<void> {
    const { epsilon, length } = this;
    const { position, velocity, count } = this.particles;
    const { score, spatial } = await this.collisions.scores();
    const slopes = [...spatial, ...score];
    [...position, ...velocity].forEach((column, k) => {
      for (let i = 0; i < count; i++) {
        const moved = start[k][i] - interval * epsilon * slopes[k][i];
        column[i] = length && k < position.length ? wrap(moved, length[k]) : moved;
      }
    });
  }
}

export default {
  name: 'viscosity',
  summary: 'viscosity epsilon (Lap_x + Lap_v) f, by the particles\' scores',
  source: 'Gualdani et al. 2025, (2.34)',
  create({ scenario, particles, collisions }) {
    const epsilon = scenario.equation.regularisation?.epsilon ?? 0;
    return epsilon > 0 ? new Viscosity(particles, collisions, epsilon, boxLength(scenario)) : undefined;
  },
} satisfies SubstepKind;
