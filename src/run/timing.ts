import type { Ranks } from '../contracts.ts';
import type { Timing } from '../io/manifest.ts';
import { allOf, gatherEach } from '../ranks/share.ts';
import type { ThreadTimes } from '../threads/threads.ts';
import type { Engine } from './engine.ts';
import type { PairCount } from './pair-count.ts';
import type { Simulation } from './simulation.ts';

/** By how much the largest is above the mean. */
const excess = (largest: number, mean: number): number => (mean > 0 ? largest / mean - 1 : 0);

/** Milliseconds are enough. */
const rounded = (seconds: number): number => Math.round(1000 * seconds) / 1000;

/** Where the time of a session goes that begins now: what was done before its steps is `start`. */
export class SessionTiming {
  private readonly engine: Engine;
  private readonly cores: number;
  private readonly ranks: Ranks;
  private readonly before: { readonly iteration: number; readonly pairs: PairCount; readonly times: ThreadTimes };

  constructor({ engine, progress }: Simulation, threads: number, ranks: Ranks) {
    this.engine = engine;
    this.cores = Math.max(1, threads) * ranks.size;
    this.ranks = ranks;
    this.before = { iteration: progress.iteration, pairs: { ...engine.pairs }, times: { ...engine.times } };
    engine.watch.heeds(() => ranks.traffic.seconds);
    engine.watch.begin('solver');
  }

  /** What it is so far on this rank. `together`: all ranks ask at once, and are compared with each other. */
  read(iteration: number, together: boolean): Timing {
    const { ranks, cores, before, engine: { watch, times, pairs, particles } } = this;
    const { seconds, parts } = watch.read();
    const stepping = seconds - parts.start - parts.output;
    const rate = (count: number, during: number): number => (during > 0 ? Number((count / during / cores).toPrecision(4)) : 0);
    const steps = iteration - before.iteration;
    const shares = together && ranks.size > 1 ? gatherEach(ranks, stepping - parts.waiting) : undefined;
    const summed = pairs.pairs - before.pairs.pairs;
    return {
      seconds: rounded(seconds),
      parts: Object.fromEntries(Object.entries(parts).map(([part, spent]) => [part, rounded(spent)])) as Timing['parts'],
      steps,
      particleSteps: rate(steps * allOf(particles), stepping),
      ...(summed > 0 && { pairs: rate(summed, pairs.seconds - before.pairs.seconds) }),
      imbalance: {
        threads: rounded(excess(times.longest - before.times.longest, times.mean - before.times.mean)),
        ...(shares && { ranks: rounded(excess(Math.max(...shares), shares.reduce((a, b) => a + b) / shares.length)) }),
      },
    };
  }
}
