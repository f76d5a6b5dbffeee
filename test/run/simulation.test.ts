import { describe, expect, test } from 'vitest';
import type { Collisions, Observation, Recurrence, Settled } from '../../src/contracts.ts';
import { isDue } from '../../src/math/schedule.ts';
import { Simulation } from '../../src/run/simulation.ts';
import { dampingScenario, engineOf } from '../small-scenario.ts';

/** Collisions that pull every velocity to 0, exactly, and cannot do so for longer than `longest`. */
class Friction implements Collisions {
  readonly name = 'collisions';
  readonly place = 0;
  readonly order = 1;
  readonly keeps = { energy: false, entropy: false };
  readonly particleColumns = [];
  readonly solver = 'blob';
  /** What the rows of these runs ask of their collisions. */
  readonly flow = { labelTime: 0 };
  readonly settlings: Recurrence;
  readonly velocity: readonly Float64Array[];
  readonly taken: number[] = [];
  jump = 0;
  private steps = 0;
  private readonly longest: number;

  constructor(velocity: readonly Float64Array[], longest: number, settleEvery = Infinity) {
    this.velocity = velocity;
    this.longest = longest;
    this.settlings = { every: settleEvery };
  }

  prepare(): void {}

  memoryOfParticles(): readonly string[] {
    return [];
  }

  async advance({ length }: { readonly length: number }) {
    this.steps++;
    for (const column of this.velocity) column.forEach((v, i) => (column[i] = v * Math.exp(-1e-3 * length)));
    const converged = length <= this.longest;
    if (converged) this.taken.push(length);
    return { converged, production: converged ? length : NaN, iterations: 1, steps: 1 };
  }

  async observe(): Promise<Observation> {
    return { entropy: 0, production: 0, density: new Float64Array(1), score: [], spatial: [] };
  }

  async scores() {
    return { score: [], spatial: [] };
  }

  async settle(time: number): Promise<Settled | undefined> {
    if (!isDue(time, this.settlings)) return undefined;
    this.jump += 2;
    return { event: 'settled', jump: 2 };
  }

  memory() {
    return { steps: Float64Array.of(this.steps) };
  }

  restore({ steps }: Readonly<Record<string, Float64Array>>): void {
    [this.steps] = steps;
  }

  report() {
    return {};
  }
}

async function frictionRun(longest: number, settleEvery?: number): Promise<{ simulation: Simulation; friction: Friction }> {
  const scenario = dampingScenario({ time: { step: 0.1, end: 0.4, energyBound: 1 } });
  const engine = await engineOf(scenario);
  const friction = new Friction(engine.particles.velocity, longest, settleEvery);
  const substeps = [...engine.substeps.filter(({ place }) => place !== 0), friction];
  return { simulation: new Simulation(scenario, { ...engine, collisions: friction, substeps }), friction };
}

describe('a simulation over collisions of another kind', () => {
  test('takes a failing step back, positions, velocities and memory, and goes on in smaller ones', async () => {
    const { simulation, friction } = await frictionRun(0.06);
    const { particles, progress } = simulation;
    const start = [...particles.position, ...particles.velocity].map((column) => column.slice());
    const [x, v] = [start[0], start[1]];
    let tried = 0;
    while (progress.time < 0.4) await simulation.advance(0.4, undefined, { onStep: () => tried++ });
    expect(Math.max(...friction.taken)).toBeLessThanOrEqual(0.06);
    expect(tried).toBeGreaterThan(friction.taken.length);
    expect(progress.iteration).toBe(friction.taken.length);
    expect([...friction.memory().steps]).toEqual([friction.taken.length]);
    expect(friction.taken.reduce((sum, step) => sum + step, 0)).toBeCloseTo(0.4, 14);
    expect(progress.produced).toBeCloseTo(0.4, 14);
    // Strang by hand over the steps taken. What a rejected step did to a particle would show as 1e-4.
    let [position, velocity] = [x[3], v[3]];
    for (const step of friction.taken) {
      position += (step / 2) * velocity;
      velocity *= Math.exp(-1e-3 * step);
      position += (step / 2) * velocity;
    }
    const box = 2 * Math.PI;
    expect(particles.velocity[0][3]).toBeCloseTo(velocity, 14);
    expect(particles.position[0][3]).toBeCloseTo(position - box * Math.floor(position / box), 13);
  });

  test('ends steps where the collisions want to settle, books the jump, and tells', async () => {
    const { simulation } = await frictionRun(1, 0.15);
    const heard: [number, Settled][] = [];
    const onSettled = (settled: Settled): void => void heard.push([simulation.progress.time, settled]);
    while (simulation.progress.time < 0.4) await simulation.advance(0.4, undefined, { onSettled });
    expect(heard.map(([time]) => Number(time.toFixed(12)))).toEqual([0.15, 0.3]);
    expect(heard[0][1]).toEqual({ event: 'settled', jump: 2 });
    // S does not move here, production is 1 a unit of time: S(t) - S(0) - int D - jumps.
    expect((await simulation.observe()).values.generic_residual).toBeCloseTo(-0.4 - 4, 13);
  });

  test('fixed steps stay on their multiples: an output comes after the step that reaches it, a failing step is shared out', async () => {
    const { simulation, friction } = await frictionRun(0.06, 0.15);
    const { progress } = simulation;
    // Outputs every 0.1 lie on steps of 0.1 here; a pause in between does not move them.
    const seen: number[] = [];
    while (progress.time < 0.4) if (await simulation.advance(0.4)) seen.push(Number(progress.time.toFixed(12)));
    expect(seen).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(Math.max(...friction.taken)).toBeLessThanOrEqual(0.06);
  });

  test('ends with advice when no step is small enough', async () => {
    const { simulation } = await frictionRun(0);
    await expect(simulation.advance(0.4)).rejects.toThrow(/at t = 0 the collision step did not succeed .* time\.solver\.maxIterations/);
    expect(simulation.progress.time).toBe(0);
  });
});
