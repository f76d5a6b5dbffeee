import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/io/checkpoint.ts';
import { lockPath } from '../../src/io/lock.ts';
import { readManifest } from '../../src/io/manifest.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { contents, resume, RunFolders } from './folders.ts';
import { call } from './program.ts';

const folders = new RunFolders();
afterAll(() => folders.remove());

/** A finished run; tests spoil copies of it. */
const whole = folders.path('whole');
beforeAll(async () => {
  expect((await folders.run(whole)).code).toBe(0);
});

describe('resume refuses what does not belong together, and changes nothing', () => {
  test('a checkpoint of another run', async () => {
    const other = folders.path('other');
    await folders.run(other, '--set', 'seed=9', 'time.end=0.1');
    const out = folders.copy(whole, 'mixed');
    copyFileSync(runPath(other, 'checkpoint'), runPath(out, 'checkpoint'));
    const before = contents(out);
    const { code, err } = await resume(out, '--until', '0.4');
    expect(err).toMatch(/checkpoint\.bin: this checkpoint belongs to another run than .*diagnostics\.arrow \(/);
    expect(err).toContain('time.end: 0.1 there, 0.2 in the table');
    expect(err).toContain('seed: 9 there, 1 in the table');
    expect(code).toBe(2);
    expect(contents(out)).toEqual(before);
  });

  test('a checkpoint of the same scenario computed otherwise', async () => {
    const other = folders.path('loops');
    await folders.run(other, '--backend', 'loops');
    const out = folders.copy(whole, 'other backend');
    copyFileSync(runPath(other, 'checkpoint'), runPath(out, 'checkpoint'));
    const refused = { code: 2, err: expect.stringContaining('same scenario, other code or backend') };
    expect(await resume(out, '--until', '0.4')).toMatchObject(refused);
  });

  test('an edited scenario.yaml, but not one with another comment', async () => {
    const out = folders.copy(whole, 'edited');
    const yaml = runPath(out, 'scenario');
    const text = readFileSync(yaml, 'utf8');
    writeFileSync(yaml, `# my favourite\n${text}`);
    expect(await resume(out, '--until', '0.3')).toMatchObject({ code: 0, err: '' });
    writeFileSync(yaml, text.replace(/gamma: 0\b/, 'gamma: -2').replace(/strength: 1\b/, 'strength: 3'));
    const before = contents(out);
    const { code, err } = await resume(out, '--until', '0.4');
    expect(err).toContain('scenario.yaml: the scenario was edited since the run began (');
    expect(err).toContain('equation.gamma: -2 now, 0 in the run; equation.strength: 3 now, 1 in the run); ');
    expect(code).toBe(2);
    writeFileSync(yaml, 'equation: 7');
    expect((await resume(out)).code).toBe(2);
    expect({ ...contents(out), 'scenario.yaml': '' }).toEqual({ ...before, 'scenario.yaml': '' });
  });

  test('a table with a flipped bit, or without', async () => {
    const out = folders.copy(whole, 'flipped');
    const path = runPath(out, 'snapshots');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    const before = contents(out);
    const readers = [['verify', out], ['report', out], ['compare', out, whole], ['export', out, '--to', 'csv']];
    for (const command of [['resume', out, '--until', '0.4'], ...readers]) {
      const { code, err, out: said } = await call(...command);
      expect(`${err}${said}`, command[0]).toMatch(/snapshots\.arrow: record batch \d of 3 is damaged: its checksum/);
      expect(code, command[0]).toBe(2);
    }
    expect((await call('inspect', out)).out).toMatch(/snapshots .*DAMAGED in 1 batch \(number \d\)/);
    rmSync(join(out, 'export'), { recursive: true, force: true });
    rmSync(join(out, 'report.html'), { force: true });
    expect(contents(out)).toEqual(before);
    rmSync(path);
    const refused = { code: 2, err: expect.stringContaining('snapshots.arrow: the table is gone') };
    expect(await resume(out, '--until', '0.4')).toMatchObject(refused);
  });
});

test('a run that is there already is left as it is, to the last byte of every file', async () => {
  const before = contents(whole);
  const again = await resume(whole);
  expect(again).toMatchObject({ code: 0, out: '' });
  expect(again.err).toMatch(/nothing to do: the run is at t = 0\.2, and its files are as they were/);
  const { code, out } = await resume(whole, '--until', '0.1', '--json');
  expect(code).toBe(0);
  const { seconds, unchanged, status, time } = JSON.parse(out) as Record<string, unknown>;
  const { wallSeconds } = readManifest(whole)!;
  expect({ unchanged, status, time, seconds }).toEqual({ unchanged: true, status: 'done', time: 0.2, seconds: wallSeconds });
  expect(contents(whole)).toEqual(before);
});

test('every session is in the manifest, and a report made before the last one is called stale', async () => {
  const out = folders.copy(whole, 'sessions');
  const first = readManifest(out)!;
  const only = { started: first.started, threads: 1, node: process.version, version: first.version, status: 'done' };
  expect(first.sessions).toMatchObject([only]);
  await call('report', out, '--verify', 'none', '--exact', 'none');
  const mark = /<meta name="fuzzy-landau" content="t = 0 to 0\.2, 5 rows, run [0-9a-f]{12}">/;
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(mark);
  expect((await call('inspect', out)).out).not.toContain('stale');
  expect(await call('resume', out, '--threads', '2', '--quiet', '--until', '0.3')).toMatchObject({ code: 0, err: '' });
  const { sessions, started, wallSeconds, threads } = readManifest(out)!;
  expect(sessions).toHaveLength(2);
  expect(sessions![0]).toEqual(first.sessions![0]);
  expect(sessions![1]).toMatchObject({ threads: 2, status: 'done' });
  expect({ started, threads }).toEqual({ started: first.started, threads: 2 });
  expect(wallSeconds).toBe(first.wallSeconds + sessions![1].wallSeconds);
  expect((await call('inspect', out)).out).toMatch(/report\.html is stale: it was made for t = 0 to 0\.2, 5 rows/);
  await call('report', out, '--verify', 'none', '--exact', 'none');
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  expect(page).toMatch(/session 1<\/td><td>done; /);
  expect((await call('inspect', out)).out).not.toContain('stale');
  // A page of an older version says nothing of its tables: its age decides.
  writeFileSync(join(out, 'report.html'), page.replace(/<meta name="fuzzy-landau"[^>]*>/, ''));
  expect((await call('inspect', out)).out).not.toContain('stale');
  expect(await resume(out, '--until', '0.4')).toMatchObject({ code: 0 });
  expect((await call('inspect', out)).out).toMatch(/report\.html is stale: it is older than the tables/);
});

describe('a run killed before its first checkpoint', () => {
  const gone = JSON.stringify({ pid: 2 ** 22 + 1, host: 'x', started: new Date(0).toISOString() });

  test.each([
    ['with a table of 0 bytes', ['scenario.yaml', 'log.jsonl', 'diagnostics.arrow']],
    ['before its scenario', ['log.jsonl']],
  ])('%s: recover and resume say that it is to be started again, and how; that works', async (_name, files) => {
    const out = folders.path(`early ${files.length}`.replace(' ', '-'));
    mkdirSync(out);
    for (const file of files) writeFileSync(join(out, file), file === 'scenario.yaml' ? readFileSync(folders.scenario) : '');
    const again = files.includes('scenario.yaml')
      ? `start it again: fuzzy-landau run ${join(out, 'scenario.yaml')} --out ${out} --force` : 'start the run again, with --force';
    const resumed = await resume(out);
    expect(resumed.err).toContain('there is no checkpoint: the run was killed before its first');
    expect(resumed.err).toContain(again);
    expect(resumed.code).toBe(2);
    const recovered = await call('recover', out);
    expect(recovered.out).toContain(again);
    expect(recovered.code).toBe(0);
    const empty = /diagnostics\.arrow +empty: the run was killed before it wrote anything/;
    if (files.includes('diagnostics.arrow')) expect(recovered.out).toMatch(empty);
    const command = /fuzzy-landau (run .*)$/m.exec(recovered.out)?.[1].split(' ') ?? ['run', folders.scenario, '--out', out, '--force'];
    expect((await call(...command, '--threads', '1', '--quiet')).code).toBe(0);
    expect(readManifest(out)!.status).toBe('done');
  });

  test('and right after taking its lock: inspect says killed, and the same command starts it', async () => {
    const out = folders.path('lock only');
    mkdirSync(out);
    writeFileSync(lockPath(out), gone.replace('"x"', JSON.stringify(readManifest(whole)!.sessions![0].host)));
    expect((await call('inspect', out)).out).toMatch(/status +killed/);
    expect(await folders.run(out)).toMatchObject({ code: 0, err: expect.stringContaining('took over the lock') });
  });
});

test('tables and checkpoint of an older version, without checksums and fingerprint, go on; readers remark on them', async () => {
  const out = folders.copy(whole, 'old');
  for (const file of ['diagnostics', 'snapshots'] as const) {
    const path = runPath(out, file);
    // Under other names nobody knows them.
    const text = readFileSync(path, 'latin1').replaceAll('crc32', 'old32').replaceAll('checksum', 'chocksum');
    writeFileSync(path, text, 'latin1');
  }
  const { header, columns } = readCheckpoint(runPath(out, 'checkpoint'));
  writeCheckpoint(runPath(out, 'checkpoint'), { header: { ...header as object, fingerprint: undefined }, columns });
  const readers = [['verify', out], ['report', out, '--verify', 'none'], ['compare', out, whole], ['export', out, '--to', 'csv']];
  for (const command of [...readers, ['resume', out, '--threads', '1', '--quiet', '--until', '0.3']]) {
    const { code, err } = await call(...command);
    expect(err, command[0]).toMatch(/note: .*diagnostics\.arrow: 5 of 5 record batches have no checksum/);
    expect(code, command[0]).toBe(0);
  }
  expect((await call('inspect', out)).out).toMatch(/snapshots .*no checksums/);
  expect(readTable(runPath(out, 'diagnostics'))).toMatchObject({ rows: 7, unchecked: 5 });
});
