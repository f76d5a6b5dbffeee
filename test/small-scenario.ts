import type { Scenario } from '../src/contracts.ts';
import { BlobCollisions } from '../src/dynamics/blob-collisions.ts';
import { createEngine, type Engine, type EngineOptions } from '../src/run/engine.ts';
import { resolveScenario } from '../src/scenario/scenario.ts';
import { Simulation } from '../src/run/simulation.ts';
import { Arena } from '../src/state/arena.ts';
import { sampleParticles } from '../src/state/sampling.ts';

/** Deep overrides of a plain object: mappings are merged, everything else replaced. */
export type Overrides = { [key: string]: unknown };

export function merged(base: unknown, over: unknown): unknown {
  const isMapping = (value: unknown): value is Overrides => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMapping(base) || !isMapping(over) || ('kind' in over && over.kind !== base.kind)) return over;
  const result: Overrides = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) delete result[key];
    else result[key] = key in base ? merged(base[key], value) : value;
  }
  return result;
}

const box = 2 * Math.PI;

/** The damping case of the README, made small: rho = 1 + 0.4 cos x in a periodic box, Maxwellian in v. */
const damping = {
  name: 'test',
  equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'constant' } },
  domain: { x: { kind: 'periodic', length: [box] } },
  initial: {
    kind: 'maxwellians',
    components: [{ mass: 1, velocity: [0, 0], temperature: [1, 1], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } }],
  },
  particles: { sampling: 'lattice', position: { count: [6] }, velocity: { count: [8, 8], halfWidth: 4 }, trim: 1e-6 },
  mollifier: { kind: 'gaussian', width: { position: [1.05], velocity: 0.8 } },
  score: 'particle-sum',
  time: { scheme: 'midpoint', step: 0.05, end: 0.2 },
  output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.1 } },
};

/** The small damping case with overrides; its score is a blob's unless they say otherwise. */
export const dampingScenario = (over: Overrides = {}): Scenario => resolveScenario(merged(damping, over));

const bkw = {
  name: 'test-bkw',
  equation: { dimensions: { x: 0, v: 2 }, gamma: 0, strength: 1 / 16, kappa: { kind: 'constant' } },
  initial: { kind: 'bkw', time: 0 },
  particles: { sampling: 'lattice', velocity: { count: [20, 20], halfWidth: 4 }, trim: 1e-9 },
  mollifier: { kind: 'gaussian', width: { rule: 'lattice', factor: 0.8, exponent: 1 } },
  score: 'particle-sum',
  time: { scheme: 'rk4', step: 0.05, end: 1 },
  output: { diagnostics: { every: 0.5 }, snapshots: { every: 0.5 }, checkpoint: { every: 0.5 } },
};

/** Homogeneous 2V BKW with overrides; its score is a blob's unless they say otherwise. */
export const bkwScenario = (over: Overrides = {}): Scenario => resolveScenario(merged(bkw, over));

const inline: EngineOptions = { threads: 0, backend: 'auto', reproducible: false };

/** An engine over freshly sampled particles, on the calling thread unless `options` say otherwise. */
export async function engineOf(scenario: Scenario, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const arena = new Arena();
  return createEngine(scenario, sampleParticles(scenario, arena), arena, { ...inline, ...options });
}

/** The collisions of an engine, which are by blob in all scenarios that the tests look into. */
export function blobOf({ collisions }: Engine): BlobCollisions {
  if (!(collisions instanceof BlobCollisions)) throw new Error('these collisions have no blob');
  return collisions;
}

/** A simulation at time 0, observed once (as every run is). */
export async function simulationOf(scenario: Scenario, options: Partial<EngineOptions> = {}): Promise<Simulation> {
  const simulation = new Simulation(scenario, await engineOf(scenario, options));
  await simulation.observe();
  return simulation;
}

/** Advances to `end` (two times count as one below a relative 1e-9, as in a run) through the run's own schedule. */
export async function runTo(simulation: Simulation, end: number): Promise<void> {
  while (end - simulation.progress.time > 1e-9 * end) await simulation.advance(end);
}
