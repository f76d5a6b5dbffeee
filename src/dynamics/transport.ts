import type { Particles } from '../contracts.ts';
import { numbers } from '../math/algebra.ts';
import { damping } from '../physics/landau.ts';
import { wrap } from '../state/particles.ts';

/**
 * Free transport d_t f + v . grad_x f = 0 over `interval`, exact: x <- x + v * interval, wrapped into a periodic box
 * (`length`; absent in free space). Axes of x beyond those of v do not move. With `delta` the speed is
 * v exp(-delta |v|^2), the transport of the paper's approximating system (2.34).
 */
export function transport(particles: Particles, interval: number, length: readonly number[] | undefined, delta = 0): void {
  const { position, velocity, count } = particles;
  for (let d = 0; d < Math.min(position.length, velocity.length); d++) {
    const x = position[d];
    const v = velocity[d];
    for (let i = 0; i < count; i++) {
      const moved = x[i] + interval * (delta > 0 ? v[i] * damping(numbers, squaredSpeed(velocity, i), delta) : v[i]);
      x[i] = length ? wrap(moved, length[d]) : moved;
    }
  }
}

const squaredSpeed = (velocity: Particles['velocity'], i: number): number =>
  velocity.reduce((sum, v) => sum + v[i] * v[i], 0);
