import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { openTableForAppend } from '../../src/io/arrow-reopen.ts';
import { FileError } from '../../src/io/file-error.ts';
import { batch, columns, expected, spec, temporaryFolder, writeTable } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('a table that is opened again', () => {
  const uninterrupted = folder.path('uninterrupted.arrow');
  writeTable(uninterrupted, 5);
  const wanted = readFileSync(uninterrupted);

  it.each([0, 1, 3, 5])('goes on after batch %i with the bytes of an uninterrupted run', (kept) => {
    const path = folder.path(`kept-${kept}.arrow`);
    writeTable(path, 5);
    const table = openTableForAppend(path, columns, { batches: kept });
    expect(readTable(path).columns).toEqual(expected(kept));
    expect([table.batches, table.rows]).toEqual([kept, expected(kept).time.length]);
    for (let k = kept; k < 5; k++) table.append(batch(k));
    table.close();
    expect(readFileSync(path).equals(wanted)).toBe(true);
  });

  it('counts what to keep in rows as well, and starts from a torn file', () => {
    const path = folder.path('torn.arrow');
    writeTable(path, 4);
    truncateSync(path, Math.floor(statSync(path).size * 0.8)); // inside the tail: the batches are whole
    const table = openTableForAppend(path, columns, { rows: 3 + 4 });
    for (let k = 2; k < 5; k++) table.append(batch(k));
    table.close();
    expect(readFileSync(path).equals(wanted)).toBe(true);
  });

  it('is refused when it has other columns, too few batches, or is no Arrow file', () => {
    const path = folder.path('refused.arrow');
    writeTable(path, 2);
    const before = readFileSync(path);
    expect(() => openTableForAppend(path, [columns[0], columns[1], spec('count')], { batches: 1 }))
      .toThrow(/columns are not those of this run \(missing: count \(float64\); not expected: count \(int32\)\)/);
    expect(() => openTableForAppend(path, columns, { batches: 3 })).toThrow(/first 3 batches .* holds 2 batches with 7 rows/);
    expect(() => openTableForAppend(path, columns, { rows: 4 })).toThrow(FileError);
    expect(readFileSync(path).equals(before)).toBe(true);
    writeFileSync(path, 'time,weight\n1,2\n');
    expect(() => openTableForAppend(path, columns, { batches: 0 })).toThrow(/not an Arrow IPC file/);
    expect(() => openTableForAppend(folder.path('missing.arrow'), columns, { batches: 0 })).toThrow(/no such file/);
  });
});
