import { describe, expect, test } from 'vitest';
import { dampingScenario, runTo, simulationOf } from '../small-scenario.ts';

/**
 * Self-convergence of whole Strang steps. With runs of steps h, h/2, h/4, a method of order p has
 * |y_h - y_(h/2)| / |y_(h/2) - y_(h/4)| -> 2^p, in any norm; here the root mean square over velocities and positions.
 */
async function finalState(scheme: string, step: number): Promise<{ state: Float64Array; weight: Float64Array }> {
  const scenario = dampingScenario({
    // A blob that has died away half a box from its centre: at the minimum image's seam it would have a kink.
    particles: { position: { count: [10] }, trim: 1e-4 },
    mollifier: { width: { position: [0.6], velocity: 0.8 } },
    time: { scheme, step, end: 0.2, solver: { tolerance: 1e-13 } },
    output: { diagnostics: { every: 0.2 }, snapshots: { every: 0.2 }, checkpoint: { every: 0.2 } },
  });
  const simulation = await simulationOf(scenario);
  await runTo(simulation, 0.2);
  const { position, velocity, weight, capacity } = simulation.particles;
  const state = new Float64Array(3 * capacity);
  // Positions through the circle: the same on both sides of the seam.
  [...position.map((x) => x.map(Math.sin)), ...velocity].forEach((column, d) => state.set(column, d * capacity));
  return { state, weight };
}

function distance(a: Float64Array, b: Float64Array, weight: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, k) => sum + weight[k % weight.length] * (value - b[k]) ** 2, 0));
}

describe('with Strang splitting', () => {
  test.each(['discrete-gradient', 'implicit-midpoint', 'rkc', 'midpoint'])('%s is of second order in the step', async (scheme) => {
    const steps = [0.05, 0.025, 0.0125];
    const runs = [];
    for (const step of steps) runs.push(await finalState(scheme, step));
    const coarse = distance(runs[0].state, runs[1].state, runs[0].weight);
    const fine = distance(runs[1].state, runs[2].state, runs[0].weight);
    // The next term of the expansion is relatively of the size of the step (times the rates, about 2): 15 % of the order.
    expect(Math.log2(coarse / fine)).toBeGreaterThan(1.7);
    expect(Math.log2(coarse / fine)).toBeLessThan(2.6);
    // Something happened: the runs differ by far more than the solver's tolerance, and by far less than they move.
    expect(fine).toBeGreaterThan(1e-9);
    expect(coarse).toBeLessThan(1e-2);
  });

  test('rkc with the energy restored after each step keeps it', async () => {
    const drift = async (step: number): Promise<number> => {
      const simulation = await simulationOf(dampingScenario({ time: { scheme: 'rkc', restoreEnergy: true, step, end: 0.2 } }));
      const before = (await simulation.observe()).values.energy;
      await runTo(simulation, 0.2);
      return Math.abs((await simulation.observe()).values.energy / before - 1);
    };
    // Exact to round-off, whatever the step.
    expect(await drift(0.1)).toBeLessThan(2e-15);
    expect(await drift(0.05)).toBeLessThan(2e-15);
  });
});
