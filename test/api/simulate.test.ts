import { availableParallelism } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable, resolveScenario, runScenario, RunStopped, ScenarioError, simulate } from '../../src/index.ts';
import { dampingScenario } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'api-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('simulate', () => {
  it('yields every output time, and what it yields is what a run writes, bit for bit', async () => {
    const scenario = dampingScenario();
    const rows: Record<string, number>[] = [];
    for await (const { diagnostics } of simulate(scenario, { threads: 0 })) rows.push({ ...diagnostics });
    expect(rows.map(({ time }) => time)).toEqual([0, 0.1, 0.2]);
    await runScenario(scenario, {
      out: join(folder, 'run'), force: false, threads: availableParallelism(), backend: 'auto', reproducible: false,
    });
    const { columns } = readTable(join(folder, 'run', 'diagnostics.arrow'));
    for (const [n, row] of rows.entries()) for (const [name, values] of Object.entries(columns)) expect(row[name], name).toBe(values[n]);
  });

  it('ends quietly when it is told to, and when the loop is left', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    for await (const { time } of simulate(dampingScenario(), { threads: 0, signal: controller.signal })) {
      seen.push(time);
      controller.abort();
    }
    expect(seen).toEqual([0]);
    for await (const { particles } of simulate(dampingScenario(), { threads: 1 })) {
      expect(particles.count).toBeGreaterThan(100);
      break;
    }
  });

  it('throws RunStopped when the run stops itself', async () => {
    // An explicit step of 2 is far beyond the stability of the tails: the energy cannot hold.
    const scenario = dampingScenario({
      time: { scheme: 'euler', step: 2, end: 20, energyBound: 1e-4 },
      output: { diagnostics: { every: 20 }, snapshots: { every: 20 } },
    });
    await expect(async () => {
      for await (const moment of simulate(scenario, { threads: 0 })) expect(moment.time).toBe(0);
    }).rejects.toThrow(RunStopped);
  });
});

it('a scenario given as data is checked as a file would be', () => {
  expect(() => resolveScenario({ equation: { gama: 0 } })).toThrow(ScenarioError);
  expect(() => resolveScenario({ equation: { gama: 0 } })).toThrow(/gama/);
});
