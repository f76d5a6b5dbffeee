import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { initialSteps, judged } from '../../src/dynamics/stepping.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { runScenario } from '../../src/run/run.ts';
import { RunStopped } from '../../src/run/run-stopped.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'row-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const component = { mass: 1, velocity: [0, 0], temperature: [1, 1], space: { kind: 'uniform' } };
const sobol = { sampling: 'sobol', count: 32, position: undefined, velocity: undefined, trim: undefined };
const started = (over: object): Overrides =>
  ({ initial: { kind: 'maxwellians', components: [{ ...component, ...over }] }, particles: sobol, sums: { moments: false } });
const run = (over: Overrides, out: string) =>
  runScenario(dampingScenario(over), { out, force: false, threads: 0, backend: 'auto', reproducible: false });

describe('a row that is not finite', () => {
  test.each<[string, Overrides]>([
    ['a temperature of 1e308', started({ temperature: [1e308, 1e308] })],
    [
      'a mass of 1e308 twice',
      {
        ...started({}),
        initial: { kind: 'maxwellians', components: [{ ...component, mass: 1e308 }, { ...component, mass: 1e308 }] },
      },
    ],
    ['a mass of 1e300', started({ mass: 1e300 })],
    ['a velocity gradient of 1e200', started({ velocityGradient: [[1e200], [0]] })],
    ['a mollifier of width 1e-200', { ...started({}), mollifier: { kind: 'gaussian', width: { position: [1], velocity: 1e-200 } } }],
    ['kappa 1e308 at strength 1e10', { ...started({}), equation: { strength: 1e10, kappa: { kind: 'formula', expression: '1e308' } } }],
  ])('at the start (%s) stops the run with 3, says why, and leaves nothing', async (name, over) => {
    const out = join(folder, name);
    const thrown = await run(over, out).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(RunStopped);
    expect(thrown).toMatchObject({ exitCode: 3, folder: undefined });
    expect((thrown as Error).message).toMatch(/overflow: .* not finite; choose units/);
    expect((thrown as Error).message).not.toMatch(/converge/);
    expect(existsSync(out)).toBe(false);
  });

  test('later keeps the rows before it and is not written', async () => {
    const out = join(folder, 'later');
    const exploding = {
      ...started({}), equation: { gamma: 1, strength: 1e9 }, time: { scheme: 'euler', step: 0.05, end: 0.2, energyBound: 1e300 },
    };
    await expect(run(exploding, out)).rejects.toThrow(/overflow|finite/);
    const { columns, rows } = readTable(runPath(out, 'diagnostics'));
    expect(rows).toBe(1);
    for (const name of Object.keys(columns)) expect(columns[name].every(Number.isFinite), name).toBe(true);
  });
});

test('a step that overflows is not blamed on the solver', () => {
  const rule = { tolerance: Infinity, max: 0.1, order: 1 };
  const last = { ...initialSteps(rule), step: 1e-9 };
  expect(() => judged(rule, last, 1e-9, { converged: false, overflow: true, production: 0, iterations: 1 })).toThrow(
    /its numbers overflow/,
  );
  expect(() => judged(rule, last, 1e-9, { converged: false, production: 0, iterations: 1 })).toThrow(/the solver did not converge/);
});
