import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { energy } from '../../src/state/moments.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import type { Simulation } from '../../src/run/simulation.ts';
import { bkwScenario, dampingScenario, engineOf, runTo, simulationOf, type Overrides } from '../small-scenario.ts';
import { call } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'sums-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sobol = (count: number): Overrides => ({ sampling: 'sobol', count, position: undefined, velocity: undefined, trim: undefined });
/** Narrow enough for the mesh's check to find something to resolve, 864 particles. */
const resolved = {
  particles: { position: { count: [10] }, velocity: { count: [10, 10] } }, mollifier: { width: { position: [0.6], velocity: 0.6 } },
};

async function chosen(over: Overrides): Promise<string> {
  const { sums, close } = await engineOf(dampingScenario(over));
  const { blob, collisions } = sums.report();
  await close();
  return `${blob} ${collisions}`;
}

const velocities = (simulation: Simulation): number[] =>
  simulation.particles.velocity.flatMap((column) => [...column.subarray(0, simulation.particles.count)]);

/** Root mean square difference over the root mean square itself. */
function apart(a: readonly number[], b: readonly number[]): number {
  const square = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
  return Math.sqrt(square(a.map((value, i) => value - b[i])) / square(b));
}

describe('what is chosen', () => {
  const local = { equation: { gamma: -1, kappa: { kind: 'gaussian', width: 0.8 } }, mollifier: { width: { position: [0.5] } } };

  test.each([
    ['few particles: direct sums', { ...local, particles: sobol(2000) }, 'direct direct'],
    ['many: the mesh, where it saves most of the time', { ...local, particles: sobol(20_000) }, 'mesh mesh'],
    [
      'a regularised kernel does not conserve energy, which the mesh would: direct',
      { ...local, equation: { ...local.equation, regularisation: { delta: 0.1, epsilon: 0 } }, particles: sobol(20_000) },
      'direct direct',
    ],
    ['gamma = 0 and constant kappa: exact moments, O(N), for any number of particles', {}, 'direct moments'],
    ['with the mesh for the blob when there are many', { particles: sobol(20_000) }, 'mesh moments'],
    ['sums.moments: false leaves the moments out', { sums: { moments: false } }, 'direct direct'],
    ['direct means direct, for comparisons', { sums: { method: 'direct' } }, 'direct direct'],
    ['random batches for the collisions', { ...local, sums: { method: 'random-batch', batch: 32 } }, 'direct random-batch'],
    ['the mesh when it is asked for, however few particles', { ...local, sums: { method: 'mesh' } }, 'mesh mesh'],
  ] as const)('%s', async (_, over, sums) => {
    expect(await chosen(over)).toBe(sums);
  });

  test('3X-3V with constant kappa: positions do not matter to the collisions, which take the mesh; the blob cannot', async () => {
    const three = {
      equation: { dimensions: { x: 3, v: 3 }, gamma: -1 },
      domain: { x: { length: [6, 6, 6] } },
      initial: { components: [{ mass: 1, velocity: [0, 0, 0], temperature: [1, 1, 1], space: { kind: 'uniform' } }] },
      mollifier: { width: { position: [1, 1, 1], velocity: 0.8 } },
    };
    expect(await chosen({ ...three, particles: sobol(9000) })).toBe('direct mesh');
    expect(await chosen({ ...three, particles: sobol(2000) })).toBe('direct direct');
  });
});

describe('a run with approximate sums', () => {
  test('truncated blob sums stay within their tolerance of direct ones', async () => {
    // |error of the density| <= tolerance * own share <= tolerance * density, so |error of S_eps| <= tolerance * mass.
    const tolerance = 1e-4;
    const over = {
      domain: { x: { length: [24] } }, particles: { position: { count: [24] }, velocity: { count: [8, 8] }, trim: 1e-3 },
      mollifier: { width: { position: [0.9], velocity: 0.8 }, comoving: false },
    };
    const [direct, truncated] = [
      await simulationOf(dampingScenario(over)), await simulationOf(dampingScenario({ ...over, sums: { truncation: tolerance } })),
    ];
    expect(truncated.engine.sums.report().blob).toBe('truncated');
    const difference = truncated.progress.entropyStart - direct.progress.entropyStart;
    // Left out pairs can only lower a density: something was left out, and not too much.
    expect(difference).toBeGreaterThan(0);
    expect(difference).toBeLessThan(tolerance);
    await runTo(direct, 0.1);
    await runTo(truncated, 0.1);
    // Scores err by 2 tolerance at most in units of the own pair's share; two steps of 0.05 with rates of order 1.
    expect(apart(velocities(truncated), velocities(direct))).toBeLessThan(tolerance);
  });

  test('discrete gradient on the mesh: energy to rounding, entropy up in every step, the density mode of direct sums', async () => {
    // The mesh entropy has an exact gradient and the projected operator is positive: the structure is that of direct
    // sums, whatever the mesh error. Energy: 1e-13, the bound of issue-sized runs; the solver's tolerance is 1e-12.
    const over = {
      ...resolved, time: { scheme: 'discrete-gradient', step: 0.1, end: 0.4, solver: { depth: 16 } },
      sums: { method: 'mesh', moments: false },
    };
    const mesh = await simulationOf(dampingScenario(over));
    const direct = await simulationOf(dampingScenario({ ...over, sums: { method: 'direct' } }));
    const start = energy(mesh.particles);
    let entropy = mesh.progress.entropyStart;
    for (const end of [0.1, 0.2, 0.3, 0.4]) {
      await runTo(mesh, end);
      expect(Math.abs(energy(mesh.particles) - start) / start).toBeLessThan(1e-13);
      const { values } = await mesh.observe();
      expect(values.entropy).toBeGreaterThan(entropy);
      expect(Math.abs(values.generic_residual)).toBeLessThan(1e-10);
      entropy = values.entropy;
    }
    await runTo(direct, 0.4);
    const [found, exact] = [(await mesh.observe()).values, (await direct.observe()).values];
    expect(direct.engine.sums.report()).toEqual({ blob: 'direct', collisions: 'direct' });
    // Collisions change the mode by some 1e-2 until then, and err by sums.tolerance, 1e-3.
    expect(Math.abs(found.density_mode_x - exact.density_mode_x)).toBeLessThan(1e-5);
    expect(Math.abs(found.temperature_xx - exact.temperature_xx)).toBeLessThan(1e-5);
    expect(Math.abs(found.entropy - exact.entropy)).toBeLessThan(1e-4);
  });
});

describe('a mesh that cannot be had', () => {
  test('auto goes on with direct sums, says why, and computes what direct sums compute', async () => {
    // A mollifier a thousandth of the thermal velocity wide would need 2e8 mesh points.
    const narrow = { width: { rule: undefined, factor: undefined, exponent: undefined, position: [], velocity: 1e-3 } };
    const over = { particles: { ...sobol(4096) }, mollifier: narrow, equation: { gamma: -1 }, time: { step: 0.05 } };
    const fallen = await simulationOf(bkwScenario(over));
    const direct = await simulationOf(bkwScenario({ ...over, sums: { method: 'direct' } }));
    expect(fallen.engine.sums.report()).toMatchObject({
      blob: 'direct', collisions: 'direct',
      refusal: expect.stringMatching(/density mesh would need .* points, .* sums\.method direct/) as unknown,
    });
    expect(fallen.engine.sums.memory().refused).toBe(true);
    await runTo(fallen, 0.05);
    await runTo(direct, 0.05);
    expect(velocities(fallen)).toEqual(velocities(direct));
  });

  test('the Coulomb singularity in two velocity dimensions: exit 2, nothing written, and the message names what would do', async () => {
    const file = join(folder, 'coulomb.yaml');
    const over = { equation: { gamma: -3 }, sums: { method: 'mesh' } };
    writeFileSync(file, scenarioToYaml(dampingScenario({ ...over, particles: sobol(300) })));
    const { code, out, err } = await call('run', file, '--out', join(folder, 'coulomb'), '--threads', '1');
    expect(err).toMatch(/mesh of the collisions reaches a relative error of .*, sums\.tolerance asks for 0\.001: /);
    expect(err).toMatch(/0\.001: .*raise sums\.tolerance, use more particles, or use sums\.method direct/);
    expect(err).not.toMatch(/^\s+at /m);
    expect(out).toBe('');
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'coulomb'))).toBe(false);
  }, 60_000);
});

test('homogeneous runs: the mesh reproduces the temperature and the entropy of direct sums', async () => {
  const over = { equation: { gamma: -1 }, time: { end: 0.5, step: 0.1 } };
  const [mesh, direct] = [
    await simulationOf(bkwScenario({ ...over, sums: { method: 'mesh' } })),
    await simulationOf(bkwScenario({ ...over, sums: { method: 'direct' } })),
  ];
  await runTo(mesh, 0.5);
  await runTo(direct, 0.5);
  expect(apart(velocities(mesh), velocities(direct))).toBeLessThan(1e-4);
});
