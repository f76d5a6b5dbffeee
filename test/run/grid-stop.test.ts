import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { runGrid } from '../../src/run/grid-run.ts';
import { dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'grid-stop-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a grid run is stopped between two steps, not only at its outputs, and keeps the outputs up to then', async () => {
  const scenario = dampingScenario({ time: { step: 0.01, end: 1 }, output: { diagnostics: { every: 1 }, snapshots: { every: 1 } } });
  const out = join(folder, 'run');
  let asked = 0;
  const summary = await runGrid(scenario, { out, force: false, velocityPoints: 16, positionPoints: 8, interrupted: () => ++asked > 3 });
  expect(summary).toMatchObject({ status: 'interrupted', time: 0 });
  // Once at the first output, and then between steps, of which there are a hundred to the next.
  expect(asked).toBeLessThan(10);
  expect(readTable(runPath(out, 'diagnostics'))).toMatchObject({ rows: 1, whole: true });
});
