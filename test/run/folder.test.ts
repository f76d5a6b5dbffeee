import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/io/checkpoint.ts';
import { lockPath } from '../../src/io/lock.ts';
import { readManifest } from '../../src/io/manifest.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/run/scenario.ts';
import { dampingScenario } from '../small-scenario.ts';
import { call, start, type Ended } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'folder-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const scenario = join(folder, 'small.yaml');
const often = { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.1 } };
writeFileSync(scenario, scenarioToYaml(dampingScenario({ time: { scheme: 'rkc', step: 0.05, end: 0.2 }, output: often })));

const run = (out: string, ...more: string[]): Promise<Ended> => call('run', scenario, '--out', out, '--threads', '1', '--quiet', ...more);
const resume = (out: string, ...more: string[]): Promise<Ended> => call('resume', out, '--threads', '1', '--quiet', ...more);
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');
/** Digests of all files of a folder. */
const contents = (out: string): Record<string, string> =>
  Object.fromEntries(readdirSync(out).sort().map((name) => [name, digest(join(out, name))]));

/** A finished run that tests may spoil a copy of. */
const whole = join(folder, 'whole');
beforeAll(async () => {
  expect((await run(whole)).code).toBe(0);
});
function copy(name: string): string {
  const out = join(folder, name);
  cpSync(whole, out, { recursive: true });
  return out;
}

/** A process that runs for long, once it has written some outputs. */
async function goingOn(name: string): Promise<{ out: string } & ReturnType<typeof start>> {
  const out = join(folder, name);
  const started = start(['run', scenario, '--out', out, '--threads', '1', '--quiet', '--set', 'time.end=1000']);
  children.push(started.child);
  while (!existsSync(runPath(out, 'checkpoint')) || readTable(runPath(out, 'diagnostics')).rows < 5) {
    if (started.child.exitCode !== null) throw new Error((await started.ended).err);
    await setTimeout(10);
  }
  return { out, ...started };
}

describe('a folder that a run writes', () => {
  test('is refused to every other writer, which names the first; its tables lose nothing', async () => {
    const { out, child, ended } = await goingOn('live');
    const refused = new RegExp(`another process is writing here: process ${child.pid} on .*, started \\d+ s ago; wait`);
    for (const attempt of [run(out), run(out, '--force'), resume(out), call('recover', out), call('grid', scenario, '--out', out, '--force')]) {
      const { code, err } = await attempt;
      expect(err).toMatch(refused);
      expect(code).toBe(2);
    }
    expect((await call('inspect', out)).out).toMatch(new RegExp(`status +running \\(process ${child.pid} on `));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(75);
    const { columns, rows, lostBytes, whole } = readTable(runPath(out, 'diagnostics'));
    expect({ whole, lostBytes }).toEqual({ whole: true, lostBytes: 0 });
    expect(Array.from(columns.iteration)).toEqual(Array.from({ length: rows }, (_, k) => k));
  });

  test('after a kill says so, in inspect and report, and the next writer takes it over and says that', async () => {
    const { out, child, ended } = await goingOn('killed');
    child.kill('SIGKILL');
    await ended;
    expect(readManifest(out)!.status).toBe('running');
    expect((await call('inspect', out)).out).toMatch(new RegExp(`status +killed \\(process ${child.pid} on `));
    expect((await call('report', out, '--verify', 'none', '--exact', 'none')).code).toBe(0);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/t = 0 to [\d.]+, killed \(process \d+ on /);
    const { time } = (readCheckpoint(runPath(out, 'checkpoint')).header as { progress: { time: number } }).progress;
    const { code, err } = await resume(out, '--until', String(time + 0.1));
    expect(err).toMatch(new RegExp(`^note: took over the lock of a run that was killed: process ${child.pid} on .*\\n$`));
    expect(code).toBe(0);
    expect(existsSync(lockPath(out))).toBe(false);
    const { sessions, status, wallSeconds } = readManifest(out)!;
    expect([status, sessions!.map((session) => session.status)]).toEqual(['done', ['killed', 'done']]);
    expect(sessions![0].wallSeconds).toBeGreaterThan(0); // up to its last checkpoint
    expect(wallSeconds).toBe(sessions![0].wallSeconds + sessions![1].wallSeconds);
    expect((await call('inspect', out)).out).toMatch(/status +done\n.*sessions +2 since /);
  });

  test('after a kill: recover removes the lock, and puts down in the manifest what became of the run', async () => {
    const { out, child, ended } = await goingOn('recovered');
    child.kill('SIGKILL');
    await ended;
    const { code, err } = await call('recover', out);
    expect(err).toContain(`removed the lock of a run that was killed: process ${child.pid}`);
    expect(code).toBe(0);
    expect(existsSync(lockPath(out))).toBe(false);
    expect(readManifest(out)).toMatchObject({ status: 'killed', sessions: [{ status: 'killed' }] });
    expect((await call('inspect', out)).out).toMatch(/status +killed\n/);
  });
});

describe('resume refuses what does not belong together, and changes nothing', () => {
  test('a checkpoint of another run', async () => {
    const other = join(folder, 'other');
    await run(other, '--set', 'seed=9', 'time.end=0.1');
    const out = copy('mixed');
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
    const other = join(folder, 'loops');
    await run(other, '--backend', 'loops');
    const out = copy('other backend');
    copyFileSync(runPath(other, 'checkpoint'), runPath(out, 'checkpoint'));
    expect(await resume(out, '--until', '0.4')).toMatchObject({ code: 2, err: expect.stringContaining('same scenario, other code or backend') });
  });

  test('an edited scenario.yaml, but not one with another comment', async () => {
    const out = copy('edited');
    const yaml = runPath(out, 'scenario');
    const text = readFileSync(yaml, 'utf8');
    writeFileSync(yaml, `# my favourite\n${text}`);
    expect(await resume(out, '--until', '0.3')).toMatchObject({ code: 0, err: '' });
    writeFileSync(yaml, text.replace(/gamma: 0\b/, 'gamma: -2').replace(/strength: 1\b/, 'strength: 3'));
    const before = contents(out);
    const { code, err } = await resume(out, '--until', '0.4');
    expect(err).toMatch(/scenario\.yaml: the scenario was edited since the run began \(equation\.gamma: -2 now, 0 in the run; equation\.strength: 3 now, 1 in the run\); /);
    expect(code).toBe(2);
    writeFileSync(yaml, 'equation: 7');
    expect((await resume(out)).code).toBe(2);
    expect({ ...contents(out), 'scenario.yaml': '' }).toEqual({ ...before, 'scenario.yaml': '' });
  });

  test('a table with a flipped bit, or without', async () => {
    const out = copy('flipped');
    const path = runPath(out, 'snapshots');
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    const before = contents(out);
    for (const command of [['resume', out, '--until', '0.4'], ['verify', out], ['report', out], ['compare', out, whole], ['export', out, '--to', 'csv']]) {
      const { code, err, out: said } = await call(...command);
      expect(`${err}${said}`, command[0]).toMatch(/snapshots\.arrow: record batch \d of 3 is damaged: its checksum/);
      expect(code, command[0]).toBe(2);
    }
    expect((await call('inspect', out)).out).toMatch(/snapshots .*DAMAGED in 1 batch \(number \d\)/);
    rmSync(join(out, 'export'), { recursive: true, force: true });
    rmSync(join(out, 'report.html'), { force: true });
    expect(contents(out)).toEqual(before);
    rmSync(path);
    expect(await resume(out, '--until', '0.4')).toMatchObject({ code: 2, err: expect.stringMatching(/snapshots\.arrow: the table is gone/) });
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
  expect({ unchanged, status, time, seconds }).toEqual({ unchanged: true, status: 'done', time: 0.2, seconds: readManifest(whole)!.wallSeconds });
  expect(contents(whole)).toEqual(before);
});

test('every session is in the manifest, and a report made before the last one is called stale', async () => {
  const out = copy('sessions');
  const first = readManifest(out)!;
  expect(first.sessions).toMatchObject([{ started: first.started, threads: 1, node: process.version, version: first.version, status: 'done' }]);
  await call('report', out, '--verify', 'none', '--exact', 'none');
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/<meta name="fuzzy-landau" content="t = 0 to 0\.2, 5 rows, run [0-9a-f]{12}">/);
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

describe('a table that is lost while the run goes on', () => {
  test.each([
    ['deleted', 'snapshots', (path: string) => rmSync(path), 'deleted or renamed'],
    ['cut short', 'diagnostics', (path: string) => truncateSync(path, 3000), 'cut short'],
    ['added to', 'diagnostics', (path: string) => appendFileSync(path, 'x'), 'added to'],
    ['replaced', 'snapshots', (path: string) => { copyFileSync(path, `${path}.new`); renameSync(`${path}.new`, path); }, 'replaced'],
  ] as const)('%s: exit 2 at the next output, with what to do', async (name, file, spoil, said) => {
    const { out, child, ended } = await goingOn(`lost ${name}`);
    spoil(runPath(out, file));
    const { code, err, out: summary } = await ended;
    expect(err).toMatch(new RegExp(`${file}\\.arrow: the file was ${said} by somebody else while the run was writing it; .* start the run again`));
    expect(err).not.toMatch(/^\s+at /m);
    expect({ code, summary }).toEqual({ code: 2, summary: '' });
    expect(child.signalCode).toBe(null);
    expect(readManifest(out)!.status).toMatch(/^failed: .*by somebody else/);
    expect(existsSync(lockPath(out))).toBe(false);
  });
});

test('an error that nobody expected ends the process, and the manifest does not go on saying that it runs', async () => {
  const out = join(folder, 'stray');
  const preload = join(folder, 'stray.mjs');
  writeFileSync(preload, `import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const look = () => {
  if (existsSync(${JSON.stringify(runPath(out, 'checkpoint'))})) throw new Error('out of nowhere');
};
if (isMainThread) setInterval(look, 20).unref();
`);
  const { child, ended } = start(['run', scenario, '--out', out, '--threads', '1', '--quiet', '--set', 'time.end=1000'], pathToFileURL(preload).href);
  children.push(child);
  expect((await ended).err).toContain('out of nowhere');
  expect(readManifest(out)!.status).toBe('killed');
  expect(existsSync(lockPath(out))).toBe(false);
  expect((await resume(out, '--until', '0.5')).code).toBe(0);
});

describe('a run killed before its first checkpoint', () => {
  const gone = JSON.stringify({ pid: 2 ** 22 + 1, host: 'x', started: new Date(0).toISOString() });

  test.each([
    ['with a table of 0 bytes', ['scenario.yaml', 'log.jsonl', 'diagnostics.arrow']],
    ['before its scenario', ['log.jsonl']],
  ])('%s: recover and resume say that it is to be started again, and how; that works', async (_name, files) => {
    const out = join(folder, `early ${files.length}`.replace(' ', '-'));
    mkdirSync(out);
    for (const file of files) writeFileSync(join(out, file), file === 'scenario.yaml' ? readFileSync(scenario) : '');
    const again = files.includes('scenario.yaml') ? `start it again: fuzzy-landau run ${join(out, 'scenario.yaml')} --out ${out} --force` : 'start the run again, with --force';
    const resumed = await resume(out);
    expect(resumed.err).toContain('there is no checkpoint: the run was killed before its first');
    expect(resumed.err).toContain(again);
    expect(resumed.code).toBe(2);
    const recovered = await call('recover', out);
    expect(recovered.out).toContain(again);
    expect(recovered.code).toBe(0);
    if (files.includes('diagnostics.arrow')) expect(recovered.out).toMatch(/diagnostics\.arrow +empty: the run was killed before it wrote anything/);
    const command = /fuzzy-landau (run .*)$/m.exec(recovered.out)?.[1].split(' ') ?? ['run', scenario, '--out', out, '--force'];
    expect((await call(...command, '--threads', '1', '--quiet')).code).toBe(0);
    expect(readManifest(out)!.status).toBe('done');
  });

  test('and right after taking its lock: inspect says killed, and the same command starts it', async () => {
    const out = join(folder, 'lock only');
    mkdirSync(out);
    writeFileSync(lockPath(out), gone.replace('"x"', JSON.stringify(readManifest(whole)!.sessions![0].host)));
    expect((await call('inspect', out)).out).toMatch(/status +killed/);
    expect(await run(out)).toMatchObject({ code: 0, err: expect.stringContaining('took over the lock') });
  });
});

test('tables and checkpoint of an older version, without checksums and fingerprint, go on; readers remark on them', async () => {
  const out = copy('old');
  for (const file of ['diagnostics', 'snapshots'] as const) {
    const path = runPath(out, file);
    // Under other names nobody knows them.
    const text = readFileSync(path, 'latin1').replaceAll('crc32', 'old32').replaceAll('checksum', 'chocksum');
    writeFileSync(path, text, 'latin1');
  }
  const { header, columns } = readCheckpoint(runPath(out, 'checkpoint'));
  writeCheckpoint(runPath(out, 'checkpoint'), { header: { ...header as object, fingerprint: undefined }, columns });
  for (const command of [['verify', out], ['report', out, '--verify', 'none'], ['compare', out, whole], ['export', out, '--to', 'csv'], ['resume', out, '--threads', '1', '--quiet', '--until', '0.3']]) {
    const { code, err } = await call(...command);
    expect(err, command[0]).toMatch(/note: .*diagnostics\.arrow: 5 of 5 record batches have no checksum/);
    expect(code, command[0]).toBe(0);
  }
  expect((await call('inspect', out)).out).toMatch(/snapshots .*no checksums/);
  expect(readTable(runPath(out, 'diagnostics'))).toMatchObject({ rows: 7, unchecked: 5 });
});
