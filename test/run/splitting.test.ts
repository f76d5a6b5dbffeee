import { describe, expect, test } from 'vitest';
import type { Simulation } from '../../src/run/simulation.ts';
import { bkwScenario, dampingScenario, runTo, simulationOf, type Overrides } from '../small-scenario.ts';

/** Positions around the circle and velocities, as one list. */
function stateOf({ particles: { position, velocity, count } }: Simulation): number[] {
  const circle = position.flatMap((x) => [...x.subarray(0, count)].flatMap((y) => [Math.sin(y), Math.cos(y)]));
  return [...circle, ...velocity.flatMap((v) => [...v.subarray(0, count)])];
}

async function finalState(time: Overrides): Promise<number[]> {
  const simulation = await simulationOf(dampingScenario({
    // A blob that has died away half a box from its centre: at the minimum image's seam it would have a kink.
    particles: { position: { count: [10] }, trim: 1e-4 },
    mollifier: { width: { position: [0.6], velocity: 0.8 } },
    time: { scheme: 'rk4', end: 0.2, ...time },
    output: { diagnostics: { every: 0.2 }, snapshots: { every: 0.2 }, checkpoint: { every: 0.2 } },
  }));
  await runTo(simulation, 0.2);
  return stateOf(simulation);
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0) / a.length);

describe('the splitting, with collisions solved to fourth order', () => {
  test('Lie is of first order in the step, Strang of second and better', async () => {
    const exact = await finalState({ splitting: 'strang', step: 0.00625 });
    const errors: Record<string, number[]> = { lie: [], strang: [] };
    for (const splitting of ['lie', 'strang']) {
      for (const step of [0.05, 0.025]) errors[splitting].push(distance(await finalState({ splitting, step }), exact));
    }
    const order = ([coarse, fine]: readonly number[]): number => Math.log2(coarse / fine);
    // The next term is relatively of the size of the step (times the rates, about 2).
    expect(Math.abs(order(errors.lie) - 1)).toBeLessThan(0.15);
    // The yardstick's own error, a 64th and a 16th of these, adds log2((1 - 1/64) / (1 - 1/16)) = 0.07.
    expect(Math.abs(order(errors.strang) - 2.07)).toBeLessThan(0.2);
    expect(errors.strang[0]).toBeLessThan(errors.lie[0] / 3);
  });
});

describe('sub-cycled collisions', () => {
  test('two sub-steps of h/2 are two steps of h/2 where there is nothing to transport, bit for bit', async () => {
    const run = async (step: number, collisions: number): Promise<number[]> => {
      const simulation = await simulationOf(bkwScenario({
        particles: { velocity: { count: [12, 12] } },
        time: { scheme: 'midpoint', step, end: 0.5, substeps: { collisions } },
      }));
      await runTo(simulation, 0.5);
      return stateOf(simulation);
    };
    expect(await run(0.25, 2)).toEqual(await run(0.125, 1));
    expect(await run(0.25, 1)).not.toEqual(await run(0.125, 1));
  });

  test('with transport they solve the collision part more finely: what is left is the error of the splitting', async () => {
    // Euler's own error is of first order and dominates: m sub-steps divide it by m.
    const euler = (collisions: number): Overrides => ({ scheme: 'euler', splitting: 'strang', step: 0.1, substeps: { collisions } });
    const exact = await finalState({ splitting: 'strang', step: 0.1 });
    const [one, four] = [distance(await finalState(euler(1)), exact), distance(await finalState(euler(4)), exact)];
    // 1/4, and the next order of Euler's error, some ten per cent.
    expect(four / one).toBeGreaterThan(0.2);
    expect(four / one).toBeLessThan(0.3);
  });
});
