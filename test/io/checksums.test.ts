import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tableFromIPC } from 'apache-arrow';
import pl from 'nodejs-polars';
import { afterAll, describe, expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { damagedBatches, describeTable, readBatches, readTable } from '../../src/io/arrow-reader.ts';
import { openTableForAppend } from '../../src/io/arrow-reopen.ts';
import { scanTable } from '../../src/io/arrow-scan.ts';
import { recoverTable } from '../../src/io/recover.ts';
import { batch, columns, expected, randomIntegers, temporaryFolder, writeTable } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const path = folder.path('table.arrow');
writeTable(path, 4);
const whole = readFileSync(path);
const { head, batches, end } = scanTable(path);

/** Writes the table with one byte changed by `flip`. */
function flipped(at: number, flip: number): void {
  const copy = Buffer.from(whole);
  copy[at] ^= flip;
  writeFileSync(path, copy);
}

describe('a record batch has a checksum', () => {
  it('which is the CRC-32 of the head and of its message with the digits set to 0, as documented', () => {
    for (const { position, metadataLength, bodyLength, checksum } of batches) {
      const message = Buffer.from(whole.subarray(position, position + metadataLength + bodyLength));
      const digits = message.toString('latin1', checksum! - position, checksum! - position + 8);
      message.write('00000000', checksum! - position, 'latin1');
      expect(digits).toBe(crc32(message, crc32(whole.subarray(0, head))).toString(16).padStart(8, '0'));
    }
  });

  it('in the custom metadata of its message, which other readers pass over', () => {
    writeFileSync(path, whole);
    expect(Array.from(pl.readIPC(whole).getColumn('time').toArray())).toEqual(Array.from(expected(4).time));
    const stock = tableFromIPC(whole);
    for (const { metadata } of stock.batches) expect(metadata.get('crc32')).toMatch(/^[0-9a-f]{8}$/);
    expect(stock.numRows).toBe(expected(4).time.length);
    expect(describeTable(path).unchecked).toBe(0);
    expect(damagedBatches(path)).toEqual([]);
  });

  it('which no flipped bit from the schema to the last batch passes: 400 of them, in every reader', () => {
    const random = randomIntegers(5);
    for (let trial = 0; trial < 400; trial++) {
      const at = 8 + random(end - 8);
      flipped(at, 1 << random(8));
      const work = [
        () => readTable(path), () => [...readBatches(path)], () => readTable(path, { columns: ['count'] }), () => recoverTable(path),
        () => openTableForAppend(path, columns, { batches: 4 }),
      ];
      const before = readFileSync(path);
      for (const [k, read] of work.entries()) expect(read, `reader ${k}, byte ${at}`).toThrow();
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });

  it('so that the batch is named; those before it can be had one by one', () => {
    const { position, metadataLength } = batches[2];
    flipped(position + metadataLength + 3, 1);
    expect(() => readTable(path)).toThrow(/table\.arrow: record batch 3 of 4 is damaged: its checksum does not match its content; restore/);
    expect(damagedBatches(path)).toEqual([2]);
    const read: number[] = [];
    expect(() => { for (const { index } of readBatches(path)) read.push(index); }).toThrow(/record batch 3 of 4/);
    expect(read).toEqual([0, 1]);
    expect(readTable(path, { from: 3 }).rows).toBe(6);
  });

  it('and a batch of another table, or one without in a table that announces them, is not taken', () => {
    const other = folder.path('other.arrow');
    writeTable(other, 4);
    const foreign = openTableForAppend(other, columns, { batches: 0 });
    for (let k = 0; k < 4; k++) foreign.append({ ...batch(k), time: batch(k).time.map((t) => t + 1) });
    foreign.close();
    // Same head: the batch fits there. Another head: it does not.
    const { position, metadataLength, bodyLength } = batches[1];
    const copy = Buffer.from(whole);
    readFileSync(other).copy(copy, position, position, position + metadataLength + bodyLength);
    writeFileSync(path, copy);
    expect(damagedBatches(path)).toEqual([]);
    copy.write('Crc32', whole.indexOf('crc32', batches[3].position), 'latin1');
    writeFileSync(path, copy);
    expect(damagedBatches(path)).toEqual([3]);
    const about = copy.indexOf('about time');
    copy.write('About time', about, 'latin1');
    writeFileSync(path, copy);
    expect(damagedBatches(path)).toEqual([0, 1, 2, 3]);
  });

  it('so that a last batch whose numbers a power cut lost is torn, not whole', () => {
    const copy = Buffer.from(whole.subarray(0, end));
    const { position, metadataLength } = batches[3];
    copy.fill(0, position + metadataLength + 8);
    writeFileSync(path, copy);
    expect(readTable(path)).toMatchObject({ columns: expected(3), whole: false, lostBytes: end - position });
    expect(recoverTable(path)).toMatchObject({ batches: 3, lostBytes: end - position });
    expect(readTable(path)).toMatchObject({ columns: expected(3), whole: true });
  });
});

describe('a table without checksums, as older versions wrote them', () => {
  // Three batches written by version 0.1.0, before there were checksums.
  const old = readFileSync(new URL('data/before-checksums.arrow', import.meta.url));

  it('is read, and counts its batches as unchecked', () => {
    writeFileSync(path, old);
    expect(readTable(path)).toMatchObject({ columns: expected(3), unchecked: 3, whole: true });
    expect(damagedBatches(path)).toEqual([]);
  });

  it('is repaired and gone on with; what is added has checksums', () => {
    writeFileSync(path, old);
    truncateSync(path, old.length - 20);
    expect(recoverTable(path)).toMatchObject({ batches: 3, lostBytes: 0 });
    expect(readFileSync(path).equals(old)).toBe(true);
    const table = openTableForAppend(path, columns, { batches: 2 });
    table.append(batch(2));
    table.append(batch(3));
    table.close();
    expect(readTable(path)).toMatchObject({ columns: expected(4), unchecked: 2, whole: true });
  });
});
