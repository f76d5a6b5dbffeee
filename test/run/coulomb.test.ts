import { beforeAll, describe, expect, test } from 'vitest';
import { initialSlope } from '../../src/reference/initial-slope.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { temperatureTensor } from '../../src/state/moments.ts';
import { merged, runTo, simulationOf, type Overrides } from '../small-scenario.ts';

/** Two Maxwellians that stream against each other through a wave; nothing is said of how the singular kernel is to be met. */
const beams = (v: number, over: Overrides = {}) =>
  resolveScenario(merged({
    name: 'coulomb',
    equation: { dimensions: { x: 1, v }, gamma: -3, kappa: { kind: 'gaussian', width: 0.8 } },
    domain: { x: { kind: 'periodic', length: 2 * Math.PI } },
    initial: {
      kind: 'maxwellians',
      components: [
        { mass: 0.6, velocity: [0.7, 0, 0].slice(0, v), temperature: 0.8, space: { kind: 'cosine', amplitude: 0.3, mode: 1 } },
        { mass: 0.4, velocity: [-0.8, 0.2, 0].slice(0, v), temperature: 0.7 },
      ],
    },
    particles: { sampling: 'lattice', position: { count: 6 }, velocity: { count: v === 3 ? 7 : 12, halfWidth: 4 } },
    time: { step: 0.05, end: 0.1 },
    output: { diagnostics: { every: 0.05 } },
  }, over));

describe.each([
  ['1X-2V, fitted score', 2, {}],
  ['1X-3V, fitted score', 3, {}],
  ['1X-2V, blob', 2, { score: 'particle-sum', particles: { trim: 1e-4 } }],
])('Coulomb collisions without softening: %s', (_, v, over) => {
  let simulation: Awaited<ReturnType<typeof simulationOf>>;
  beforeAll(async () => {
    simulation = await simulationOf(beams(v, over));
  });

  // Without staggered velocities the first step fails, also when it is cut to a 2048th; so few particles may ask for one halving.
  test('with the defaults the steps succeed, and keep energy and entropy law to rounding', async () => {
    const before = (await simulation.observe()).values;
    await runTo(simulation, 0.1);
    const { values } = await simulation.observe();
    expect(simulation.progress.iteration).toBeLessThanOrEqual(4);
    expect(Math.abs(values.energy / before.energy - 1)).toBeLessThan(1e-13);
    expect(values.entropy).toBeGreaterThan(before.entropy);
    expect(Math.abs(values.generic_residual)).toBeLessThan(1e-11);
  });
});

// The pair sum leaves out what is nearer than its nearest pair. Staggered, the positions fill each other's gaps: the error of
// the slope falls from 2.1e-2 to 3.3e-4 as measured, the bounds leave a factor of 2 and 3; the exact slope is an integral by other code.
// The mesh of the kernel, which auto takes, knows the kernel's integral and needs no gaps filled: 3.4e-4 and 2.8e-4 as measured.
test('the staggered lattice gives the initial slope of a bi-Maxwellian more exactly than one that is not', async () => {
  const slopeError = async (stagger: unknown, method: string): Promise<number> => {
    const h = 1e-3;
    const simulation = await simulationOf(beams(2, {
      equation: { kappa: { kind: 'constant' } }, score: 'galerkin',
      initial: { components: [{ temperature: [1.3, 0.8] }] },
      particles: { position: { count: 8 }, velocity: { count: 14, halfWidth: 5 }, stagger }, sums: { method }, time: { step: h, end: h },
    }));
    const before = temperatureTensor(simulation.particles).xx;
    await runTo(simulation, h);
    const slope = (temperatureTensor(simulation.particles).xx - before) / h;
    return Math.abs(slope / initialSlope({ dimensions: 2, gamma: -3, rate: 1, parallel: 1.3, perpendicular: 0.8 }) - 1);
  };
  const [plain, staggered] = [await slopeError(false, 'direct'), await slopeError('velocity', 'direct')];
  expect(plain).toBeGreaterThan(1e-2);
  expect(staggered).toBeLessThan(1e-3);
  for (const stagger of [false, 'velocity']) expect(await slopeError(stagger, 'auto')).toBeLessThan(1e-3);
});
