import { describe, expect, test } from 'vitest';
import { energy, mass, momentum, temperatureTensor } from '../../src/state/moments.ts';
import { evolveMoments } from '../../src/reference/moments.ts';
import { bkwScenario, dampingScenario, runTo, simulationOf, type Overrides } from '../small-scenario.ts';

describe('conservation', () => {
  const cases: Overrides[] = [
    { time: { scheme: 'midpoint', step: 0.05, end: 0.2 } },
    { time: { scheme: 'rk4', step: 0.05, end: 0.2, splitting: 'lie' } },
    { score: 'one-sided', time: { scheme: 'euler', step: 0.02, end: 0.2 } },
    { equation: { gamma: -3, softening: 0.1, kappa: { kind: 'gaussian', width: 0.8 } } },
  ];
  test.each(cases)(
    'mass and momentum to rounding, whatever the scheme, kernel and score: pair forces are antisymmetric (%o)',
    async (over) => {
      const simulation = await simulationOf(dampingScenario(over));
      const before = { mass: mass(simulation.particles), momentum: momentum(simulation.particles) };
      await runTo(simulation, 0.2);
      expect(mass(simulation.particles)).toBe(before.mass);
      momentum(simulation.particles).forEach((p, d) => expect(Math.abs(p - before.momentum[d])).toBeLessThan(1e-13));
    },
  );

  test('the energy drift of the midpoint rule falls at least as step^2: N(u) u = 0 keeps it in the semi-discrete flow', async () => {
    const drift = async (step: number): Promise<number> => {
      const simulation = await simulationOf(dampingScenario({ time: { step } }));
      const before = energy(simulation.particles);
      await runTo(simulation, 0.2);
      return Math.abs(energy(simulation.particles) - before) / before;
    };
    const [coarse, fine] = [await drift(0.05), await drift(0.025)];
    // A second-order scheme gains 4 on halving; the margin is for higher orders in the step, not for noise.
    expect(Math.log2(coarse / fine)).toBeGreaterThan(1.8);
    expect(fine).toBeLessThan(1e-5);
  });

  test('the entropy of the semi-discrete flow rises, and by the production that is reported', async () => {
    const simulation = await simulationOf(dampingScenario({ time: { scheme: 'rk4', step: 0.02 } }));
    let last = simulation.progress.entropyStart;
    for (const end of [0.05, 0.1, 0.15, 0.2]) {
      await runTo(simulation, end);
      const { values } = await simulation.observe();
      expect(values.entropy).toBeGreaterThan(last);
      last = values.entropy;
      // Fourth order in the step: the balance closes far below the entropy gained, 1e-3.
      expect(Math.abs(values.generic_residual)).toBeLessThan(1e-8);
    }
  });
});

describe('limits in which the inhomogeneous equation is known', () => {
  test('kappa = 1 and uniform x: the velocity marginal obeys the homogeneous equation', async () => {
    // Same velocity lattice at every x; the blob's x-sums factor out, so the temperatures agree to rounding.
    const temperature = [1.4, 0.6];
    const time = { scheme: 'rk4', step: 0.02, end: 0.1, splitting: 'strang' };
    const component = { mass: 1, velocity: [0, 0], temperature };
    const inhomogeneous = await simulationOf(
      dampingScenario({
        initial: { components: [{ ...component, space: { kind: 'uniform' } }] }, domain: { x: { length: [4 * Math.PI] } },
        mollifier: { comoving: false }, particles: { position: { count: [12] }, trim: 0 },
        time,
      }),
    );
    const homogeneous = await simulationOf(
      bkwScenario({
        equation: { strength: 1 },
        initial: { kind: 'maxwellians', components: [{ ...component, space: { kind: 'uniform' } }] },
        particles: { velocity: { count: [8, 8] }, trim: 0 },
        mollifier: { width: { rule: undefined, factor: undefined, exponent: undefined, velocity: 0.8, position: [] } },
        time,
      }),
    );
    await runTo(inhomogeneous, 0.1);
    await runTo(homogeneous, 0.1);
    const a = temperatureTensor(inhomogeneous.particles);
    const b = temperatureTensor(homogeneous.particles);
    // Positions shear within a step, so the x-sums are uniform only up to the lattice's aliasing, exp(-2 pi^2 sigma^2/h^2).
    for (const key of ['xx', 'yy']) expect(Math.abs(a[key] - b[key])).toBeLessThan(1e-6);
    expect(Math.abs(a.xx - 1.4)).toBeGreaterThan(0.1);
  });

  test('free space, gamma = 0, kappa = 1: position, stress and flux covariances follow the closed moment equations', async () => {
    const over = {
      equation: { dimensions: { x: 1, v: 2 } },
      domain: { x: { kind: 'free' } },
      initial: {
        components: [{ mass: 1, velocity: [0.2, 0], temperature: [1.3, 0.7], space: { kind: 'gaussian', mean: [0], width: [1] } }],
      },
      particles: { position: { count: [14], halfWidth: 3.5 }, velocity: { count: [12, 12] }, trim: 1e-5 },
      mollifier: { width: { position: [0.5], velocity: 0.6 } },
      time: { scheme: 'discrete-gradient', step: 0.1, end: 0.3 },
      output: { diagnostics: { every: 1 }, snapshots: { every: 1 }, checkpoint: { every: 1 } },
    };
    const simulation = await simulationOf(dampingScenario(over));
    const { particles } = simulation;
    const covariance = (a: Float64Array, b: Float64Array): number => {
      const mean = (c: Float64Array): number => particles.weight.reduce((sum, w, i) => sum + w * c[i], 0);
      return particles.weight.reduce((sum, w, i) => sum + w * (a[i] - mean(a)) * (b[i] - mean(b)), 0);
    };
    const matrix = (a: readonly Float64Array[], b: readonly Float64Array[]): number[][] => a.map((x) => b.map((y) => covariance(x, y)));
    const { position: x, velocity: v } = particles;
    const start = { mass: 1, meanX: x.map(() => 0), meanV: [0.2, 0], covXX: matrix(x, x), covXV: matrix(x, v), covVV: matrix(v, v) };
    const [exact] = evolveMoments(start, { dimensions: { x: 1, v: 2 }, strength: 1 }, [0.3]);
    await runTo(simulation, 0.3);
    // The lattice's smoothing error: 6e-3 at this resolution (12 velocity nodes an axis), 2e-2 with 8 nodes.
    for (const [found, wanted] of [[matrix(x, x), exact.covXX!], [matrix(x, v), exact.covXV!], [matrix(v, v), exact.covVV]]) {
      found.forEach((row, a) => row.forEach((value, b) => expect(Math.abs(value - wanted[a][b])).toBeLessThan(1e-2)));
    }
    // The data are far from equilibrium: the reference itself moves by much more than the tolerance.
    expect(Math.abs(exact.covXX![0][0] - start.covXX[0][0])).toBeGreaterThan(0.05);
    expect(Math.abs(exact.covVV[0][0] - start.covVV[0][0])).toBeGreaterThan(0.1);
  });
});
