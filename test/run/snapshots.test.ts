import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable, type StoredTable } from '../../src/io/arrow-reader.ts';
import { runScenario } from '../../src/run/run.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'snapshots-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (out: string): string => join(folder, out, 'snapshots.arrow');

async function written(out: string, snapshots: Overrides): Promise<StoredTable> {
  const scenario = dampingScenario({
    time: { end: 0.1 }, output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.1, ...snapshots } },
  });
  await runScenario(scenario, { out: join(folder, out), force: true, threads: 0, backend: 'auto', reproducible: false });
  return readTable(path(out));
}

describe('the snapshots of a run', () => {
  let whole: StoredTable;
  beforeAll(async () => {
    whole = await written('whole', {});
  });

  test('hold every particle at every output time', () => {
    const count = whole.rows / 2;
    expect(whole.batches).toEqual([0, count]);
    expect([...whole.columns.id.subarray(count)]).toEqual(Array.from({ length: count }, (_, i) => i));
    expect([whole.columns.time[0], whole.columns.time[count]]).toEqual([0, 0.1]);
  });

  test('with a stride hold every n-th particle, the first included, and the same numbers for it', async () => {
    const thinned = await written('thinned', { stride: 5 });
    const count = whole.rows / 2;
    const rows = Array.from({ length: whole.rows }, (_, row) => row).filter((row) => (row % count) % 5 === 0);
    // The number of particles is no multiple of the stride: the last stretch is a short one.
    expect(count % 5).not.toBe(0);
    expect(thinned.rows).toBe(rows.length);
    for (const [name, column] of Object.entries(whole.columns)) {
      expect([...thinned.columns[name]], name).toEqual(rows.map((row) => column[row]));
    }
  });

  test('in float32 are the nearest single-precision numbers; times and numbers of particles stay doubles', async () => {
    const single = await written('single', { precision: 'float32' });
    for (const [name, column] of Object.entries(whole.columns)) {
      const exact = ['iteration', 'time', 'id'].includes(name);
      expect(single.columns[name], name).toEqual(exact ? column : Float64Array.from(column, Math.fround));
    }
    expect(single.specs.filter(({ type }) => type === 'float32').map(({ name }) => name)).toEqual(
      ['position_x', 'velocity_x', 'velocity_y', 'weighting', 'density', 'score_x', 'score_y'],
    );
    expect(statSync(path('single')).size).toBeLessThan(0.75 * statSync(path('whole')).size);
  });

  test('hold the chosen columns only, in the order of the table', async () => {
    const chosen = await written('chosen', { columns: ['velocity_y', 'id'] });
    expect(Object.keys(chosen.columns)).toEqual(['id', 'velocity_y']);
    expect(chosen.columns.velocity_y).toEqual(whole.columns.velocity_y);
  });
});
