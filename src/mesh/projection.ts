import type { Column } from '../contracts.ts';
import { compensatedSum as sum } from '../math/sum.ts';

/**
 * The two-sided projection that makes a mesh operator conserve exactly: P takes from a vector field, in the inner
 * product weighted by w, its mean and its component along c = v - V. P M P is symmetric when M is, and has momentum
 * (constant fields) and energy (g = v) in its kernel and outside its range, whatever the mesh does. At midpoint
 * velocities this is the discrete energy of an implicit step.
 */
export class Projection {
  private readonly count: number;
  private readonly weight: Column;
  private readonly velocity: readonly Column[];
  private readonly mass: number;
  private readonly mean: readonly number[];
  private readonly spread: number;

  constructor(weight: Column, velocity: readonly Column[], count: number) {
    this.count = count;
    this.weight = weight;
    this.velocity = velocity;
    this.mass = sum(count, (i) => weight[i]);
    this.mean = velocity.map((v) => sum(count, (i) => weight[i] * v[i]) / this.mass);
    this.spread = velocity.reduce((total, v, a) => total + sum(count, (i) => weight[i] * (v[i] - this.mean[a]) * (v[i] - this.mean[a])), 0);
  }

  /** to <- P from; may be in place. A second round removes what rounding left of the first. */
  apply(from: readonly Column[], to: readonly Column[]): void {
    const { count } = this;
    from.forEach((column, a) => {
      if (column !== to[a]) to[a].set(column);
    });
    for (let round = 0; round < 2; round++) {
      to.forEach((column) => {
        const mean = sum(count, (i) => this.weight[i] * column[i]) / this.mass;
        for (let i = 0; i < count; i++) column[i] -= mean;
      });
      if (this.spread === 0) continue;
      const along = to.reduce((total, column, a) => total + this.component(column, a), 0) / this.spread;
      to.forEach((column, a) => {
        const [v, mean] = [this.velocity[a], this.mean[a]];
        for (let i = 0; i < count; i++) column[i] -= along * (v[i] - mean);
      });
    }
  }

  private component(column: Column, axis: number): number {
    const [v, mean] = [this.velocity[axis], this.mean[axis]];
    return sum(this.count, (i) => this.weight[i] * column[i] * (v[i] - mean));
  }
}
