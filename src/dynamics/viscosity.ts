import type { Column, Particles } from '../contracts.ts';
import { wrap } from '../state/particles.ts';
import { axes, type Arena } from '../state/arena.ts';
import { velocityVector, type FuzzyLandauFlow } from './flow.ts';

/**
 * The viscosity epsilon (Lap_x + Lap_v) f of the paper's approximating system (2.34), as a deterministic blob: f is
 * carried by the velocity field -epsilon grad log f, so x_i' = -epsilon g^x_i and v_i' = -epsilon g^v_i with the scores
 * of S_eps. Explicit midpoint rule over each interval.
 */
export class Viscosity {
  private readonly particles: Particles;
  private readonly flow: FuzzyLandauFlow;
  private readonly epsilon: number;
  private readonly length: readonly number[] | undefined;
  private readonly score: Float64Array;
  private readonly spatial: readonly Column[];
  private readonly saved: readonly Column[];

  constructor(particles: Particles, flow: FuzzyLandauFlow, epsilon: number, length: readonly number[] | undefined, arena: Arena) {
    this.particles = particles;
    this.flow = flow;
    this.epsilon = epsilon;
    this.length = length;
    this.score = flow.vector();
    this.spatial = arena.columns(particles.position.length, particles.capacity);
    this.saved = arena.columns(particles.position.length + particles.velocity.length, particles.capacity);
  }

  async step(interval: number): Promise<void> {
    const { position, velocity } = this.particles;
    [...position, ...velocity].forEach((column, k) => this.saved[k].set(column));
    await this.move(interval / 2);
    await this.move(interval);
  }

  /** From the saved point along the slope at the present one. */
  private async move(interval: number): Promise<void> {
    const { particles, flow, epsilon, length, saved } = this;
    const { position, velocity, count } = particles;
    await flow.score(velocityVector(particles), this.score, this.spatial);
    const slopes = [...this.spatial, ...axes(this.score, velocity.length)];
    [...position, ...velocity].forEach((column, k) => {
      for (let i = 0; i < count; i++) {
        const moved = saved[k][i] - interval * epsilon * slopes[k][i];
        column[i] = length && k < position.length ? wrap(moved, length[k]) : moved;
      }
    });
  }
}
