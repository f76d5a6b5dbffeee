import { readFileSync, statSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import pl from 'nodejs-polars';
import { afterAll, describe, expect, it } from 'vitest';
import { readBatches, readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { FileError } from '../../src/io/file-error.ts';
import { batch, columns, expected, metadata, spec, temporaryFolder, writeTable } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

/** The columns as Polars, an independent reader, sees them. */
function polars(path: string): Record<string, Float64Array> {
  const frame = pl.readIPC(readFileSync(path));
  return Object.fromEntries(frame.columns.map((name) => [name, Float64Array.from(frame.getColumn(name).toArray() as number[])]));
}

describe('an Arrow table', () => {
  it('is read by Polars with equal values before the first batch, between appends, and when closed', () => {
    const path = folder.path('growing.arrow');
    const table = createTable(path, columns, metadata);
    expect(pl.readIPC(readFileSync(path)).height).toBe(0);
    for (let k = 0; k < 4; k++) {
      table.append(batch(k));
      expect(polars(path)).toEqual(expected(k + 1));
    }
    expect([table.batches, table.rows]).toEqual([4, 3 + 4 + 5 + 6]);
    table.close();
    table.close();
    expect(polars(path)).toEqual(expected(4));
  });

  it('is read back by our reader, whole and batch by batch, and by arrow-js, with batches, names, types and metadata', () => {
    const path = folder.path('read-back.arrow');
    writeTable(path, 4);
    const table = readTable(path);
    expect(table.columns).toEqual(expected(4));
    expect(table).toMatchObject({ rows: 18, batches: [0, 3, 7, 12], metadata, specs: columns, whole: true, lostBytes: 0 });
    const parts = [...readBatches(path)];
    expect(parts.map(({ start, rows }) => [start, rows])).toEqual([[0, 3], [3, 4], [7, 5], [12, 6]]);
    expect(Object.values(parts[2].columns)).toEqual(Object.values(batch(2)).map((column) => Float64Array.from(column)));
    const stock = tableFromIPC(readFileSync(path));
    expect(stock.batches).toHaveLength(4);
    expect(Object.fromEntries(stock.schema.metadata)).toEqual({ ...metadata, checksum: 'crc32' });
    expect(stock.schema.fields.map(({ name, nullable }) => [name, nullable])).toEqual(columns.map(({ name }) => [name, false]));
    expect(stock.schema.fields[0].metadata.get('unitDimension')).toBe('[0,0,0,0,0,0,0]');
    expect(stock.getChild('weight')!.toArray()).toEqual(Float32Array.from(expected(4).weight));
  });

  it('is a valid stream from byte 8 on (leading schema), as the recovery needs it', () => {
    const path = folder.path('stream.arrow');
    writeTable(path, 3);
    const stock = tableFromIPC(readFileSync(path).subarray(8));
    expect(Float64Array.from(stock.getChild('time')!.toArray())).toEqual(expected(3).time);
  });

  it('has the same bytes when written twice', () => {
    writeTable(folder.path('once.arrow'), 3);
    writeTable(folder.path('twice.arrow'), 3);
    expect(readFileSync(folder.path('once.arrow')).equals(readFileSync(folder.path('twice.arrow')))).toBe(true);
  });

  it('keeps every bit of a double, and takes plain arrays, shared memory and batches without rows', () => {
    const path = folder.path('bits.arrow');
    const table = createTable(path, [spec('a')], {});
    const odd = [-0, Number.MIN_VALUE, Number.MAX_VALUE, Infinity, 0.1 + 0.2, NaN];
    table.append({ a: odd });
    table.append({ a: [] });
    const shared = new Float64Array(new SharedArrayBuffer(32)).fill(2 / 3);
    table.append({ a: shared });
    shared.fill(0); // The array is free for reuse when append returns.
    table.append({ a: new Float64Array([1, 2, 3]).subarray(1) });
    table.close();
    const read = readTable(path);
    expect(read.columns.a).toEqual(Float64Array.from([...odd, ...Array(4).fill(2 / 3), 2, 3]));
    expect(Object.is(read.columns.a[0], -0)).toBe(true);
    expect(read.batches).toEqual([0, 6, 6, 10]);
    expect(polars(path).a).toEqual(read.columns.a);
  });

  it('refuses missing columns, odd lengths and numbers that are no int32, and stays as it was', () => {
    const path = folder.path('refused.arrow');
    const table = createTable(path, columns, metadata);
    table.append(batch(0));
    const { time, weight, count } = batch(1);
    expect(() => table.append({ time, weight })).toThrow(/column 'count' is missing/);
    expect(() => table.append({ time, weight, count: count.subarray(1) })).toThrow(/'count' has another length than 'time' \(4\)/);
    for (const wrong of [0.5, NaN, 2 ** 31]) {
      expect(() => table.append({ time, weight, count: [0, 1, wrong, 3] })).toThrow(`column 'count': ${wrong} is no 32-bit integer`);
    }
    expect(polars(path)).toEqual(expected(1));
    table.close();
    expect(() => table.append(batch(1))).toThrow(/closed/);
    expect(() => createTable(path, columns, metadata)).toThrow(FileError);
    expect(() => createTable(folder.path('no/such/folder.arrow'), columns, metadata)).toThrow(/no such file or folder/);
  });

  it('grows on disk, not in memory: 200 MB written, less than 100 MB more resident', () => {
    // The writer holds no data, so what grows is at most a few batches of 2 MB awaiting collection.
    const path = folder.path('large.arrow');
    const wide = Array.from({ length: 8 }, (_, index) => spec(`c${index}`));
    const shared = new Float64Array(new SharedArrayBuffer(8 * 32_768)).fill(1 / 3);
    const one = Object.fromEntries(wide.map(({ name }) => [name, shared]));
    const table = createTable(path, wide, metadata);
    const before = process.memoryUsage.rss();
    let most = 0;
    for (let k = 0; k < 100; k++) {
      table.append(one);
      most = Math.max(most, process.memoryUsage.rss() - before);
    }
    table.close();
    expect(statSync(path).size).toBeGreaterThan(200e6);
    expect(most).toBeLessThan(100e6);
    let rows = 0;
    for (const part of readBatches(path, { columns: ['c7'] })) rows += part.rows;
    expect(rows).toBe(100 * 32_768);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150e6);
  });
});
