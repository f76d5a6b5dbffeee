import type { Particles } from '../contracts.ts';
import { wrap } from '../state/particles.ts';

/**
 * Free transport d_t f + v . grad_x f = 0 over `interval`, exact: x <- x + v * interval, wrapped into a periodic box
 * (`length`; absent in free space). Axes of x beyond those of v do not move. With `damping` delta the speed is
 * v exp(-delta |v|^2), the transport of the paper's approximating system (2.34).
 */
export function transport(particles: Particles, interval: number, length: readonly number[] | undefined, damping = 0): void {
  const { position, velocity, count } = particles;
  for (let d = 0; d < Math.min(position.length, velocity.length); d++) {
    const x = position[d];
    const v = velocity[d];
    for (let i = 0; i < count; i++) {
      const moved = x[i] + interval * (damping > 0 ? v[i] * Math.exp(-damping * squaredSpeed(velocity, i)) : v[i]);
      x[i] = length ? wrap(moved, length[d]) : moved;
    }
  }
}

const squaredSpeed = (velocity: Particles['velocity'], i: number): number =>
  velocity.reduce((sum, v) => sum + v[i] * v[i], 0);
