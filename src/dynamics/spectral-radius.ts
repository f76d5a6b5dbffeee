import type { CollisionFlow, Memory } from '../contracts.ts';
import { thermalNorm } from './energy.ts';
import { addScaled, subtract } from './vectors.ts';

/** Finite-difference probe, in thermal speeds: the root of the rounding, a little above it. */
const probe = 1e-7;
/** Steps for which an estimate is good. */
const lifetime = 10;
const maximumIterations = 60;
/** Two successive estimates closer than this end the iteration. */
const agreement = 0.02;
/** Safety factor of the RKC code. */
const safety = 1.2;

/**
 * Spectral radius of the Jacobian of the collision rate by the nonlinear power method of the RKC code (Sommeijer,
 * Shampine, Verwer, J. Comput. Appl. Math. 88, 1998, section 5): e <- rate(v + probe e/|e|) - rate(v). The vector is
 * kept, so later estimates take two evaluations or so. The plain Euclidean norm is used, for the stiffest directions
 * belong to the lightest particles.
 */
export class SpectralRadius {
  private readonly flow: CollisionFlow;
  private readonly shifted: Float64Array;
  private readonly score: Float64Array;
  private readonly rate: Float64Array;
  private direction: Float64Array | undefined;
  private value = 0;
  private age = 0;

  constructor(flow: CollisionFlow) {
    this.flow = flow;
    this.shifted = flow.vector();
    this.score = flow.vector();
    this.rate = flow.vector();
  }

  /**
   * The spectral radius, safety factor included, at `velocity` where the rate is `rate`, and the evaluations it took.
   * NaN when the flow is not finite nearby.
   */
  async estimate(velocity: Float64Array, rate: Float64Array): Promise<{ radius: number; evaluations: number }> {
    const { flow, shifted, score } = this;
    this.age++;
    if (this.direction && this.age <= lifetime) return { radius: safety * this.value, evaluations: 0 };
    const size = probe * thermalNorm(flow.space, velocity) / Math.sqrt(flow.space.mass());
    const needed = this.direction ? 1 : 3;
    const direction = this.direction ?? Float64Array.from(rate);
    let evaluations = 0, settled = false;
    while (!settled && evaluations < maximumIterations) {
      const length = flow.space.euclidean(direction);
      if (length === 0) return { radius: 0, evaluations };
      addScaled(shifted, velocity, size / length, direction);
      await flow.score(shifted, score);
      await flow.collide(shifted, score, this.rate);
      subtract(direction, this.rate, rate);
      const value = flow.space.euclidean(direction) / size;
      evaluations++;
      settled = evaluations >= needed && !(Math.abs(value - this.value) > agreement * value);
      this.value = value;
    }
    this.direction = Number.isFinite(this.value) ? direction : undefined;
    this.age = 1;
    return { radius: safety * this.value, evaluations };
  }

  /** Starts from scratch next time. */
  forget(): void {
    this.direction = undefined;
  }

  memory(): Memory {
    return this.direction ? { direction: this.direction.slice(), radius: Float64Array.of(this.value, this.age) } : {};
  }

  restore(memory: Memory): void {
    this.direction = memory.direction?.slice();
    [this.value, this.age] = memory.radius ?? [0, 0];
  }
}
