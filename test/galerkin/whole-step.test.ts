import { afterAll, describe, expect, test } from 'vitest';
import { referenceFor } from '../../src/judge/references.ts';
import { openRun } from '../../src/judge/stored-run.ts';
import { Refusal } from '../../src/refusal.ts';
import { resumeRun, runScenario } from '../../src/run/run.ts';
import { temporaryFolder } from '../judge/runs.ts';
import { dampingScenario, engineOf, runTo, simulationOf, type Overrides } from '../small-scenario.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

/** A wave on a lattice by a score of degree 3, without a splitting unless told otherwise; the rates are 20 at most. */
const wave = (time: Overrides, over: Overrides = {}) => dampingScenario({
  particles: { position: { count: [8] }, velocity: { count: [12, 12], halfWidth: 4.5 }, trim: 1e-7, remap: 'never' },
  score: { kind: 'galerkin', degree: 3, modes: 2 },
  time: { scheme: 'rk4', splitting: 'none', step: 0.05, end: 0.4, ...time },
  output: { diagnostics: { every: 0.4 }, snapshots: { every: 0.4 }, checkpoint: { every: 0.4 } },
  ...over,
});

async function rowsOf(scenario: ReturnType<typeof wave>) {
  const simulation = await simulationOf(scenario);
  const first = (await simulation.observe()).values;
  await runTo(simulation, 0.4);
  return { first, last: (await simulation.observe()).values, simulation };
}

describe('steps without a splitting', () => {
  test('are of fourth order in the step, where Strang is of second', async () => {
    const error = async (time: Overrides) => {
      const { first, last } = await rowsOf(wave(time));
      return last.density_mode_x / first.density_mode_x;
    };
    const values = [];
    for (const step of [0.1, 0.05, 0.025]) values.push(await error({ step }));
    // Richardson's ratio: 16, and its next term relatively of the size of step times rate, 0.1 times some 5.
    const order = Math.log2(Math.abs(values[0] - values[1]) / Math.abs(values[1] - values[2]));
    expect(order).toBeGreaterThan(3.4);
    expect(order).toBeLessThan(5);
    const split = await error({ splitting: 'strang', step: 0.05 });
    expect(Math.abs(split - values[2])).toBeGreaterThan(30 * Math.abs(values[1] - values[2]));
  });

  test('come to the exact modes, keep momentum and energy to rounding, and S rises by its production', async () => {
    const scenario = wave({ step: 0.05 });
    const { first, last, simulation: { progress } } = await rowsOf(scenario);
    const [start, end] = referenceFor('modes', scenario, [0, 0.4]).rows;
    // Eight positions and degree 3: what they miss, not the step (6e-7 measured).
    expect(Math.abs(last.density_mode_x / first.density_mode_x - end.density_mode_x / start.density_mode_x)).toBeLessThan(3e-6);
    expect(Math.abs(last.energy / first.energy - 1)).toBeLessThan(1e-14);
    expect(Math.abs(last.momentum_x)).toBeLessThan(1e-15);
    // S(t) - S(0) - int D: the method's error, (0.05 times rates of some 3)^4 = 5e-4 of what is produced, 2e-3.
    expect(Math.abs(last.entropy - first.entropy - progress.produced)).toBeLessThan(1e-6);
    expect(last.entropy).toBeGreaterThan(first.entropy);
  });

  test('serve kernels of gamma = -2 on a mesh of the kernel, and wrap positions into the box', async () => {
    const kappa = { kind: 'gaussian', width: 0.8 };
    const { first, last, simulation: { particles } } = await rowsOf(wave({}, { equation: { gamma: -2, softening: 0.1, kappa } }));
    expect(last.entropy).toBeGreaterThan(first.entropy);
    expect(Math.abs(last.energy / first.energy - 1)).toBeLessThan(1e-14);
    for (let i = 0; i < particles.count; i++) expect(particles.position[0][i]).toBeLessThan(2 * Math.PI);
  });

  test('go on from a checkpoint with the same bits, remaps among them', async () => {
    const output = { diagnostics: { every: 0.1 }, snapshots: { every: 0.2 }, checkpoint: { every: 0.1 } };
    const particles = { position: { count: [8] }, velocity: { count: [12, 12], halfWidth: 4.5 }, trim: 1e-7, remap: { every: 0.2 } };
    const scenario = wave({}, { output, particles });
    const options = { force: false, threads: 0, backend: 'auto', reproducible: false } as const;
    await runScenario(scenario, { ...options, out: folders.path('whole') });
    let asked = 0;
    await runScenario(scenario, { ...options, out: folders.path('parts'), interrupted: () => ++asked > 5 });
    expect(openRun(folders.path('parts')).diagnostics.rows).toBeLessThan(5);
    await resumeRun(folders.path('parts'), { threads: 0 });
    const [whole, parts] = ['whole', 'parts'].map((name) => openRun(folders.path(name)).diagnostics.columns);
    for (const name of ['density_mode_x', 'entropy', 'fisher_v', 'temperature_xx']) expect(parts[name], name).toEqual(whole[name]);
  });

  test('that are longer than the highest function allows are refused, with the longest that is not', async () => {
    const score = { kind: 'galerkin', degree: 5, modes: 1 };
    await expect(engineOf(wave({ step: 0.1 }, { score }), { backend: 'loops' })).rejects.toThrow(/at most 0\.066 are not/);
    await expect(engineOf(wave({ step: 0.06 }, { score }), { backend: 'loops' })).resolves.toBeDefined();
  });

  test('say in the scenario what they do not do', () => {
    for (const time of [{ scheme: 'midpoint' }, { step: { adaptive: 1e-4, max: 0.05 } }, { substeps: { collisions: 2 } }])
      expect(() => wave(time), JSON.stringify(time)).toThrow(/none is for/);
    expect(() => wave({}, { score: 'particle-sum' })).toThrow(/none is for score: auto or galerkin/);
  });

  test('are refused to a blob', async () => {
    await expect(simulationOf(wave({}, { score: 'auto', particles: { sampling: 'random', count: 40, position: undefined,
      velocity: undefined, trim: undefined, remap: undefined } }))).rejects.toThrow(Refusal);
  });
});
