import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { readLog } from '../../src/io/run-folder.ts';
import { resumeRun, runScenario } from '../../src/run/run.ts';
import { dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'long-run-'));
afterAll(() => rmSync(folder, { recursive: true }));
const options = { force: true, threads: 0, backend: 'auto', reproducible: true } as const;

test('a session that ends early at an output time, and one that goes on, write the bytes of an unbroken run', async () => {
  const scenario = dampingScenario();
  await runScenario(scenario, { ...options, out: join(folder, 'whole') });
  await runScenario(scenario, { ...options, out: join(folder, 'parts'), interrupted: () => true });
  await resumeRun(join(folder, 'parts'), { threads: 0, backend: 'auto', until: 0.1 });
  await resumeRun(join(folder, 'parts'), { threads: 0, backend: 'auto' });
  for (const file of ['diagnostics.arrow', 'snapshots.arrow']) {
    expect(readFileSync(join(folder, 'parts', file)).equals(readFileSync(join(folder, 'whole', file)))).toBe(true);
  }
});

test('every reset of the label is logged with its jump of S_eps, and the jumps are left out of the balance', async () => {
  const out = join(folder, 'resets');
  await runScenario(dampingScenario({ mollifier: { comoving: { reset: 0.08 } }, time: { scheme: 'discrete-gradient', end: 0.2 } }), {
    ...options, out,
  });
  const jumps = readLog(out).flatMap((line) => {
    const { event, jump } = line as { event: string; jump: number };
    return event === 'label reset' ? [jump] : [];
  });
  expect(jumps).toHaveLength(2);
  const { label_jump: total, generic_residual: residual } = readTable(join(out, 'diagnostics.arrow')).columns;
  expect(total.at(-1)).toBeCloseTo(jumps[0] + jumps[1], 15);
  expect(Math.abs(jumps[0])).toBeGreaterThan(1e-6);
  // Discrete gradient: the balance closes to the solver's tolerance, 1e-12 a step, once the jumps are booked.
  expect(Math.abs(residual.at(-1)!)).toBeLessThan(1e-10);
});
