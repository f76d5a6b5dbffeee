import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { runPath, type RunFile } from '../../src/io/run-folder.ts';
import { randomStream } from '../../src/math/random.ts';
import { runScenario } from '../../src/run/run.ts';
import { dampingScenario } from '../small-scenario.ts';
import { call } from '../run/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'damaged-json-'));
const run = join(folder, 'run');
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  const scenario = dampingScenario({ particles: { velocity: { count: [4, 4] }, position: { count: [4] } } });
  await runScenario(scenario, { out: run, force: false, threads: 0, backend: 'auto', reproducible: false });
});

const tables = ['diagnostics', 'snapshots'] as const;

/** Every command that reads a run ends with 0, or with 2 and a message; never as a bug. */
async function allSpeak(what: string): Promise<void> {
  const commands = [
    ['inspect', run], ['report', run, '--verify', 'none', '--exact', 'none'], ['verify', run], ['compare', run, run],
    ['recover', run],
  ];
  for (const command of commands) {
    const { code, err } = await call(...command);
    expect([0, 2], `${command[0]} of ${what}: ${err}`).toContain(code);
    expect(err, `${command[0]} of ${what}`).not.toMatch(/internal error|\n {4}at /);
  }
}

/** Every value of `value`, one at a time, gone, null, a number, a text, a list. */
function* mutants(value: unknown, rebuild: (changed: unknown) => unknown = (changed) => changed, path = ''): Generator<[string, unknown]> {
  for (const wrong of [null, 7, 'x', [], {}]) yield [`${path} = ${JSON.stringify(wrong)}`, rebuild(wrong)];
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const without = Array.isArray(value)
      ? value.toSpliced(Number(key), 1)
      : Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    yield [`${path}.${key} gone`, rebuild(without)];
    const changed = (entry: unknown): unknown =>
      rebuild(Array.isArray(value) ? value.with(Number(key), entry) : { ...value, [key]: entry });
    yield* mutants((value as Record<string, unknown>)[key], changed, `${path}.${key}`);
  }
}

/** A share of them, always the same: the whole lot takes minutes. */
function some<T>(all: Iterable<T>, share: number): T[] {
  const draw = randomStream(7, 1);
  return [...all].filter(() => draw()[0] < share);
}

async function whileChanged(files: readonly RunFile[], work: () => Promise<void>): Promise<void> {
  const kept = files.map((file) => readFileSync(runPath(run, file)));
  try {
    await work();
  } finally {
    files.forEach((file, k) => writeFileSync(runPath(run, file), kept[k]));
  }
}

describe('a run folder whose JSON was damaged', () => {
  test('in the manifest is read, or refused with a message', async () => {
    await whileChanged(['manifest'], async () => {
      const text = readFileSync(runPath(run, 'manifest'), 'utf8');
      for (const [name, mutant] of some(mutants(JSON.parse(text)), 0.1)) {
        writeFileSync(runPath(run, 'manifest'), JSON.stringify(mutant));
        await allSpeak(`manifest${name}`);
      }
      writeFileSync(runPath(run, 'manifest'), text.replace('"counts"', '"count{"'));
      await allSpeak('manifest with a flipped key');
    });
  });

  test('in the metadata of the tables is read, or refused with a message', async () => {
    const { metadata } = readTable(runPath(run, 'diagnostics'));
    const all = tables.map((file) => readTable(runPath(run, file)));
    await whileChanged(tables, async () => {
      for (const [name, mutant] of some(mutants(JSON.parse(metadata['fuzzy-landau'])), 0.05)) {
        tables.forEach((file, k) => {
          rmSync(runPath(run, file));
          const table = createTable(runPath(run, file), all[k].specs, { ...metadata, 'fuzzy-landau': JSON.stringify(mutant) });
          table.append(all[k].columns);
          table.close();
        });
        await allSpeak(`metadata${name}`);
      }
    });
  });
});
