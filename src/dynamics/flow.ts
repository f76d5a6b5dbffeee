import type { CollisionFlow, CollisionSums, Particles, VelocitySpace } from '../contracts.ts';
import { axes, type Arena } from '../state/arena.ts';
import type { BesideScore, ScoreForm } from './score-form.ts';
import { velocitySpace } from './space.ts';

/**
 * The collision flow dv_i/dt = -s sum_j w_j kappa(x_i - x_j) N(v_i - v_j) (g_i - g_j) at fixed positions
 * (Gualdani et al. 2025, (1.1) for f = sum_i w_i delta; g the score). `labelTime` is set by whoever splits the step.
 */
export class FuzzyLandauFlow implements CollisionFlow {
  readonly space: VelocitySpace;
  labelTime = 0;
  private readonly particles: Particles;
  private readonly form: ScoreForm;
  private readonly sums: CollisionSums;
  private readonly strength: number;
  private readonly arena: Arena;
  private readonly axes: number;
  /** Collision passes so far: each has other velocities. */
  private collided = 0;

  constructor(particles: Particles, form: ScoreForm, sums: CollisionSums, strength: number, arena: Arena) {
    this.particles = particles;
    this.form = form;
    this.sums = sums;
    this.strength = strength;
    this.arena = arena;
    this.axes = particles.velocity.length;
    // One species of unit mass: the weight of a particle is its inertia too.
    this.space = velocitySpace(particles.weight, this.axes, particles.share);
  }

  entropy(velocity: Float64Array): Promise<number> {
    return this.form.entropy(axes(velocity, this.axes), this.labelTime);
  }

  score(velocity: Float64Array, score: Float64Array, more?: BesideScore): Promise<number> {
    return this.form.score(axes(velocity, this.axes), this.labelTime, axes(score, this.axes), more);
  }

  async collide(velocity: Float64Array, score: Float64Array, rate: Float64Array): Promise<void> {
    const { position, weight, count, share } = this.particles;
    const columns = axes(rate, this.axes);
    const points = {
      count, share, revision: ++this.collided, position, velocity: axes(velocity, this.axes), score: axes(score, this.axes), weight,
    };
    await this.sums.collisions({ kind: 'collisions', rows: points, columns: points, output: { rate: columns } });
    if (this.strength !== 1) for (const column of columns) for (let i = 0; i < count; i++) column[i] *= this.strength;
  }

  vector(): Float64Array {
    return this.arena.vector(this.space.length);
  }
}

/** The velocity columns of particles as one vector (they are adjacent in memory). */
export function velocityVector({ velocity, capacity }: Particles): Float64Array {
  return new Float64Array(velocity[0].buffer, velocity[0].byteOffset, velocity.length * capacity);
}
