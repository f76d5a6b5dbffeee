import { describe, expect, test } from 'vitest';
import { energy } from '../../src/state/moments.ts';
import { advice } from '../../src/run/advice.ts';
import { dampingScenario, runTo, simulationOf, type Overrides } from '../small-scenario.ts';

/**
 * The approximating system of the existence proof, (2.34): N_delta(w) = e^(-delta |w|^2) (delta + |w|^2)^(1 + gamma/2)
 * (I - w w^T / (delta + |w|^2)), kappa_delta = kappa e^(-delta |x|^2), transport with v e^(-delta |v|^2), viscosity
 * epsilon (Lap_x + Lap_v).
 */
const regularised = (delta: number, epsilon: number, more: Overrides = {}) => dampingScenario({
  ...more,
  equation: { regularisation: { delta, epsilon }, ...(more.equation as object) },
  particles: { position: { count: [8] }, velocity: { count: [10, 10], halfWidth: 4.2 }, trim: 1e-4 },
  mollifier: { width: { position: [0.7], velocity: 0.7 }, comoving: undefined },
  time: { scheme: 'rkc', step: 0.05, end: 0.4 },
  output: { diagnostics: { every: 0.1 }, snapshots: { every: 1 }, checkpoint: { every: 1 } },
});

describe('the approximating system (2.34)', () => {
  test('the entropy rises, momentum and mass stay, the energy grows by no more than (delta s M + epsilon) d M t', async () => {
    // N_delta w = delta e^(-delta |w|^2) (delta + |w|^2)^(gamma/2) w. With gamma = 0 and a Maxwellian's score -v/T the
    // collisions heat at the rate (delta/2T) <|w|^2> = delta d, less for the two damping factors; the viscosity at
    // epsilon d. So the functional of (2.36), entropy and energy together, is bounded on every finite time.
    const [delta, epsilon] = [0.04, 0.02];
    const scenario = regularised(delta, epsilon);
    const simulation = await simulationOf(scenario);
    const first = (await simulation.observe()).values;
    let last = first;
    for (let k = 1; k <= 4; k++) {
      await runTo(simulation, 0.1 * k);
      const { values } = await simulation.observe();
      expect(values.entropy).toBeGreaterThan(last.entropy);
      expect(values.energy).toBeGreaterThan(last.energy);
      expect(Math.abs(values.mass - first.mass)).toBeLessThan(1e-15);
      for (const axis of ['x', 'y']) expect(Math.abs(values[`momentum_${axis}`] - first[`momentum_${axis}`])).toBeLessThan(1e-12);
      const heating = (values.energy - first.energy) / (2 * (delta + epsilon) * values.time);
      expect(heating).toBeGreaterThan(0.5);
      expect(heating).toBeLessThan(1.02);
      // No density on the box has more entropy than the uniform Maxwellian of the same energy (2D, mass 1).
      expect(values.entropy).toBeLessThan(Math.log(2 * Math.PI * 2 * Math.PI * Math.E * values.energy));
      last = values;
    }
    // By far more than any scheme's error: the energy is not conserved, and the run says so beforehand.
    expect(last.energy / first.energy - 1).toBeGreaterThan(1e-2);
    expect(advice(scenario).join()).toMatch(/energy is not conserved/);
  });

  test('viscosity alone heats at the rate epsilon d: v grows along -epsilon times the score', async () => {
    // The variance-preserving blob gives a Maxwellian its exact score -v/T, T the temperature at the start: then
    // v = v0 e^(epsilon t / T). The lattice's score is within a few per mille of that.
    const epsilon = 0.02;
    const simulation = await simulationOf(
      regularised(0, epsilon, { equation: { strength: 1e-12, regularisation: { delta: 0, epsilon } } }),
    );
    const before = energy(simulation.particles);
    await runTo(simulation, 0.4);
    expect(Math.log(energy(simulation.particles) / before) / (2 * epsilon * 0.4)).toBeGreaterThan(0.98);
    expect(Math.log(energy(simulation.particles) / before) / (2 * epsilon * 0.4)).toBeLessThan(1.02);
  });

  test('without collisions a particle moves with v exp(-delta |v|^2), and its velocity stays', async () => {
    const delta = 0.2;
    const simulation = await simulationOf(regularised(delta, 0, { equation: { strength: 1e-12, regularisation: { delta, epsilon: 0 } } }));
    const { position: [x], velocity: [v, w], count } = simulation.particles;
    const start = { x: x.slice(), v: v.slice(), w: w.slice() };
    await runTo(simulation, 0.4);
    for (let i = 0; i < count; i++) {
      const moved = 0.4 * start.v[i] * Math.exp(-delta * (start.v[i] ** 2 + start.w[i] ** 2));
      // Around the circle; collisions of strength 1e-12 move v by 1e-11.
      expect(Math.abs(Math.sin((x[i] - start.x[i] - moved) / 2))).toBeLessThan(1e-11);
      expect(Math.abs(v[i] - start.v[i])).toBeLessThan(1e-10);
    }
  });

  test('delta, epsilon -> 0 is the equation itself: the energy drift falls in proportion', async () => {
    const growth = async (delta: number): Promise<number> => {
      const simulation = await simulationOf(regularised(delta, 0));
      const before = energy(simulation.particles);
      await runTo(simulation, 0.2);
      return energy(simulation.particles) / before - 1;
    };
    const [coarse, fine] = [await growth(0.02), await growth(0.01)];
    // First order in delta; the next term is -delta <|w|^4>/<|w|^2>, some ten per cent.
    expect(coarse / fine).toBeGreaterThan(1.7);
    expect(coarse / fine).toBeLessThan(2.1);
  });
});
