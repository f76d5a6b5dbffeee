import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { readCheckpoint } from '../../src/io/checkpoint.ts';
import { readLog, runPath } from '../../src/io/run-folder.ts';
import { runScenario } from '../../src/run/run.ts';
import { dampingScenario, merged, type Overrides } from '../small-scenario.ts';
import { contents, resume, RunFolders } from './folders.ts';
import { digests } from './kills.ts';
import { call } from './program.ts';

const folders = new RunFolders();
afterAll(() => folders.remove());

/** Steps of a checkpoint. */
const stepsOf = (out: string, file: 'checkpoint' | 'previous'): number =>
  (readCheckpoint(runPath(out, file)).header as { progress: { iteration: number } }).progress.iteration;

const flipped = (path: string): void => {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 4;
  writeFileSync(path, bytes);
};
const damages: [string, (path: string) => void, string][] = [
  ['damaged in one bit', flipped, 'its checksum does not match'],
  ['cut short', (path) => truncateSync(path, 1000), 'the checkpoint is damaged'],
  ['empty', (path) => truncateSync(path, 0), 'not a checkpoint'],
  ['missing', (path) => rmSync(path), 'there is no checkpoint'],
];

describe('the last two checkpoints are kept', () => {
  const whole = folders.path('whole');
  const longer = folders.path('longer');
  beforeAll(async () => {
    expect((await folders.run(whole)).code).toBe(0);
    expect((await folders.run(longer, '--set', 'time.end=0.4')).code).toBe(0);
  });

  test('the one before the last is the last one of that moment', async () => {
    expect([stepsOf(whole, 'previous'), stepsOf(whole, 'checkpoint')]).toEqual([2, 4]);
    expect([stepsOf(longer, 'previous'), stepsOf(longer, 'checkpoint')]).toEqual([6, 8]);
  });

  test.each(damages)('a last one that is %s: resume takes the one before, says so, comes to the same bytes', async (name, damage, why) => {
    const out = folders.copy(whole, `last ${name}`);
    damage(runPath(out, 'checkpoint'));
    const { code, err } = await resume(out);
    expect(err).toMatch(/^note: .*checkpoint\.bin: .*; going on from the checkpoint before it, t = 0\.1, step 2\n$/);
    expect(err).toContain(why);
    expect(code).toBe(0);
    expect(digests(out)).toEqual(digests(whole));
    // What was damaged is not kept as the one before the last.
    expect([stepsOf(out, 'previous'), stepsOf(out, 'checkpoint')]).toEqual([2, 4]);
  });

  test('beyond the end too, where the last one would have begun', async () => {
    const out = folders.copy(longer, 'beyond');
    flipped(runPath(out, 'checkpoint'));
    expect((await resume(out, '--until', '0.5')).code).toBe(0);
    expect([stepsOf(out, 'previous'), stepsOf(out, 'checkpoint')]).toEqual([8, 10]);
  });

  test('recover and inspect say that the one before is good', async () => {
    const out = folders.copy(whole, 'looked at');
    flipped(runPath(out, 'checkpoint'));
    expect((await call('inspect', out)).out).toMatch(/checkpoint +the checkpoint is damaged.*\n +previous +.*count \d+/);
    const { code, out: said } = await call('recover', out);
    expect(said).toMatch(/checkpoint +the checkpoint is damaged: .*; the one before it is valid: go on with: fuzzy-landau resume/);
    expect(code).toBe(0);
  });

  test('run --continue goes on from the one before, where the last is gone', async () => {
    const out = folders.copy(whole, 'continued');
    rmSync(runPath(out, 'checkpoint'));
    expect(await folders.run(out, '--continue')).toMatchObject({ code: 0, err: expect.stringContaining('step 2') });
    expect(digests(out)).toEqual(digests(whole));
  });

  test.each(damages)('both %s: refused with a message about the last, and nothing is changed', async (name, damage, why) => {
    const out = folders.copy(whole, `both ${name}`);
    for (const file of ['checkpoint', 'previous'] as const) damage(runPath(out, file));
    const before = contents(out);
    const { code, err } = await resume(out, '--until', '0.4');
    expect(err).toContain(runPath(out, 'checkpoint'));
    expect(err).toContain(why);
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
    expect(contents(out)).toEqual(before);
    expect((await call('recover', out)).code).toBe(name === 'missing' ? 0 : 2);
  });

  test('a new run in the place of an old one has none of its checkpoints', async () => {
    const out = folders.copy(whole, 'replaced');
    await folders.run(out, '--force', '--set', 'time.end=0.05', 'output.checkpoint.every=1');
    expect(stepsOf(out, 'previous')).toBe(0);
    expect(stepsOf(out, 'checkpoint')).toBe(1);
  });

  test('a kill between the two names of one checkpoint leaves both readable, and the next one replaces them in order', async () => {
    const out = folders.copy(whole, 'between');
    // The last one has got its second name, the new one is still a draft.
    copyFileSync(runPath(out, 'checkpoint'), runPath(out, 'previous'));
    writeFileSync(join(out, '.checkpoint.bin.draft'), 'half of a new one');
    expect((await resume(out, '--until', '0.3')).code).toBe(0);
    expect([stepsOf(out, 'previous'), stepsOf(out, 'checkpoint')]).toEqual([4, 6]);
    expect(existsSync(join(out, '.checkpoint.previous.bin.draft'))).toBe(false);
  });
});

describe('checkpoints by the time on the wall', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wall-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const columnsOf = (out: string) => ['diagnostics', 'snapshots'].map((file) => readTable(join(out, `${file}.arrow`)).columns);

  // A checkpoint only reads: whether and when one is written is no part of the computation, and so no tolerance.
  test.each<[string, Overrides]>([
    ['fixed steps', { time: { scheme: 'discrete-gradient', step: 0.02 } }],
    ['adaptive steps', { time: { scheme: 'rkc', step: { adaptive: 1e-4, max: 0.02 } } }],
  ])('change no number of a run with %s', async (name, over) => {
    const run = async (wall: number | string, kind: string): Promise<string> => {
      const output = { checkpoint: { every: undefined, wall } };
      const out = join(folder, `${name} ${kind}`);
      await runScenario(dampingScenario(merged(over, { output }) as Overrides), { out, threads: 0 });
      return out;
    };
    const often = await run(1e-9, 'often');
    const never = await run('1h', 'never');
    const written = (out: string): number => readLog(out).filter((entry) => (entry as { event: string }).event === 'checkpoint').length;
    expect(written(often)).toBeGreaterThanOrEqual(4);
    expect(written(never)).toBe(0);
    expect(columnsOf(often)).toEqual(columnsOf(never));
    expect(readCheckpoint(runPath(often, 'checkpoint')).columns).toEqual(readCheckpoint(runPath(never, 'checkpoint')).columns);
  });

  test('go with those by the time of the run', async () => {
    const out = join(folder, 'both');
    const output = { checkpoint: { every: 0.1, wall: '2h30m' } };
    const scenario = dampingScenario({ output });
    expect(scenario.output.checkpoint).toEqual({ every: 0.1, wall: 9000 });
    await runScenario(scenario, { out, threads: 0 });
    expect([stepsOf(out, 'previous'), stepsOf(out, 'checkpoint')]).toEqual([2, 4]);
  });

  test('refuse what is no duration', () => {
    for (const wall of ['soon', '0s', '5', -1]) {
      expect(() => dampingScenario({ output: { checkpoint: { wall } } }), String(wall)).toThrow(/output\.checkpoint\.wall: expected a/);
    }
  });
});
