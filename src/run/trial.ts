import type { Scenario } from '../contracts.ts';
import { widths } from '../dynamics/blob.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { newArena } from './room.ts';
import { initialParticles } from './simulate.ts';
import { Simulation } from './simulation.ts';
import type { SumsReport } from './sums.ts';

/** What a few steps of a run, or of a smaller one that stands for it, were seen to take. Wall seconds, bytes of shared memory. */
export interface Trial {
  readonly particles: number;
  /** Without those of meshes. */
  readonly bytes: number;
  readonly meshBytes: number;
  readonly secondsAStep: number;
  readonly secondsAnOutput: number;
  readonly backend: string;
  /** What was chosen. */
  readonly sums: SumsReport;
  readonly collisions: Readonly<Record<string, unknown>>;
}

/** Steps that are timed; the first warms up. */
const timedSteps = 3;
/** A trial ends after so many seconds of steps, with the one that it has. */
const enoughSeconds = 5;

/** Takes a few steps of `scenario` in memory; `standsFor`: the number of particles for which score and sums are chosen. */
export async function trialOf(scenario: Scenario, options: EngineOptions, standsFor?: number): Promise<Trial> {
  const arena = newArena(scenario);
  const particles = initialParticles(scenario, arena);
  const engine = await createEngine(scenario, particles, arena, { ...options, ...(standsFor !== undefined && { standsFor }) });
  try {
    const simulation = new Simulation(scenario, engine);
    await simulation.observe();
    const steps: number[] = [];
    const began = performance.now();
    while (steps.length < timedSteps && simulation.progress.time < scenario.time.end && performance.now() - began < 1000 * enoughSeconds) {
      let taken = 0;
      steps.push(await secondsOf(() => simulation.advance(scenario.time.end, () => taken > 0, { onStep: () => taken++ })));
    }
    const secondsAnOutput = await secondsOf(() => simulation.observe());
    const { computation, collisions } = engine;
    const sums = engine.sums.report();
    const meshBytes = sums.mesh?.bytes ?? 0;
    return {
      particles: particles.count, bytes: arena.bytes - meshBytes, meshBytes, secondsAStep: Math.min(...steps), secondsAnOutput,
      backend: computation.backend, sums, collisions: collisions.report(),
    };
  } finally {
    await engine.close();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** The scenario with about `count` particles instead of `of`: fewer of a stream, a coarser lattice; the mollifier stays. */
export function smaller(scenario: Scenario, count: number, of: number): Scenario {
  const { particles, mollifier } = scenario;
  if (particles.sampling === 'given') return scenario;
  if (particles.sampling !== 'lattice') return { ...scenario, particles: { ...particles, count } };
  const axes = scenario.equation.dimensions.x + scenario.equation.dimensions.v;
  const factor = (count / of) ** (1 / axes);
  const fewer = (counts: readonly number[]): number[] => counts.map((n) => Math.max(4, Math.round(n * factor)));
  const { position, velocity } = particles;
  return {
    ...scenario,
    particles: {
      ...particles, ...(position && { position: { ...position, count: fewer(position.count) } }),
      velocity: { ...velocity, count: fewer(velocity.count) },
    },
    mollifier: { ...mollifier, width: widths(scenario) },
  };
}
