import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { schemes } from '../../src/dynamics/catalogue.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { verify } from '../../src/judge/verify.ts';
import { resumeRun, runScenario, type RunOptions } from '../../src/run/run.ts';
import { merged, type Overrides } from '../small-scenario.ts';
import { randomScenario, waveScenario } from './scenarios.ts';
import { sameBits } from './small.ts';

const folder = mkdtempSync(join(tmpdir(), 'galerkin-runs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = (out: string, more: Partial<RunOptions> = {}): RunOptions =>
  ({ out: join(folder, out), force: true, threads: 0, backend: 'auto', reproducible: false, ...more });
const bytes = (out: string): string[] =>
  ['diagnostics.arrow', 'snapshots.arrow'].map((file) => createHash('sha256').update(readFileSync(join(folder, out, file))).digest('hex'));
const diagnostics = (out: string): Readonly<Record<string, Float64Array>> => readTable(join(folder, out, 'diagnostics.arrow')).columns;

/** Stops between two steps, after so many of them: the question is asked twice a step. */
const after = (steps: number): (() => boolean) => {
  let asked = 0;
  return () => asked++ > 2 * steps;
};

const run = (scenario: Scenario, out: string, more: Partial<RunOptions> = {}) => runScenario(scenario, options(out, more));
/** Few particles, and a remap halfway. */
const short = (over: Overrides = {}): Scenario =>
  waveScenario(
    merged(
      {
        particles: { velocity: { count: 10, halfWidth: 4 }, remap: { every: 0.1 } },
        score: { kind: 'galerkin', degree: 3, modes: 2 },
        time: { end: 0.2 },
      },
      over,
    ) as Overrides,
  );

describe('a run by Galerkin score writes the same bytes', () => {
  test.each(['loops', 'simd'] as const)('for 0, 1, 2 and 3 threads, backend %s', async (backend) => {
    const scenario = short({ particles: { velocity: { count: 8, halfWidth: 4 } } });
    for (const threads of [0, 1, 2, 3]) await run(scenario, `${backend}${threads}`, { threads, backend });
    for (const threads of [1, 2, 3]) expect(bytes(`${backend}${threads}`)).toEqual(bytes(`${backend}0`));
    expect(diagnostics(`${backend}0`).remap_jump.at(-1)).not.toBe(0);
  });

  test('for 0 and 2 threads with pair sums', async () => {
    const scenario = randomScenario('0X-3V, gamma -2');
    for (const threads of [0, 2]) await run(scenario, `pairs${threads}`, { threads });
    expect(bytes('pairs2')).toEqual(bytes('pairs0'));
  });

  test('for 0 and 2 threads with a mesh of the kernel', async () => {
    const scenario = short({
      equation: { gamma: -2, kappa: { kind: 'constant' } }, time: { end: 0.1 }, output: { snapshots: { every: 0.1 } },
    });
    for (const threads of [0, 2])
      expect((await run(scenario, `kernel${threads}`, { threads })).sums.collisions).toBe('kernel mesh');
    expect(bytes('kernel2')).toEqual(bytes('kernel0'));
  });

  test('from the plain loops as from the kernels, where it is to be reproducible', async () => {
    for (const backend of ['loops', 'simd'] as const) await run(short(), `reproducible ${backend}`, { backend, reproducible: true });
    // The files say by which backend they were written: all columns, bit for bit, but not the bytes of the files.
    for (const file of ['diagnostics.arrow', 'snapshots.arrow']) {
      const [loops, simd] = ['loops', 'simd'].map((backend) => readTable(join(folder, `reproducible ${backend}`, file)).columns);
      expect(Object.keys(simd)).toEqual(Object.keys(loops));
      for (const name of Object.keys(loops)) expect(sameBits([simd[name]], [loops[name]]), name).toBe(true);
    }
  });

  const matrix: [string, Overrides][] = [
    ...schemes.map(({ name }): [string, Overrides] => [name, { time: { scheme: name, ...(name === 'euler' && { step: 0.01 }) } }]),
    ['discrete gradient, adaptive', { time: { step: { adaptive: 1e-3, max: 0.06 } } }],
    ['midpoint, adaptive', { time: { scheme: 'midpoint', step: { adaptive: 1e-3, max: 0.06 } } }],
    [
      'a remap when it is due',
      {
        particles: { remap: 'auto' },
        equation: { strength: 2 },
        time: { scheme: 'rkc', step: 0.2, end: 1.6 },
        initial: { components: [{ temperature: 1, space: { kind: 'cosine', amplitude: 0.1, mode: 1 } }] },
        output: { diagnostics: { every: 0.4 }, snapshots: { every: 0.8 }, checkpoint: { every: 0.8 } },
      },
    ],
    ['collisions on a mesh of the kernel', { equation: { gamma: -2, kappa: { kind: 'constant' } } }],
    ['staggered', { particles: { stagger: true }, time: { scheme: 'rkc' } }],
  ];

  // The lattice is laid anew at t = 0.1 of 0.2: a part begins before it, and one after.
  test.each(matrix)('when it is stopped and resumed, before a remap and after it: %s', async (name, over) => {
    const scenario = short(over);
    await run(scenario, `${name} whole`);
    let times = [0];
    let summary = await run(scenario, `${name} parts`, { interrupted: after(1) });
    for (let part = 0; part < 20 && summary.status === 'interrupted'; part++) {
      times = [...times, diagnostics(`${name} parts`).time.at(-1)!];
      summary = await resumeRun(join(folder, `${name} parts`), options('', { interrupted: after(2) }));
    }
    expect(summary.status).toBe('done');
    expect(times.length).toBeGreaterThan(2);
    expect(bytes(`${name} parts`)).toEqual(bytes(`${name} whole`));
    expect(diagnostics(`${name} whole`).remap_jump.at(-1)).not.toBe(0);
  });
});

test('its tables have columns of its own, and the statements about energy and entropy hold on it, remap and all', async () => {
  await run(waveScenario(), 'judged');
  const columns = diagnostics('judged');
  expect(Object.keys(columns)).toEqual(expect.arrayContaining(['score_residual', 'determinant_min', 'remap_jump', 'modes', 'degree']));
  expect(Object.keys(columns)).not.toContain('label_time');
  expect([...columns.degree]).toEqual([4, 4, 4, 4]);
  expect(columns.determinant_min.every((value) => value > 0.3 && value <= 1)).toBe(true);
  const snapshots = readTable(join(folder, 'judged', 'snapshots.arrow')).columns;
  expect(snapshots.density.every((f, i) => f === Math.exp(snapshots.log_density[i]))).toBe(true);
  const verdicts = new Map(verify(join(folder, 'judged')).map(({ id, verdict, worstViolation }) => [id, { verdict, worstViolation }]));
  for (const id of ['mass', 'momentum', 'energy', 'entropy-increase', 'entropy-balance']) {
    expect(verdicts.get(id)?.verdict, `${id}: ${verdicts.get(id)?.worstViolation}`).toBe('holds');
  }
  expect(verdicts.get('entropy-balance')!.worstViolation).toBeLessThan(1e-10);
});
