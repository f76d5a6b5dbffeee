import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnSpec, ColumnType } from '../../src/contracts.ts';
import { createTable } from '../../src/io/arrow-writer.ts';

/** A folder that is gone after the tests of a file. */
export function temporaryFolder(): { path: (name: string) => string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'fuzzy-landau-io-'));
  return { path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export const spec = (name: string, type: ColumnType = 'float64'): ColumnSpec =>
  ({ name, type, unitSI: 1, unitDimension: [0, 0, 0, 0, 0, 0, 0], description: `about ${name}` });

export const columns = [spec('time'), spec('weight', 'float32'), spec('count', 'int32')];
export const metadata = { openPMD: '1.1.0', 'fuzzy-landau': JSON.stringify({ scenario: { name: 'a test' }, note: 'ε' }) };

/** Batch number k: k + 3 rows (so that float32 and int32 bodies need padding at times), values that tell their place. */
export function batch(k: number): { time: Float64Array; weight: Float32Array; count: Int32Array } {
  const rows = k + 3;
  return {
    time: Float64Array.from({ length: rows }, (_, row) => k + row / 7),
    weight: Float32Array.from({ length: rows }, (_, row) => Math.fround(-k - row / 3)),
    count: Int32Array.from({ length: rows }, (_, row) => 1000 * k + row),
  };
}

/** A finished table of `count` batches. */
export function writeTable(path: string, count: number): void {
  rmSync(path, { force: true });
  const table = createTable(path, columns, metadata);
  for (let k = 0; k < count; k++) table.append(batch(k));
  table.close();
}

/** The columns of the first `count` batches as doubles. */
export function expected(count: number): Record<string, Float64Array> {
  const all = Array.from({ length: count }, (_, k) => batch(k));
  return Object.fromEntries((['time', 'weight', 'count'] as const).map((name) =>
    [name, Float64Array.from(all.flatMap((one) => Array.from(one[name])))]));
}

/** Whole numbers below `limit`, the same every time (mulberry32). */
export function randomIntegers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
