import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import pl from 'nodejs-polars';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { openTableForAppend } from '../../src/io/arrow-reopen.ts';
import { FileError } from '../../src/io/file-error.ts';
import { recoverTable } from '../../src/io/recover.ts';
import { logLine, runPath } from '../../src/io/run-folder.ts';
import { batch, columns, expected, randomIntegers, temporaryFolder } from './tables.ts';
import { built } from '../built.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const writer = built('test/io/table-writer.ts');

describe('a table', () => {
  it('whose writer is killed at a random moment keeps every batch but at most the last, and can be gone on with', async () => {
    const random = randomIntegers(3);
    for (let trial = 0; trial < 4; trial++) {
      const path = folder.path(`killed-${trial}.arrow`);
      const child = spawn(process.execPath, [writer, path, '300'], { stdio: 'ignore' });
      const exit = once(child, 'exit');
      while ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) < 3000) await setTimeout(1);
      await setTimeout(random(40));
      child.kill('SIGKILL');
      await exit;
      const { batches, lostBytes } = recoverTable(path);
      expect(batches).toBeGreaterThan(0);
      expect(lostBytes).toBeLessThan(20_000);
      expect(readTable(path).columns).toEqual(expected(batches));
      expect(pl.readIPC(readFileSync(path)).height).toBe(expected(batches).time.length);
      const table = openTableForAppend(path, columns, { batches });
      table.append(batch(batches));
      table.close();
      expect(readTable(path).columns).toEqual(expected(batches + 1));
    }
  });

  it('that no longer fits says so, and is as it was before the batch that did not fit', () => {
    // A file size limit (64 blocks of 1024 or 512 bytes) stands for a full disk: the same write fails in the same way.
    const path = folder.path('full.arrow');
    const said = execFileSync('bash', ['-c', 'ulimit -f 64; exec "$@"', 'limited', process.execPath, writer, path], {
      encoding: 'utf8',
    });
    const { message, batches } = JSON.parse(said) as { message: string; batches: number };
    expect(message).toMatch(/full\.arrow: the file is larger than .* allows; write less often/);
    expect(batches).toBeGreaterThan(10);
    expect(readTable(path)).toMatchObject({ columns: expected(batches), whole: true });
    expect(pl.readIPC(readFileSync(path)).height).toBe(expected(batches).time.length);
  });
});

it.skipIf(process.platform !== 'linux')('a full disk is named in the message, with what to do', () => {
  const run = folder.path('run');
  mkdirSync(run);
  symlinkSync('/dev/full', runPath(run, 'log'));
  expect(() => logLine(run, { event: 'start' })).toThrow(FileError);
  expect(() => logLine(run, { event: 'start' })).toThrow(/log\.jsonl: the disk is full; free some space or choose another folder/);
});
