import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { runStudy } from '../../src/study/study.ts';
import { dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'step-study-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * The final value y_h of a study over the step: for a method of order p, (y_h - y_(h/2)) / (y_(h/2) - y_(h/4)) -> 2^p. Strang
 * splitting with the implicit midpoint rule is of order 2. The outputs, every 0.11, divide none of the steps: were steps cut
 * to meet them, 0.12, 0.06 and 0.03 would be 0.11 or 0.055, 0.055 and 0.0275, and the quotient no power of two.
 */
test('a study over the step measures the order of the scheme, whatever the outputs are', async () => {
  const file = join(folder, 'small.yaml');
  writeFileSync(file, scenarioToYaml(dampingScenario({
    particles: { position: { count: [10] }, trim: 1e-4 }, mollifier: { width: { position: [0.6], velocity: 0.8 } },
    time: { scheme: 'implicit-midpoint', step: 0.12, end: 0.48, solver: { tolerance: 1e-13 } },
    output: { diagnostics: { every: 0.11 }, snapshots: { every: 0.48 }, checkpoint: { every: 0.11 } },
  })));
  const steps = ['0.12', '0.06', '0.03'];
  const runs = await runStudy(file, [], [{ path: 'time.step', values: steps }], {
    out: join(folder, 'study'), jobs: 1, threads: 0, backend: 'auto', reproducible: false,
  });
  const [h, half, quarter] = runs.map(({ final }) => final.temperature_xx);
  const order = Math.log2((h - half) / (half - quarter));
  // The next term of the expansion is relatively of the size of the step times the rates (about 2): 25 % of the ratio.
  expect(Math.abs(order - 2)).toBeLessThan(0.35);
  expect(Math.abs(half - quarter)).toBeGreaterThan(1e-8);

  for (const [k, { folder: run }] of runs.entries()) {
    const { time, step } = readTable(runPath(run, 'diagnostics')).columns;
    const length = Number(steps[k]);
    // Every row lies on a step, the first one at or after a multiple of 0.11; and the steps are those that were asked for.
    const wanted = [0.11, 0.22, 0.33, 0.44].map((due) => length * Math.ceil(due / length - 1e-9));
    expect([...time].slice(1)).toEqual([...new Set([...wanted, 0.48])].map((t) => expect.closeTo(t, 12)));
    for (const taken of step.slice(1)) expect(taken).toBeCloseTo(length, 12);
  }
});
