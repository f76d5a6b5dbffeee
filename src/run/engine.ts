import type { Clock, Collisions, Memory, Particles, Scenario, Substep } from '../contracts.ts';
import { substeps } from '../dynamics/catalogue.ts';
import type { Arena } from '../state/arena.ts';
import { Stopwatch } from '../stopwatch.ts';
import type { ThreadTimes } from '../threads/threads.ts';
import { openThreads } from '../threads/worker-threads.ts';
import { createBlob } from './blob-engine.ts';
import { chooseScore } from './choose-score.ts';
import type { Computation, EngineOptions, EngineParts } from './engine-parts.ts';
import type { PairCount } from './pair-count.ts';
import type { ChosenSums } from './sums.ts';

export type { Backend, Computation, EngineOptions } from './engine-parts.ts';

/** Everything that computes over one set of particles: the terms of the equation and the pair sums they ask for. */
export interface Engine {
  readonly particles: Particles;
  readonly clock: Clock;
  readonly collisions: Collisions;
  /** All terms of the equation, the collisions among them. */
  readonly substeps: readonly Substep[];
  readonly sums: ChosenSums;
  readonly computation: Computation;
  /** Where the time goes; what its threads took, and the pairs of direct sums. */
  readonly watch: Stopwatch;
  readonly times: Readonly<ThreadTimes>;
  readonly pairs: Readonly<PairCount>;
  close(): Promise<void>;
}

/**
 * Builds the engine of a run over particles that lie in `arena`. `memory` is what the collisions of a run that is
 * resumed remember.
 */
export async function createEngine(
  scenario: Scenario, particles: Particles, arena: Arena, options: EngineOptions, memory?: Memory, watch = new Stopwatch(),
): Promise<Engine> {
  const threads = openThreads(options.threads, arena.wide);
  const clock: Clock = { positions: 0 };
  const { times } = threads;
  watch.heeds(() => times.spent - times.mean);
  const pairs: PairCount = { pairs: 0, seconds: 0 };
  const parts: EngineParts = { scenario, particles, clock, arena, threads, options, watch, pairs, ...(memory && { memory }) };
  try {
    const { collisions, sums, computation } = (await chooseScore(parts)) ?? (await createBlob(parts));
    if (memory) collisions.restore(memory);
    const others = substeps.flatMap((kind) => kind.create({ scenario, particles, clock, collisions }) ?? []);
    const engine = { particles, clock, collisions, substeps: [...others, collisions], sums, computation, watch, times, pairs };
    return { ...engine, close: () => threads.close() };
  } catch (error) {
    await threads.close();
    throw error;
  }
}
