import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../../../src/parallel/native/cache.ts';
import { compileLibrary, madeBy } from '../../../src/parallel/native/compiler.ts';
import { functionText } from '../../../src/parallel/native/function-text.ts';
import { koffi, openLibrary } from '../../../src/parallel/native/library.ts';
import { NativeUnavailable } from '../../../src/parallel/native/unavailable.ts';
import { Arena } from '../../../src/state/arena.ts';
import { obstacle, ownCache } from './available.ts';

const base = ownCache();
const twice = `#include <stdint.h>\n${functionText('twice', ['at'], '\n  *(double *)(memory + at) *= 2;')}`;

describe.runIf(!obstacle)('a compiled library', () => {
  test('works on the shared memory itself, where it has grown too', async () => {
    const { path } = await compileLibrary(twice);
    const arena = new Arena();
    const { bind } = openLibrary(path, arena.memory);
    for (const length of [1, 10_000_000]) {
      const vector = arena.vector(length).fill(21);
      bind('twice')(vector.byteOffset + 8 * (length - 1));
      expect(vector[length - 1]).toBe(42);
    }
  });

  test('is compiled once, and found the next time; another text or other flags are another library', async () => {
    const text = `${twice}/* once */\n`;
    const [first, second, other] = [await compileLibrary(text), await compileLibrary(text), await compileLibrary(`${text}\n`)];
    expect([first.cached, second.cached, other.cached]).toEqual([false, true, false]);
    expect(second.path).toBe(first.path);
    expect(other.path).not.toBe(first.path);
    expect(madeBy(first)).toMatch(/^compiled in \d+\.\d s, .*, -O3 -m\w+=native -ffp-contract=off/);
    expect(madeBy(second)).toMatch(/^found compiled in \d+\.\d\d s/);
  });

  test('that was damaged is compiled again', async () => {
    const { path } = await compileLibrary(twice);
    writeFileSync(path, 'damaged');
    const again = await compileLibrary(twice);
    expect(again.cached).toBe(false);
    expect(openLibrary(again.path, new Arena().memory)).toBeDefined();
  });

  test('cannot be had without a compiler, or with one that fails; it is said what to do, and nothing is left behind', async () => {
    const folder = cacheFolder();
    const before = readdirSync(folder).length;
    const missing = compileLibrary(twice, { ...process.env, CC: join(base, 'no-such-compiler') });
    await expect(missing).rejects.toThrow(NativeUnavailable);
    await expect(missing).rejects.toThrow(/no C compiler '.*no-such-compiler'; install one .* or use the backend "simd"/);
    await expect(missing).rejects.toMatchObject({ kind: 'input', exitCode: 2 });
    const failing = join(base, 'failing');
    writeFileSync(failing, '#!/bin/sh\n[ "$1" = --version ] && echo failing 1.0 && exit 0\necho out of order >&2\nexit 1\n');
    chmodSync(failing, 0o700);
    const refused = compileLibrary(twice, { ...process.env, CC: failing });
    await expect(refused).rejects.toThrow(/'.*failing' refused them: out of order; set CC to another compiler/);
    await expect(compileLibrary('not C')).rejects.toThrow(/refused them: .*error/s);
    expect(readdirSync(folder)).toHaveLength(before);
  });
});

test('without koffi it is said what to install', () => {
  const absent = (): never => { throw new Error("Cannot find module 'koffi'"); };
  expect(() => koffi(absent)).toThrow(NativeUnavailable);
  expect(() => koffi(absent)).toThrow(/koffi.* not installed.*; npm install koffi, or use the backend "simd"/);
});

test.runIf(obstacle)(`SKIPPED: ${obstacle}`, (context) => context.skip());
