import type { Scenario } from '../../src/contracts.ts';
import { velocityVector } from '../../src/dynamics/flow.ts';
import type { Row, Simulation } from '../../src/run/simulation.ts';
import { blobOf, runTo, simulationOf } from '../small-scenario.ts';

/** How far a run is from the structure of the equation, step by step. */
export interface Structure {
  /** Largest relative energy error, over the steps. */
  readonly energy: number;
  readonly momentum: number;
  /** Smallest gain of S_eps in a step. */
  readonly gain: number;
  /** Largest |S_eps after - S_eps before| over a transport step. */
  readonly transport: number;
  /** Largest |generic_residual| / S_eps gained at the end. */
  readonly residual: number;
  readonly gained: number;
}

/** Watches a run with outputs every `every`, one step or more; `seen` gets each row, that of time 0 first. */
export async function watched(scenario: Scenario, every: number, seen: (row: Row['values']) => void = () => {}): Promise<Structure> {
  const simulation = await simulationOf(scenario);
  const { end } = scenario.time;
  const first = (await simulation.observe()).values;
  seen(first);
  const momentum = (values: Record<string, number>): number[] => ['x', 'y', 'z'].map((axis) => values[`momentum_${axis}`] ?? 0);
  const worst = { energy: 0, momentum: 0, gain: Infinity, transport: 0, residual: 0, gained: 0 };
  let last = first.entropy;
  for (let k = 1; k <= Math.round(end / every); k++) {
    await runTo(simulation, every * k);
    const { values } = await simulation.observe();
    seen(values);
    worst.energy = Math.max(worst.energy, Math.abs(values.energy / first.energy - 1));
    worst.momentum = Math.max(worst.momentum, ...momentum(values).map((p, d) => Math.abs(p - momentum(first)[d])));
    worst.gain = Math.min(worst.gain, values.entropy - last);
    worst.residual = Math.max(worst.residual, Math.abs(values.generic_residual));
    worst.transport = Math.max(worst.transport, Math.abs((await streamed(simulation, every / 2)) - values.entropy));
    last = values.entropy;
  }
  worst.gained = last - first.entropy;
  return worst;
}

/** S_eps after free transport over `interval`, worked out on the particles, which are put back. */
async function streamed({ particles, engine, scenario }: Simulation, interval: number): Promise<number> {
  const { flow } = blobOf(engine);
  const saved = particles.position.map((x) => x.slice());
  const label = flow.labelTime;
  particles.position.forEach((x, d) => {
    for (let i = 0; i < particles.count; i++) x[i] += interval * particles.velocity[d][i];
  });
  flow.labelTime = scenario.mollifier.comoving === false ? 0 : label + interval;
  const entropy = await flow.entropy(velocityVector(particles));
  particles.position.forEach((x, d) => x.set(saved[d]));
  flow.labelTime = label;
  return entropy;
}
