import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { main } from '../../src/cli/program.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { readManifest } from '../../src/io/manifest.ts';
import { resumeRun, runScenario, type RunOptions } from '../../src/run/run.ts';
import { obstacle, ownCache } from '../parallel/native/available.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';

const cache = ownCache();
const folder = mkdtempSync(join(tmpdir(), 'native-runs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options = (out: string, more: Partial<RunOptions> = {}): RunOptions =>
  ({ out: join(folder, out), force: true, threads: 0, backend: 'native', reproducible: false, ...more });
const columns = (out: string): unknown =>
  ['diagnostics.arrow', 'snapshots.arrow'].map((file) => readTable(join(folder, out, file)).columns);
const particles = { velocity: { count: [6, 6] } };
const kinds: readonly [string, Overrides][] = [
  ['a blob, direct sums', { particles, mollifier: { width: { position: [1.05], velocity: 0.95 } }, sums: { moments: false } }],
  ['the Galerkin score', { particles: { velocity: { count: [10, 10] } }, score: { kind: 'galerkin', degree: 3, modes: 2 } }],
];

describe.runIf(!obstacle).each(kinds)('a run with native kernels, %s', (name, over) => {
  const scenario: Scenario = dampingScenario(over);

  test('has the same bits on any number of threads, stopped and resumed', async () => {
    const { backend, mode, kernels } = await runScenario(scenario, options(`${name} whole`));
    expect([backend, mode]).toEqual(['native', 'fused']);
    expect(kernels).toMatch(/checked against the plain loops; (found )?compiled in .*, -O3/);
    expect(readManifest(join(folder, `${name} whole`))).toMatchObject({ backend, mode, kernels });
    let asked = 0;
    await runScenario(scenario, options(`${name} parts`, { threads: 2, interrupted: () => asked++ > 2 }));
    const resumed = await resumeRun(join(folder, `${name} parts`), options(''));
    expect(resumed.backend).toBe('native');
    expect(columns(`${name} parts`)).toEqual(columns(`${name} whole`));
  });

  test('has in reproducible mode the bits of a reproducible SIMD run', async () => {
    await runScenario(scenario, options(`${name} native`, { reproducible: true }));
    await runScenario(scenario, options(`${name} simd`, { reproducible: true, backend: 'simd' }));
    expect(columns(`${name} native`)).toEqual(columns(`${name} simd`));
  });
});

test('without a compiler a run ends with 2 and what to install, and writes nothing', async () => {
  const before = process.env.CC;
  process.env.CC = join(cache, 'no-such-compiler');
  let told = '';
  const scenario = resolve(import.meta.dirname, '../../scenarios/localised-1x2v.yaml');
  const out = join(folder, 'none');
  try {
    const words = ['run', scenario, '--backend', 'native', '--out', out, '--quiet'];
    expect(await main(words, { out: () => {}, err: (text) => (told += text), interactive: false })).toBe(2);
  } finally {
    if (before === undefined) delete process.env.CC;
    else process.env.CC = before;
  }
  expect(told).toMatch(/no native kernels can be used: .*(install one|npm install koffi)/);
  expect(() => readFileSync(join(out, 'manifest.json'))).toThrow();
});

test.runIf(obstacle)(`SKIPPED: ${obstacle}`, (context) => context.skip());
