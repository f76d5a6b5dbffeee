import type { Clock, Collisions, Memory, Particles, Scenario } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import type { Stopwatch } from '../stopwatch.ts';
import type { Threads } from '../threads/threads.ts';
import type { PairCount } from './pair-count.ts';
import type { ChosenSums } from './sums.ts';

/** What computes the sums: plain loops, WebAssembly SIMD, or C compiled on this machine. */
export type Backend = 'loops' | 'simd' | 'native';

export interface EngineOptions {
  /** Worker threads; 0 computes on the calling thread. The numbers do not depend on it. */
  readonly threads: number;
  readonly backend: Backend | 'auto';
  /** No fused operations: the same bits on every machine and Node version. */
  readonly reproducible: boolean;
  /** A trial with fewer particles: the number for which score and sums are chosen. Default: as many as there are. */
  readonly standsFor?: number;
}

/** What was chosen, for the manifest. */
export interface Computation {
  readonly backend: string;
  readonly mode: string;
  /** Why these kernels: what agreed with the plain loops, and what was passed over because it did not. */
  readonly kernels: string;
}

/** What collisions of any kind are made from. */
export interface EngineParts {
  readonly scenario: Scenario;
  readonly particles: Particles;
  readonly clock: Clock;
  readonly arena: Arena;
  readonly threads: Threads;
  readonly options: EngineOptions;
  readonly watch: Stopwatch;
  /** Pairs in direct sums. */
  readonly pairs: PairCount;
  /** What the collisions of a run that is resumed remember. */
  readonly memory?: Memory;
}

/** Collisions, with the sums that they use and what computes those. */
export interface BuiltCollisions {
  readonly collisions: Collisions;
  readonly sums: ChosenSums;
  readonly computation: Computation;
}
