import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cached, cacheFolder, draft, keep, keyOf, openCache, tidy } from '../../../src/parallel/native/cache.ts';
import { NativeUnavailable } from '../../../src/parallel/native/unavailable.ts';

let base: string, folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cache-'));
  folder = cacheFolder({ XDG_CACHE_HOME: base });
});
afterEach(() => rmSync(base, { recursive: true }));

/** A library in the cache, as `compileLibrary` puts it there. */
function kept(key: string, content = 'library'): string {
  openCache(folder);
  const file = draft(folder, key);
  writeFileSync(file, content);
  return keep(folder, key, file);
}

describe('the cache of compiled libraries', () => {
  test('lies in XDG_CACHE_HOME, or in ~/.cache where that is not an absolute path', () => {
    expect(folder).toBe(join(base, 'fuzzy-landau', 'native'));
    for (const XDG_CACHE_HOME of [undefined, '', 'here']) {
      expect(cacheFolder({ XDG_CACHE_HOME })).toMatch(/\.cache\/fuzzy-landau\/native$/);
    }
  });

  test('is made private, and so is what is kept in it', () => {
    const path = kept('key');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('gives what was kept under a key, and nothing under another', () => {
    const path = kept(keyOf(['a', 'b']));
    expect(cached(folder, keyOf(['a', 'b']))).toBe(path);
    expect(cached(folder, keyOf(['ab']))).toBeUndefined();
    expect(cached(folder, keyOf(['a', 'c']))).toBeUndefined();
  });

  test('gives no file whose bytes were changed, that others may write, or that is a link', () => {
    const path = kept('key');
    chmodSync(path, 0o620);
    expect(cached(folder, 'key')).toBeUndefined();
    chmodSync(path, 0o600);
    expect(cached(folder, 'key')).toBe(path);
    writeFileSync(path, 'Library');
    expect(cached(folder, 'key')).toBeUndefined();
    rmSync(path);
    writeFileSync(join(base, 'elsewhere'), 'library');
    symlinkSync(join(base, 'elsewhere'), path);
    expect(cached(folder, 'key')).toBeUndefined();
  });

  test('is refused where others may use the folder, with what to do', () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o750);
    expect(() => openCache(folder)).toThrow(NativeUnavailable);
    expect(() => openCache(folder)).toThrow(`chmod 700 ${folder}, or use the backend "simd"`);
  });

  test('is refused where the folder is a link, or cannot be made', () => {
    mkdirSync(join(base, 'fuzzy-landau'));
    symlinkSync(base, folder);
    expect(() => openCache(folder)).toThrow(/is not a folder of its own; set XDG_CACHE_HOME/);
    writeFileSync(join(base, 'file'), '');
    expect(() => openCache(cacheFolder({ XDG_CACHE_HOME: join(base, 'file') }))).toThrow(/cannot be made; set XDG_CACHE_HOME/);
  });

  // uid 1 is a system account on every Unix; only root can give files away.
  test.runIf(process.getuid?.() === 0)('is refused where the folder belongs to somebody else', async () => {
    const { chownSync } = await import('node:fs');
    openCache(folder);
    chownSync(folder, 1, 1);
    expect(() => openCache(folder)).toThrow(/belongs to somebody else/);
  });

  test('loses what killed processes have left there an hour ago, and nothing else', () => {
    const path = kept('key');
    const [old, fresh] = [draft(folder, 'old'), draft(folder, 'fresh')];
    for (const file of [old, fresh]) writeFileSync(file, '');
    const before = Date.now() / 1000 - 3700;
    utimesSync(old, before, before);
    utimesSync(path, before, before);
    tidy(folder);
    expect(readdirSync(folder).map((name) => join(folder, name)).sort()).toEqual([fresh, path].sort());
  });
});
