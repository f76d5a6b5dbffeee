/**
 * A program of its own, so that it can be run by other versions of Node: steps small runs in a memory of at most 4 GiB and in a
 * wide one, on both sides of its first 4 GiB, and prints a digest of the particles of each as one line of JSON.
 */
import { createHash } from 'node:crypto';
import type { Scenario } from '../../src/contracts.ts';
import { createEngine, type EngineOptions } from '../../src/run/engine.ts';
import { initialParticles } from '../../src/run/simulate.ts';
import { Simulation } from '../../src/run/simulation.ts';
import { Arena, canBeWide } from '../../src/state/arena.ts';
import { dampingScenario } from '../small-scenario.ts';

/** A run, its digest by memories of either kind, and the bytes that the wide one held. */
export interface WideRun {
  readonly name: string;
  readonly narrow: string;
  readonly wide: string;
  readonly bytes: number;
}

const finer = { position: { count: [12] }, velocity: { count: [14, 14], halfWidth: 4.5 } };
const galerkin = dampingScenario({ score: { kind: 'galerkin', degree: 4, modes: 2 }, particles: finer });
const pairs = { equation: { gamma: -1, softening: 0.2 } };
const runs: readonly (readonly [string, Scenario, Partial<EngineOptions>])[] = [
  ['galerkin', galerkin, {}],
  ['pairs', dampingScenario(pairs), {}],
  ['pairs, reproducible', dampingScenario(pairs), { reproducible: true }],
  ['meshes', dampingScenario({ ...pairs, sums: { method: 'mesh', tolerance: 1e-2 }, particles: finer }), {}],
  ['kernel mesh', dampingScenario({ ...pairs, score: { kind: 'galerkin', degree: 4, modes: 2 }, particles: finer }), {}],
  ['random batches', dampingScenario({ ...pairs, sums: { method: 'random-batch', batch: 16 } }), {}],
  // Where there is a C compiler; test/run/wide-memory.test.ts knows.
  ...(process.argv[2] === 'native' ? ([
    ['galerkin, native', galerkin, { backend: 'native' }], ['pairs, native', dampingScenario(pairs), { backend: 'native' }],
  ] as const) : []),
];

/** Doubles of one. */
const gibibyte = 2 ** 27;

async function digest(scenario: Scenario, options: Partial<EngineOptions>, wide: boolean): Promise<{ digest: string; bytes: number }> {
  const arena = new Arena(wide);
  // Never touched, so that it costs addresses only: particles lie 1 GiB from the start, everything else beyond the first 4 GiB.
  if (wide) arena.vector(gibibyte);
  const particles = initialParticles(scenario, arena);
  if (wide) arena.vector(3 * gibibyte);
  const engine = await createEngine(scenario, particles, arena, { threads: 2, backend: 'simd', reproducible: false, ...options });
  try {
    const simulation = new Simulation(scenario, engine);
    await simulation.observe();
    await simulation.advance(2 * Number(scenario.time.step));
    const hash = createHash('sha256');
    for (const column of [...particles.position, ...particles.velocity]) hash.update(column.slice(0, particles.count));
    return { digest: hash.digest('hex'), bytes: arena.bytes };
  } finally {
    await engine.close();
  }
}

const found: WideRun[] = [];
for (const [name, scenario, options] of canBeWide ? runs : []) {
  const narrow = await digest(scenario, options, false);
  const wide = await digest(scenario, options, true);
  found.push({ name, narrow: narrow.digest, wide: wide.digest, bytes: wide.bytes });
}
process.stdout.write(`${JSON.stringify(found)}\n`);
