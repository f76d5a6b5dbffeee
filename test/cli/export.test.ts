import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runDescription } from '../../src/io/columns.ts';
import { exportRun } from '../../src/io/export.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { writeRun } from '../io/runs.ts';
import { temporaryFolder } from '../io/tables.ts';

const folder = temporaryFolder();
const run = folder.path('run');
beforeAll(() => writeRun(run));
afterAll(() => folder.remove());

async function call(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await main(argv, { out: (text) => { said.out += text; }, err: (text) => { said.err += text; }, interactive: false });
  return { code, ...said };
}

describe('export', () => {
  test('to CSV: a file for each table, with equal numbers', async () => {
    const { code, out } = await call('export', run, '--to', 'csv');
    const files = ['diagnostics.csv', 'snapshots.csv', 'scenario.json'].map((name) => `${join(run, 'export', name)}\n`);
    expect([code, out]).toEqual([0, files.join('')]);
    const { scenario } = runDescription(run, readTable(runPath(run, 'diagnostics')).metadata)!;
    expect(JSON.parse(readFileSync(join(run, 'export', 'scenario.json'), 'utf8'))).toEqual(scenario);
    const [head, ...rows] = readFileSync(join(run, 'export', 'diagnostics.csv'), 'utf8')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    const { columns } = readTable(runPath(run, 'diagnostics'));
    expect(head).toEqual(Object.keys(columns));
    for (const [k, name] of head.entries()) expect(rows.map((row) => Number(row[k])), name).toEqual(Array.from(columns[name]));
  });

  test.each(['parquet', 'json'] as const)('to %s, into another folder: the files that the library writes', async (format) => {
    const out = folder.path(format);
    const written = exportRun(run, format, folder.path(`${format}-library`));
    const result = await call('export', run, '--to', format, '--out', out, '--json');
    expect(written.length).toBe(format === 'parquet' ? 3 : 1);
    const paths = JSON.parse(result.out) as string[];
    expect(paths).toEqual(written.map((path) => join(out, basename(path))));
    for (const [k, path] of paths.entries()) expect(readFileSync(path).equals(readFileSync(written[k]))).toBe(true);
  });

  test('replaces files only when told to', async () => {
    const again = ['export', run, '--to', 'json', '--out', folder.path('twice')];
    expect((await call(...again)).code).toBe(0);
    const refused = await call(...again);
    expect([refused.code, refused.err.includes('it exists already')]).toEqual([2, true]);
    expect((await call(...again, '--force')).code).toBe(0);
  });

  test.each([
    [['export', run], 'expected --to parquet, csv or json'],
    [['export', run, '--to', 'xlsx'], 'expected one of parquet, csv, json'],
    [['export', 'nowhere', '--to', 'csv'], 'nowhere'],
  ])('%j is refused with a message', async (argv, message) => {
    const { code, err } = await call(...argv);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
