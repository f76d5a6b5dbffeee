import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { summaryText } from '../../src/cli/summary-text.ts';
import { runScenario } from '../../src/run/run.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'overruled-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (scenario: Scenario, out: string) =>
  runScenario(scenario, { out: join(folder, out), force: true, threads: 0, backend: 'auto', reproducible: false });
const short = { time: { end: 0.05 } };

describe('what is written but cannot be done is said', () => {
  test('a co-moving label in the regularised system: the resolved scenario has none, and the summary says so', async () => {
    const scenario = dampingScenario({
      ...short, equation: { regularisation: { delta: 0.05, epsilon: 0 } }, mollifier: { comoving: true },
    });
    expect(scenario.mollifier.comoving).toBe(false);
    const summary = await run(scenario, 'label');
    expect(readFileSync(join(folder, 'label', 'scenario.yaml'), 'utf8')).toMatch(/^\s+comoving: false$/m);
    expect(summary.notes.join()).toMatch(/mollifier\.comoving is false/);
    expect(summaryText(summary)).toMatch(/^ {2}note +equation\.regularisation: .*mollifier\.comoving is false/m);
  });

  test.each<[string, Overrides, RegExp]>([
    ['in a short box, where the images of the blob count', {}, /images of the blob/],
    [
      'of few pairs that are far apart',
      { domain: { x: { length: [24] } }, mollifier: { width: { position: [1.6] } }, particles: { position: { count: [12] } } },
      /too few pairs/,
    ],
    [
      'on a mesh',
      {
        sums: { method: 'mesh', tolerance: 0.05, truncation: 1e-6 }, particles: { position: { count: [12] } },
        mollifier: { width: { position: [0.6] } },
      },
      /on a mesh/,
    ],
  ])('truncation %s: the sums are named as they are done, and the summary gives the reason', async (_, over, reason) => {
    const summary = await run(dampingScenario({ ...short, sums: { truncation: 1e-6 }, ...over }), 'truncation');
    expect(summary.sums.blob).toBe(reason.source.includes('mesh') ? 'mesh' : 'direct');
    expect(summary.sums.untruncated).toMatch(reason);
    expect(summaryText(summary)).toMatch(/no truncation/);
  });

  test('a run that does what is written says nothing of the kind', async () => {
    const summary = await run(dampingScenario(short), 'plain');
    expect(summary.notes).toEqual([]);
    expect(summaryText(summary)).not.toMatch(/note|no truncation/);
  });
});
