import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../src/io/export.ts';
import { runScenario } from '../../src/run/run.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';

const root = resolve(import.meta.dirname, '../..');
const tests = join(root, 'docs/python/tests');
const python = (...words: string[]) => spawnSync('python3', words, { encoding: 'utf8', env: { ...process.env, FUZZY_LANDAU_RUN: run } });

let run = '';
const hasNumpy = python('-c', 'import numpy').status === 0;

// Without python3 and numpy nothing of the package can be tried; without pyarrow its tests of Arrow files are skipped.
describe.skipIf(!hasNumpy)('the Python package, with the numpy of this machine', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fuzzy-landau-python-'));
    run = join(folder, 'run');
    const scenario = loadScenario(join(root, 'scenarios/damping-1x2v.yaml'), ['time.end=0.2', 'output.snapshots.every=0.1']);
    await runScenario(scenario, { out: run, force: false, threads: 0, backend: 'auto', reproducible: false });
    exportRun(run, 'csv', join(run, 'export'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('passes its own tests', () => {
    const { status, stderr } = python('-m', 'unittest', 'discover', tests);
    expect(status, stderr).toBe(0);
    expect(Number(/Ran (\d+) tests/.exec(stderr)![1])).toBeGreaterThanOrEqual(9);
  });

  it('does what its page shows', () => {
    const blocks = [...readFileSync(join(root, 'docs/python.md'), 'utf8').matchAll(/^```python\n(.*?)^```/gms)].map(([, code]) => code);
    expect(blocks.length).toBeGreaterThan(3);
    const drawn = python('-c', 'import matplotlib').status === 0;
    const shown = blocks.filter((code) => drawn || !code.includes('plots')).join('\n').replaceAll('runs/damping-1x2v', run);
    const headless = 'try:\n    import matplotlib; matplotlib.use("Agg")\nexcept ImportError: pass\nimport os, sys\n';
    const place = `sys.path.insert(0, ${JSON.stringify(join(root, 'docs/python'))}); os.chdir(${JSON.stringify(folder)})\n`;
    const { status, stderr } = python('-c', headless + place + shown);
    expect(status, stderr).toBe(0);
  });
});
