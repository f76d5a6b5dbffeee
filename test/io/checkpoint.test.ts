import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readCheckpoint, writeCheckpoint } from '../../src/io/checkpoint.ts';
import { FileError } from '../../src/io/file-error.ts';
import { randomIntegers, temporaryFolder } from './tables.ts';
import { built } from '../built.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const header = { iteration: 17, time: 0.1 + 0.2, memory: [1 / 3, 1e-300], note: 'ε' };
const velocity = new Float64Array(new SharedArrayBuffer(8 * 5));
velocity.set([-0, Number.MIN_VALUE, 1e308, 0.1 + 0.2, -Infinity]);
const content = { header, columns: { velocity, empty: new Float64Array(0), weight: Float64Array.of(1, 2) } };

describe('a checkpoint', () => {
  it('comes back bit for bit, header and columns, also from shared memory', () => {
    const path = folder.path('checkpoint.bin');
    writeCheckpoint(path, content);
    const back = readCheckpoint(path);
    expect(back.header).toEqual(header);
    expect(Object.keys(back.columns)).toEqual(['velocity', 'empty', 'weight']);
    expect(new BigInt64Array(back.columns.velocity.buffer)).toEqual(new BigInt64Array(Float64Array.from(velocity).buffer));
    expect(readdirSync(dirname(path))).toEqual(['checkpoint.bin']);
  });

  it('that is damaged anywhere or cut short is refused with a FileError: every cut, every byte, 200 random mutations', () => {
    const path = folder.path('damaged.bin');
    writeCheckpoint(path, content);
    const whole = readFileSync(path);
    const refuse = (bytes: Buffer) => {
      writeFileSync(path, bytes);
      expect(() => readCheckpoint(path)).toThrow(FileError);
    };
    for (let length = 0; length < whole.length; length++) refuse(whole.subarray(0, length));
    for (let at = 0; at < whole.length; at++) {
      const copy = Buffer.from(whole);
      copy[at] ^= 1 << (at % 8);
      refuse(copy);
    }
    const random = randomIntegers(1);
    for (let trial = 0; trial < 200; trial++) {
      const copy = Buffer.concat([whole, Buffer.alloc(random(64))]);
      for (let change = random(4); change >= 0; change--) {
        const at = random(copy.length);
        copy.fill(random(256), at, Math.min(copy.length, at + random(40) + 1));
      }
      if (!copy.equals(whole)) refuse(copy);
    }
    writeFileSync(path, whole);
    expect(readCheckpoint(path).header).toEqual(header);
  });

  it('says what is wrong and what to do', () => {
    expect(() => readCheckpoint(folder.path('missing.bin'))).toThrow(/missing\.bin: no such file or folder; check the path/);
    expect(() => readCheckpoint(dirname(folder.path('a')))).toThrow(/this is a folder/);
    writeFileSync(folder.path('text.bin'), 'hello');
    expect(() => readCheckpoint(folder.path('text.bin'))).toThrow(/not a checkpoint of this program; name the checkpoint\.bin/);
    expect(() => writeCheckpoint(folder.path('no/such/folder.bin'), content)).toThrow(FileError);
  });

  it('is valid at every moment while another process replaces it, and after that process is killed', async () => {
    const path = folder.path('replaced.bin');
    writeCheckpoint(path, { header: -1, columns: {} });
    const child = spawn(process.execPath, [built('test/io/checkpoint-writer.ts'), path], { stdio: 'ignore' });
    const exit = once(child, 'exit');
    const seen = new Set<unknown>();
    const deadline = Date.now() + 20_000;
    while (seen.size < 20 && Date.now() < deadline) {
      const { header: number, columns } = readCheckpoint(path);
      if (number !== -1) expect(columns.all.every((value) => value === number)).toBe(true);
      seen.add(number);
      await setTimeout(1);
    }
    child.kill('SIGKILL');
    await exit;
    expect(seen.size).toBe(20);
    expect(readCheckpoint(path).columns.all).toHaveLength(100_000);
  });
});
