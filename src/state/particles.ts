import type { Particles } from '../contracts.ts';
import { padded, type Arena } from './arena.ts';

/** Zeroed particles in shared memory, with room for `capacity` (a multiple of 8); ids count from 0. */
export function allocateParticles(
  arena: Arena, count: number, dimensions: { readonly x: number; readonly v: number }, capacity: number = padded(count),
): Particles {
  const particles: Particles = {
    count,
    capacity,
    position: arena.columns(dimensions.x, capacity),
    velocity: arena.columns(dimensions.v, capacity),
    weight: arena.vector(capacity),
    id: arena.vector(capacity),
  };
  for (let i = 0; i < count; i++) particles.id[i] = i;
  return particles;
}

/** The smallest non-negative representative of x modulo the box. */
export function wrap(x: number, length: number): number {
  const y = x - length * Math.floor(x / length);
  // A tiny negative x rounds up to the length itself.
  return y < length ? y : 0;
}
