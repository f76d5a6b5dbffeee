import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import pl from 'nodejs-polars';
import { afterAll, describe, expect, it } from 'vitest';
import { readBatches, readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { writeCheckpoint } from '../../src/io/checkpoint.ts';
import { FileError } from '../../src/io/file-error.ts';
import { recoverFolder, recoverTable } from '../../src/io/recover.ts';
import { createRunFolder, runPath } from '../../src/io/run-folder.ts';
import { batch, columns, expected, metadata, randomIntegers, spec, temporaryFolder, writeTable } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const path = folder.path('table.arrow');

describe('a table torn by a kill', () => {
  const [before, after] = [3, 4].map((count) => {
    writeTable(path, count);
    return readFileSync(path);
  });
  /** Where the last append begins: at the tail of the file before it. */
  const start = before.length - tailLength(before);
  const tail = tailLength(after);

  it('loses at most its last batch, at every byte at which the last append can be cut', () => {
    // An append first cuts the old tail off and then writes from there, so a kill leaves a prefix of the new file.
    const end = after.length - tail;
    for (let cut = start; cut < after.length; cut += cut < end + 16 ? 1 : 7) { // in the footer every 7th byte will do
      writeFileSync(path, after.subarray(0, cut));
      const kept = cut >= end ? 4 : 3;
      const torn = readTable(path);
      expect(torn.columns).toEqual(expected(kept));
      expect(torn.whole).toBe(false);
      const report = recoverTable(path);
      expect(report).toMatchObject({ batches: kept, rows: expected(kept).time.length, alreadyWhole: false, lostBytes: torn.lostBytes });
      expect(readFileSync(path).equals(kept === 4 ? after : before)).toBe(true);
      if (cut % 97 === 0)
        expect(Array.from(pl.readIPC(readFileSync(path)).getColumn('time').toArray())).toEqual(Array.from(expected(kept).time));
    }
  });

  it('reports the bytes lost, and finds nothing to do the second time', () => {
    writeFileSync(path, after.subarray(0, start + 100));
    expect(recoverTable(path)).toEqual({ batches: 3, rows: 12, lostBytes: 100, alreadyWhole: false });
    expect(recoverTable(path)).toEqual({ batches: 3, rows: 12, lostBytes: 0, alreadyWhole: true });
  });

  it('is not cut where it is damaged inside: batches behind the damage would be lost', () => {
    const copy = Buffer.from(after);
    const middle = copy.indexOf(Buffer.from(batch(1).time.buffer)) - 100; // in the metadata of batch 1
    copy.fill(0xff, middle, middle + 60);
    writeFileSync(path, copy);
    expect(() => recoverTable(path)).toThrow(/damaged after batch 1, not torn by a kill/);
    expect(readFileSync(path).equals(copy)).toBe(true);
    expect(() => readTable(path)).toThrow(/damaged after batch 1/);
    const read: number[] = [];
    expect(() => { for (const { rows } of readBatches(path)) read.push(rows); }).toThrow(/damaged after batch 1/);
    expect(read).toEqual([3]);
  });

  it('without a schema, or of another program, gives a FileError that says so', () => {
    writeFileSync(path, after.subarray(0, 200));
    expect(() => readTable(path)).toThrow(/damaged or ends before its schema/);
    expect(() => recoverTable(path)).toThrow(FileError);
    const foreign = pl.DataFrame({ a: [1, 2, 3], b: ['x', 'y', 'z'], c: [1.5, 2.5, 3.5] });
    writeFileSync(path, foreign.writeIPC());
    expect(readTable(path).columns).toEqual({ a: Float64Array.of(1, 2, 3), c: Float64Array.of(1.5, 2.5, 3.5) });
    expect(recoverTable(path)).toMatchObject({ alreadyWhole: true, rows: 3 });
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 20));
    expect(() => recoverTable(path)).toThrow(/not written by this program/);
  });

  it('200 mutated files: each is read, in part or whole, or refused with a FileError; never another error or a hang', () => {
    const random = randomIntegers(7);
    const refused: string[] = [];
    for (let trial = 0; trial < 200; trial++) {
      const copy = Buffer.from(after.subarray(0, trial % 3 ? after.length : random(after.length)));
      for (let change = random(5); change >= 0; change--) {
        const at = random(copy.length);
        if (trial % 2) copy[at] ^= 1 << random(8);
        else copy.fill(random(256), at, Math.min(copy.length, at + 1 + random(30)));
      }
      writeFileSync(path, copy);
      for (const work of [() => readTable(path), () => [...readBatches(path)], () => recoverTable(path)]) {
        try {
          work();
        } catch (error) {
          expect(error, `trial ${trial}`).toBeInstanceOf(FileError);
          refused.push((error as FileError).problem);
        }
      }
    }
    expect(refused.length).toBeGreaterThan(50);
  });

  it('is refused when compressed or holding nulls, with what to do', () => {
    const frame = pl.DataFrame({ a: [1, null, 3] });
    writeFileSync(path, frame.writeIPC());
    expect(() => readTable(path)).toThrow(/column 'a' has missing values/);
    writeFileSync(path, pl.DataFrame({ a: [1.5, 2] }).writeIPC({ compression: 'lz4' }));
    expect(() => readTable(path)).toThrow(/compressed; write it without compression/);
    writeFileSync(path, '');
    expect(() => readTable(path)).toThrow(/not an Arrow IPC file/);
    writeTable(path, 1);
    expect(() => readTable(path, { columns: ['time', 'energy'] })).toThrow(
      /no column 'energy'; its numeric columns are: time, weight, count/,
    );
  });
});

describe('a run folder after a kill', () => {
  it('has its tables repaired, its drafts removed, its checkpoint tested', () => {
    const run = folder.path('run');
    createRunFolder(run);
    for (const file of ['diagnostics', 'snapshots'] as const) {
      const table = createTable(runPath(run, file), columns, metadata);
      table.append(batch(0));
      table.close();
    }
    const bytes = readFileSync(runPath(run, 'snapshots'));
    writeFileSync(runPath(run, 'snapshots'), bytes.subarray(0, bytes.length - 1));
    writeFileSync(`${run}/.checkpoint.bin.draft`, 'half');
    expect(recoverFolder(run)).toMatchObject({
      tables: { diagnostics: { alreadyWhole: true }, snapshots: { alreadyWhole: false, lostBytes: 0, rows: 3 } },
      checkpoint: 'missing',
    });
    expect(readdirSync(run).sort()).toEqual(['diagnostics.arrow', 'log.jsonl', 'snapshots.arrow']);
    writeCheckpoint(runPath(run, 'checkpoint'), { header: {}, columns: {} });
    expect(recoverFolder(run).checkpoint).toBe('valid');
    writeFileSync(runPath(run, 'checkpoint'), 'x');
    writeFileSync(runPath(run, 'diagnostics'), 'x');
    const report = recoverFolder(run);
    expect(report.checkpoint).toBeInstanceOf(FileError);
    expect(report.tables.diagnostics).toBeInstanceOf(FileError);
    expect(report.tables.snapshots).toMatchObject({ alreadyWhole: true });
    expect(() => recoverFolder(folder.path('nowhere'))).toThrow(/no such file or folder/);
  });
});

it('a torn small batch is not taken for a whole one because the old, longer tail lies behind it', () => {
  // One row of three doubles is much shorter than the tail, which repeats long metadata.
  const small = folder.path('small.arrow');
  const table = createTable(small, [spec('a')], { long: 'x'.repeat(5000) });
  table.append({ a: [1] });
  const old = readFileSync(small);
  table.append({ a: [2] });
  table.close();
  const whole = readFileSync(small);
  const from = old.length - tailLength(old);
  for (let cut = from; cut < from + 400; cut += 5) {
    writeFileSync(small, whole.subarray(0, cut));
    recoverTable(small);
    expect([[1], [1, 2]]).toContainEqual(Array.from(readTable(small).columns.a));
  }
});

/** End-of-stream mark, footer, its length and the magic. */
function tailLength(bytes: Buffer): number {
  return 8 + bytes.readInt32LE(bytes.length - 10) + 10;
}
