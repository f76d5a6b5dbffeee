import { rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { createTable } from '../../src/io/arrow-writer.ts';
import { FileError } from '../../src/io/file-error.ts';
import { inspectPath } from '../../src/io/inspect.ts';
import { inspectData, type InspectedRun } from '../../src/io/inspect-data.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { writeRun } from './runs.ts';
import { spec, temporaryFolder } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const run = folder.path('run');
writeRun(run);

/** What inspect says, which must fit a screen. */
function screen(path: string): string {
  const text = inspectPath(path);
  const lines = text.split('\n');
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  return text;
}

describe('inspect', () => {
  it('of a run folder names scenario, code, status, time reached, tables, checkpoint and diagnostics', () => {
    const text = screen(run);
    for (const part of [
      /status +done/, /scenario +made-up-1x2v/, /code +fuzzy-landau 0\./, /loops, reproducible/, /time +0 to 1 of 2 \(50 %\)/,
      /diagnostics 5 rows, 5 batches, \d+ float64 columns, .* kB, complete/, /snapshots +20 rows, 5 batches/,
      /checkpoint +iteration 40, time 1/, /mass +1 +1 +1 +1 +0/, /entropy_production/,
    ])
      expect(text).toMatch(part);
  });

  it('of a single file names its columns with first, smallest, largest and last value', () => {
    const path = folder.path('numbers.arrow');
    const table = createTable(path, [spec('a'), spec('b', 'float32'), spec('c', 'int32')], {});
    expect(screen(path)).toMatch(/0 rows, 0 batches, 1 float64 \+ 1 float32 \+ 1 int32 columns/);
    table.append({ a: [3, NaN, 1e-20], b: [0.5, 0.25, -1], c: [1, 2, 3] });
    table.append({ a: [7, 5, 1 / 3], b: [0.5, 0.25, 9], c: [1, 2, 3] });
    table.close();
    expect(screen(path)).toMatch(/a +3 +1e-20 +7 +0.3333333 +-2.666667\n +b +0.5 +-1 +9 +9 +8.5\n +c +1 +1 +3 +3 +2$/);
    expect(screen(runPath(run, 'checkpoint'))).toMatch(/valid, .*\n +iteration 40, time 1\n +velocity +8 doubles/);
    expect(screen(runPath(run, 'diagnostics'))).toMatch(/\n {2}and .*density_mode_x/);
  });

  it('as data, holds what the screen says, whole, for a run, a table and a checkpoint', () => {
    const data = inspectData(run) as InspectedRun;
    expect(data).toMatchObject({
      kind: 'run', path: run, status: 'done', manifest: { status: 'done' }, staleReport: null,
      tables: { diagnostics: { rows: 5, batches: 5, whole: true, lostBytes: 0, damagedBatches: [] }, snapshots: { rows: 20, batches: 5 } },
      checkpoint: { header: { iteration: 40, time: 1 }, columns: { velocity: 8 } },
    });
    const { diagnostics } = data.tables;
    expect(inspectData(runPath(run, 'diagnostics'))).toEqual(diagnostics);
    expect(diagnostics).toMatchObject({
      scenario: { name: 'made-up-1x2v' }, columns: { mass: { type: 'float64', first: 1, least: 1, most: 1, last: 1 }, time: { last: 1 } },
    });
    // Nothing is lost on the way through JSON: a value that is no number is null.
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });

  it('as data, says of each part of a killed run what is wrong with it', () => {
    const killed = folder.path('killed-data');
    writeRun(killed);
    truncateSync(runPath(killed, 'snapshots'), statSync(runPath(killed, 'snapshots')).size - 5000);
    rmSync(runPath(killed, 'manifest'));
    writeFileSync(runPath(killed, 'checkpoint'), 'torn');
    writeFileSync(runPath(killed, 'diagnostics'), 'x');
    const { manifest, tables, checkpoint } = inspectData(killed) as InspectedRun;
    expect(manifest).toBe(null);
    expect(tables.snapshots).toMatchObject({ whole: false, lostBytes: expect.any(Number) as number });
    expect(tables.diagnostics).toMatchObject({ problem: expect.stringContaining('not an Arrow IPC file') as string });
    expect(checkpoint).toMatchObject({ problem: expect.stringContaining('not a checkpoint') as string });
    expect(() => inspectData(folder.path('nowhere'))).toThrow(/no such file/);
  });

  it('of a running or killed run says what is there and what to do', () => {
    const killed = folder.path('killed');
    writeRun(killed);
    truncateSync(runPath(killed, 'snapshots'), statSync(runPath(killed, 'snapshots')).size - 5000);
    rmSync(runPath(killed, 'manifest'));
    writeFileSync(runPath(killed, 'checkpoint'), 'torn');
    const text = screen(killed);
    expect(text).toMatch(/snapshots +\d+ rows.*torn: .* lost; `recover` repairs it/);
    expect(text).toMatch(/checkpoint +this is not a checkpoint/);
    writeFileSync(runPath(killed, 'diagnostics'), 'x');
    expect(screen(killed)).toMatch(/diagnostics this is not an Arrow IPC file/);
  });

  it('of anything else is a FileError; texts from a file cannot command the terminal', () => {
    expect(() => inspectPath(folder.path('nowhere'))).toThrow(/no such file/);
    expect(() => inspectPath(folder.path('.'))).toThrow(/not a run folder/);
    writeFileSync(folder.path('text.txt'), 'hello');
    expect(() => inspectPath(folder.path('text.txt'))).toThrow(FileError);
    const path = folder.path('evil.arrow');
    createTable(path, [spec('\u001b[2Jname')], {
      'fuzzy-landau': JSON.stringify({ scenario: { name: '\u001b]0;title\u0007\nnext' } }),
    }).close();
    expect(/\p{Cc}/u.test(screen(path).replaceAll('\n', ''))).toBe(false);
  });
});
