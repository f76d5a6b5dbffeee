import type { Column, Particles, Scenario } from '../contracts.ts';
import { availableParallelism } from 'node:os';
import { Arena } from '../state/arena.ts';
import { sampleParticles } from '../state/sampling.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { requireResolvedMotion } from './particle-check.ts';
import { particlesFromArrow } from './particles-from-arrow.ts';
import { fellDue } from '../math/schedule.ts';
import { Simulation } from './simulation.ts';

export type SimulateOptions = Partial<EngineOptions> & { readonly signal?: AbortSignal };

/** One output time of a simulation. Columns are views of live memory: copy what must outlast the next moment. */
export interface Moment {
  readonly time: number;
  readonly iteration: number;
  /** The columns of diagnostics.arrow. */
  readonly diagnostics: Readonly<Record<string, number>>;
  readonly particles: Particles;
  /** Smoothed density at the particles, and the score (dv columns). */
  readonly density: Column;
  readonly score: readonly Column[];
}

/** Freshly sampled particles, or those of the scenario's Arrow file, in `arena`. Throws a FileError or another Refusal. */
export function initialParticles(scenario: Scenario, arena: Arena): Particles {
  const particles = scenario.initial.kind === 'arrow' ? particlesFromArrow(scenario, arena) : sampleParticles(scenario, arena);
  requireResolvedMotion(particles);
  return particles;
}

/**
 * Simulates a scenario in memory, without files, and yields at every time at which diagnostics or snapshots are due,
 * and at the end. Threads are closed when the loop ends or is left. Throws RunStopped when the run stops itself.
 */
export async function* simulate(scenario: Scenario, { signal, ...options }: SimulateOptions = {}): AsyncGenerator<Moment, void, undefined> {
  const arena = new Arena();
  const particles = initialParticles(scenario, arena);
  const engine = await createEngine(scenario, particles, arena, {
    threads: availableParallelism(), backend: 'auto', reproducible: false, ...options,
  });
  const { diagnostics, snapshots } = scenario.output;
  const { end } = scenario.time;
  try {
    const simulation = new Simulation(scenario, engine);
    const { progress } = simulation;
    const stop = (): boolean => signal?.aborted ?? false;
    for (;;) {
      if (progress.time >= end || fellDue(progress.time, progress.step, diagnostics) || fellDue(progress.time, progress.step, snapshots)) {
        const { values, observed } = await simulation.observe();
        const { time, iteration } = progress;
        yield { time, iteration, diagnostics: values, particles, density: observed.density, score: observed.score };
      }
      if (progress.time >= end || !(await simulation.advance(end, stop))) return;
    }
  } finally {
    await engine.close();
  }
}
