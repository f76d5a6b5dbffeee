import { describe, expect, test } from 'vitest';
import { schemes } from '../../src/dynamics/catalogue.ts';
import { energy, mass, momentum } from '../../src/state/moments.ts';
import { engineOf, runTo, simulationOf } from '../small-scenario.ts';
import { randomScenario, spaces, waveScenario } from './scenarios.ts';

/** Nothing is compiled for a few particles: the laws are those of the sums, and that the kernels give their bits is tested elsewhere. */
const loops = { backend: 'loops' } as const;

describe.each(spaces)('whatever the particles: %s, random', (space) => {
  // In every space an implicit scheme, which keeps the energy itself, and an explicit one, whose energy is put back; in one all.
  const names = space === '1X-2V' ? schemes.map(({ name }) => name) : ['discrete-gradient', 'rkc'];
  test.each(names)('mass, momentum and energy are kept to rounding by %s', async (scheme) => {
    const simulation = await simulationOf(randomScenario(space, { time: { scheme, step: 0.01, end: 0.02 } }), loops);
    const { particles } = simulation;
    const before = { mass: mass(particles), momentum: momentum(particles), energy: energy(particles) };
    const velocity = particles.velocity[0].slice();
    await runTo(simulation, 0.02);
    expect(Math.max(...velocity.map((v, i) => Math.abs(v - particles.velocity[0][i])))).toBeGreaterThan(1e-4);
    expect(mass(particles)).toBe(before.mass);
    // Projections on functions of a condition number of some hundred.
    momentum(particles).forEach((p, d) => expect(Math.abs(p - before.momentum[d])).toBeLessThan(1e-14));
    expect(Math.abs(energy(particles) / before.energy - 1)).toBeLessThan(1e-13);
    await simulation.engine.close();
  });

  test('the entropy of a discrete-gradient step rises by the step times the production at its midpoint', async () => {
    const simulation = await simulationOf(randomScenario(space), loops);
    let last = simulation.progress.entropyStart;
    for (const end of [0.02, 0.04, 0.06]) {
      await runTo(simulation, end);
      const { values } = await simulation.observe();
      expect(values.entropy - last).toBeGreaterThan(1e-6);
      last = values.entropy;
      // The solver's tolerance is 1e-12 of the thermal norm; S is of order 1 to 10.
      expect(Math.abs(values.generic_residual)).toBeLessThan(1e-12);
    }
    await simulation.engine.close();
  });
});

test('transport leaves the carried entropy alone, bit for bit: it has the determinant 1', async () => {
  const engine = await engineOf(randomScenario('1X-2V'), loops);
  const { collisions, substeps, particles } = engine;
  const [transport] = substeps.filter(({ name }) => name === 'transport');
  const { entropy } = await collisions.observe();
  const density = (await collisions.observe()).density.slice();
  const position = particles.position[0].slice();
  await transport.advance({ from: 0, to: 0.7, length: 0.7 });
  expect(Math.max(...position.map((x, i) => Math.abs(x - particles.position[0][i])))).toBeGreaterThan(0.1);
  const moved = await collisions.observe();
  expect(moved.entropy).toBe(entropy);
  expect(moved.density).toEqual(density);
  await engine.close();
});

test('sub-cycled collisions keep the laws: the steps add up', async () => {
  const simulation = await simulationOf(randomScenario('1X-2V', { time: { substeps: { collisions: 3 } } }));
  const before = energy(simulation.particles);
  await runTo(simulation, 0.04);
  const { values } = await simulation.observe();
  expect(Math.abs(energy(simulation.particles) / before - 1)).toBeLessThan(1e-13);
  expect(Math.abs(values.generic_residual)).toBeLessThan(1e-12);
  await simulation.engine.close();
});

test('a step that the functions do not resolve is taken back with everything it did, and cut', async () => {
  const simulation = await simulationOf(randomScenario('1X-2V', {
    time: { scheme: 'euler', step: 0.64, end: 0.64 }, equation: { strength: 2 },
    output: { diagnostics: { every: 1 }, snapshots: { every: 1 }, checkpoint: { every: 1 } },
  }), loops);
  const { particles, engine: { collisions } } = simulation;
  const before = [...particles.velocity, ...particles.position].map((column) => column.slice());
  const remembered = collisions.memory();
  // The first attempt moves particles beyond what the determinants allow.
  let tried = 0;
  await simulation.advance(0.64, () => tried > 0, { onStep: () => tried++ });
  expect(simulation.progress.time).toBe(0);
  [...particles.velocity, ...particles.position].forEach((column, k) => expect(column).toEqual(before[k]));
  expect(collisions.memory()).toEqual(remembered);
  expect(simulation.progress.overSteps).toEqual({ determinant_min: 1 });
  await simulation.engine.close();
});

test('a remap is booked: its jump is told, is in the row, and the balance closes with it', async () => {
  const simulation = await simulationOf(waveScenario());
  const heard: { event: string; jump: number; time: number }[] = [];
  while (simulation.progress.time < 0.3) {
    await simulation.advance(0.3, undefined, {
      onSettled: ({ event, jump }) => heard.push({ event, jump, time: simulation.progress.time }),
    });
  }
  const { values } = await simulation.observe();
  expect(heard).toEqual([{ event: 'remap', jump: values.remap_jump, time: expect.closeTo(0.2, 12) }]);
  expect(values.remap_jump).not.toBe(0);
  // The jump of a fit of degree 5 and two modes.
  expect(Math.abs(values.remap_jump)).toBeLessThan(1e-3);
  expect(Math.abs(values.generic_residual)).toBeLessThan(1e-11);
  expect(simulation.engine.collisions.report()).toMatchObject({
    score: 'galerkin',
    degree: 4,
    remap: expect.stringMatching(/^done at t = 0\.2/),
  });
  await simulation.engine.close();
});

test('energy, momentum and mass pass a remap to rounding', async () => {
  const simulation = await simulationOf(waveScenario());
  const before = { mass: mass(simulation.particles), momentum: momentum(simulation.particles), energy: energy(simulation.particles) };
  await runTo(simulation, 0.3);
  expect(mass(simulation.particles)).toBeCloseTo(before.mass, 14);
  momentum(simulation.particles).forEach((p, d) => expect(Math.abs(p - before.momentum[d])).toBeLessThan(1e-14));
  expect(Math.abs(energy(simulation.particles) / before.energy - 1)).toBeLessThan(1e-13);
  await simulation.engine.close();
});
