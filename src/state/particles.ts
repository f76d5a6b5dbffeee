import type { Particles, Ranks } from '../contracts.ts';
import { shareUnit } from '../math/sum.ts';
import { countOf, firstOf, shareOut } from '../ranks/share.ts';
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
  number(particles);
  return particles;
}

/** How many particles there are on all ranks, and how many there may come to be. */
interface Numbers {
  readonly count: number;
  readonly most: number;
}

/** Zeroed particles for this rank's share of `count`, with room for its share of up to `most`. */
export function allocateShare(
  arena: Arena, ranks: Ranks, { count, most }: Numbers, dimensions: { readonly x: number; readonly v: number },
): Particles {
  if (ranks.size === 1) return allocateParticles(arena, count, dimensions, most);
  const share = shareOut(ranks, count, shareUnit(count));
  // A share is a whole number of units, rounded up or down, and units may grow with the number of all.
  const capacity = padded(Math.min(most, Math.ceil(most / ranks.size) + 2 * shareUnit(most)));
  const particles: Particles = { ...allocateParticles(arena, countOf(share), dimensions, capacity), share, most };
  number(particles);
  return particles;
}

/** Numbers particles as they stand among those of all ranks. */
export function number({ id, count, share }: Particles): void {
  const first = share ? firstOf(share) : 0;
  for (let i = 0; i < count; i++) id[i] = first + i;
  id.fill(0, count);
}

/** The smallest non-negative representative of x modulo the box. */
export function wrap(x: number, length: number): number {
  const y = x - length * Math.floor(x / length);
  // A tiny negative x rounds up to the length itself.
  return y < length ? y : 0;
}
