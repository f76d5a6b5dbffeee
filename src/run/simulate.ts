import type { Particles, Ranks, Scenario } from '../contracts.ts';
import { alone } from '../ranks/alone.ts';
import { Refusal } from '../refusal.ts';
import type { Arena } from '../state/arena.ts';
import { sampleParticles } from '../state/sampling.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { particlesOf, scenarioOfGiven, type GivenParticles } from './given-particles.ts';
import type { Moment } from './own-diagnostics.ts';
import { requireResolvedMotion } from './particle-check.ts';
import { particlesFromArrow } from './particles-from-arrow.ts';
import { engineDefaults, type StoppingRule } from './run-options.ts';
import { fellDue } from '../math/schedule.ts';
import { newArena, requireRoom } from './room.ts';
import { Simulation } from './simulation.ts';

export type SimulateOptions = Partial<EngineOptions> & {
  readonly signal?: AbortSignal;
  /** Particles, or a function of (x, v), in place of the scenario's initial data. */
  readonly particles?: GivenParticles;
  /** Asked after every step; true ends the simulation, with a last moment. */
  readonly stopWhen?: StoppingRule;
};

/**
 * Freshly sampled particles, those of the scenario's Arrow file, or those given, in `arena`: this rank's share of them. Throws a
 * FileError or another Refusal.
 */
export function initialParticles(scenario: Scenario, arena: Arena, given?: GivenParticles, ranks: Ranks = alone): Particles {
  if (given && ranks.size > 1) {
    throw new Refusal('input', 'particles that are given cannot be shared out among processes', { advice: 'write them to an Arrow file' });
  }
  if (!given) requireRoom(scenario, ranks.size);
  const particles = given ? particlesOf(given, scenario, arena)
    : scenario.initial.kind === 'arrow' ? particlesFromArrow(scenario, arena, ranks) : sampleParticles(scenario, arena, undefined, ranks);
  requireResolvedMotion(particles);
  return particles;
}

/**
 * Simulates a scenario in memory, without files, and yields at every time at which diagnostics or snapshots are due,
 * and at the end. Threads are closed when the loop ends or is left. Throws RunStopped when the run stops itself.
 */
export async function* simulate(
  asked: Scenario, { signal, particles: given, stopWhen, ...options }: SimulateOptions = {},
): AsyncGenerator<Moment, void, undefined> {
  const arena = newArena(asked, given);
  const particles = initialParticles(asked, arena, given);
  const scenario = given ? scenarioOfGiven(asked, '.') : asked;
  const engine = await createEngine(scenario, particles, arena, engineDefaults(options));
  const { diagnostics, snapshots } = scenario.output;
  const { end } = scenario.time;
  try {
    const simulation = new Simulation(scenario, engine);
    const { progress } = simulation;
    let ended = false;
    const stop = (): boolean => ended || (signal?.aborted ?? false);
    const onStep = (): void => {
      ended ||= stopWhen?.({ time: progress.time, iteration: progress.iteration, particles }) ?? false;
    };
    for (;;) {
      const due = [diagnostics, snapshots].some((output) => fellDue(progress.time, progress.step, output));
      if (ended || progress.time >= end || due) {
        const { values, observed } = await simulation.observe();
        const { time, iteration } = progress;
        yield { time, iteration, diagnostics: values, particles, density: observed.density, score: observed.score };
      }
      if (ended || progress.time >= end) return;
      if (!(await simulation.advance(end, stop, { onStep })) && !ended) return;
    }
  } finally {
    await engine.close();
  }
}

export type { Moment } from './own-diagnostics.ts';
