import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/io/checkpoint.ts';
import { resumeRun, runScenario, type RunOptions } from '../../src/run/run.ts';
import { dampingScenario, merged, type Overrides } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'resume-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = (out: string, more: Partial<RunOptions> = {}): RunOptions =>
  ({ out: join(folder, out), force: true, threads: 0, backend: 'auto', reproducible: false, ...more });
/** Digests of the tables' bytes (a failed comparison of the bytes themselves would take minutes to print). */
const bytes = (out: string): string[] =>
  ['diagnostics.arrow', 'snapshots.arrow'].map((file) => createHash('sha256').update(readFileSync(join(folder, out, file))).digest('hex'));

/** Stops after `steps` steps. */
const after = (steps: number): (() => boolean) => {
  let asked = 0;
  return () => asked++ > 2 * steps;
};

const tiny = { particles: { velocity: { count: [6, 6] } }, mollifier: { width: { position: [1.05], velocity: 0.95 } } };
const matrix: [string, Overrides][] = [
  ['euler, Lie', { time: { scheme: 'euler', splitting: 'lie', step: 0.01 } }],
  ['midpoint, sub-cycled', { time: { scheme: 'midpoint', substeps: { collisions: 2 } } }],
  ['midpoint with energy restored', { time: { scheme: 'midpoint', restoreEnergy: true } }],
  ['rk4, no switches', { time: { scheme: 'rk4' }, mollifier: { comoving: false, variancePreserving: false } }],
  ['rkc', { time: { scheme: 'rkc' } }],
  ['implicit midpoint', { time: { scheme: 'implicit-midpoint' } }],
  ['discrete gradient', { time: { scheme: 'discrete-gradient' } }],
  ['steps that fail and are cut', { time: { scheme: 'discrete-gradient', step: 0.2, end: 0.4, solver: { maxIterations: 6 } } }],
  ['discrete gradient, adaptive', { time: { scheme: 'discrete-gradient', step: { adaptive: 1e-4, max: 0.1 } } }],
  ['rkc, adaptive', { time: { scheme: 'rkc', step: { adaptive: 1e-4, max: 0.1 } } }],
  ['midpoint, adaptive', { time: { scheme: 'midpoint', step: { adaptive: 1e-4, max: 0.1 } } }],
  ['label resets', { time: { scheme: 'discrete-gradient' }, mollifier: { comoving: { reset: 0.08 } } }],
  ['relaxing label', { time: { scheme: 'midpoint' }, mollifier: { comoving: { relax: 3 } } }],
  ['random batches', { sums: { method: 'random-batch', batch: 32, moments: false } }],
  [
    'mesh sums',
    {
      particles: { position: { count: [12] } }, mollifier: { width: { position: [0.52] } },
      sums: { method: 'mesh', tolerance: 0.05, moments: false }, equation: { gamma: -1, softening: 0.1 },
    },
  ],
];

describe('a run stopped between two steps and resumed writes the bytes of one that was never stopped', () => {
  test.each(matrix)('%s', async (name, over) => {
    const scenario: Scenario = dampingScenario(merged(tiny, over) as Overrides);
    await runScenario(scenario, options(`${name}-whole`));
    const first = await runScenario(scenario, options(`${name}-parts`, { interrupted: after(1) }));
    expect(first.status).toBe('interrupted');
    await resumeRun(join(folder, `${name}-parts`), options('', { interrupted: after(1) }));
    await resumeRun(join(folder, `${name}-parts`), options(''));
    expect(bytes(`${name}-parts`)).toEqual(bytes(`${name}-whole`));
  });

  test('and with another number of threads', async () => {
    const scenario = dampingScenario({ ...tiny, time: { scheme: 'discrete-gradient' } });
    await runScenario(scenario, options('inline'));
    await runScenario(scenario, options('threads', { threads: 2, interrupted: after(1) }));
    await resumeRun(join(folder, 'threads'), options('', { threads: 3 }));
    expect(bytes('threads')).toEqual(bytes('inline'));
  });

  test('a checkpoint of another version is refused, with what to do', async () => {
    await runScenario(dampingScenario({ ...tiny, time: { scheme: 'midpoint' } }), options('old'));
    const path = join(folder, 'old', 'checkpoint.bin');
    const { header, columns } = readCheckpoint(path);
    writeCheckpoint(path, { header: { ...(header as object), layout: 2 }, columns });
    const refused = resumeRun(join(folder, 'old'), { ...options(''), until: 0.4 });
    await expect(refused).rejects.toThrow(/checkpoint\.bin: another version of this program wrote it; resume the run with that version/);
  });

  test('--until goes on beyond the end, and equals a run that was planned that long', async () => {
    const time = { scheme: 'discrete-gradient' };
    await runScenario(dampingScenario({ ...tiny, time: { ...time, end: 0.4 } }), options('long'));
    await runScenario(dampingScenario({ ...tiny, time }), options('longer'));
    await resumeRun(join(folder, 'longer'), { ...options(''), until: 0.4 });
    const { readTable } = await import('../../src/io/arrow-reader.ts');
    const rows = (out: string) => readTable(join(folder, out, 'diagnostics.arrow')).columns;
    expect(rows('longer')).toEqual(rows('long'));
  });
});
