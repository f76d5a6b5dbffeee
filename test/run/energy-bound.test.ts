import { describe, expect, test } from 'vitest';
import { energyDrift } from '../../src/diagnostics/energy-drift.ts';
import { simulate } from '../../src/run/simulate.ts';
import type { Scenario } from '../../src/contracts.ts';
import { dampingScenario } from '../small-scenario.ts';

/** A stiff anisotropic plasma whose explicit steps miss the energy by 2 % a step, in a wind of the given speed. */
const windy = (speed: number, over: object = {}): Scenario =>
  dampingScenario({
    equation: { gamma: -1, strength: 3, softening: 0.1 },
    initial: { kind: 'maxwellians', components: [{ velocity: [speed, 0], temperature: [1, 0.5] }] },
    particles: { sampling: 'sobol', count: 64, position: undefined, velocity: undefined, trim: undefined },
    mollifier: { kind: 'gaussian', width: { position: [1.05], velocity: 0.5 } },
    time: { scheme: 'euler', step: 0.1, end: 0.2, ...over },
  });

async function rows(scenario: Scenario): Promise<Record<string, number>[]> {
  const found: Record<string, number>[] = [];
  for await (const { diagnostics } of simulate(scenario, { threads: 0 })) found.push({ ...diagnostics });
  return found;
}

describe('the energy bound', () => {
  test.each([0, 10, 1e4])('stops a run that changes its temperature, in a wind of %d as at rest', async (speed) => {
    await expect(rows(windy(speed))).rejects.toThrow(/the energy has drifted by .* of the thermal energy at t = 0.1/);
  });

  test('sees the same drift at rest and in a wind, and so do summary and verify', async () => {
    const last = async (speed: number): Promise<number> => {
      const table = await rows(windy(speed, { energyBound: 10 }));
      const columns = Object.fromEntries(Object.keys(table[0]).map((name) => [name, table.map((row) => row[name])]));
      return energyDrift(columns).at(-1)!;
    };
    const still = await last(0);
    expect(still).toBeGreaterThan(0.02);
    // Velocities of size 1e4 carry the thermal motion to 1e-12 only.
    expect(await last(1e4)).toBeCloseTo(still, 9);
  });

  test('a start without thermal motion allows no drift, and none is none', () => {
    const at = (...temperatures: number[]): number[] =>
      [...energyDrift({ mass: temperatures.map(() => 1), momentum_x: temperatures.map(() => 3), temperature_xx: temperatures })];
    expect(at(0, 0)).toEqual([0, 0]);
    expect(at(0, 1e-20)).toEqual([0, Infinity]);
  });

  test('watches a run whose particles all rest at the start', async () => {
    const cold = windy(0);
    const scenario: Scenario = { ...cold, mollifier: { ...cold.mollifier, variancePreserving: false }, time: { ...cold.time, end: 0.1 } };
    const { createEngine } = await import('../../src/run/engine.ts');
    const { Simulation } = await import('../../src/run/simulation.ts');
    const { Arena } = await import('../../src/state/arena.ts');
    const { sampleParticles } = await import('../../src/state/sampling.ts');
    const arena = new Arena();
    const particles = sampleParticles(scenario, arena);
    for (const column of particles.velocity) column.fill(0);
    const simulation = new Simulation(scenario, await createEngine(scenario, particles, arena, { threads: 0, backend: 'loops', reproducible: true }));
    const collide = simulation.stepper.step.bind(simulation.stepper);
    // A fault that heats: what the bound is for.
    simulation.stepper.step = async (velocity, step) => {
      const report = await collide(velocity, step);
      velocity[0] += 1;
      return report;
    };
    await simulation.observe();
    await expect(simulation.advance(0.1, () => false, () => {})).rejects.toThrow(/drifted by Infinity/);
  });
});
