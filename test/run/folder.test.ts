import { appendFileSync, copyFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { readCheckpoint } from '../../src/io/checkpoint.ts';
import { lockPath } from '../../src/io/lock.ts';
import { readManifest } from '../../src/io/manifest.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { resume, RunFolders } from './folders.ts';
import { call } from './program.ts';

const folders = new RunFolders();
afterAll(() => folders.remove());

describe('a folder that a run writes', () => {
  test('is refused to every other writer, which names the first; its tables lose nothing', async () => {
    const { out, child, ended } = await folders.goingOn('live');
    const refused = new RegExp(`another process is writing here: process ${child.pid} on .*, started \\d+ s ago; wait`);
    const attempts = [
      () => folders.run(out), () => folders.run(out, '--force'), () => call('grid', folders.scenario, '--out', out, '--force'),
      () => resume(out), () => call('recover', out),
    ];
    for (const attempt of attempts) {
      const { code, err } = await attempt();
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
    const { out, child, ended } = await folders.goingOn('killed');
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
    const { out, child, ended } = await folders.goingOn('recovered');
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

describe('a table that is lost while the run goes on', () => {
  test.each([
    ['deleted', 'snapshots', (path: string) => rmSync(path), 'deleted or renamed'],
    ['cut short', 'diagnostics', (path: string) => truncateSync(path, 3000), 'cut short'],
    ['added to', 'diagnostics', (path: string) => appendFileSync(path, 'x'), 'added to'],
    ['replaced', 'snapshots', (path: string) => { copyFileSync(path, `${path}.new`); renameSync(`${path}.new`, path); }, 'replaced'],
  ] as const)('%s: exit 2 at the next output, with what to do', async (name, file, spoil, said) => {
    const { out, child, ended } = await folders.goingOn(`lost ${name}`);
    spoil(runPath(out, file));
    const { code, err, out: summary } = await ended;
    expect(err).toContain(`${file}.arrow: the file was ${said} by somebody else while the run was writing it; `);
    expect(err).toContain('start the run again');
    expect(err).not.toMatch(/^\s+at /m);
    expect({ code, summary }).toEqual({ code: 2, summary: '' });
    expect(child.signalCode).toBe(null);
    expect(readManifest(out)!.status).toMatch(/^failed: .*by somebody else/);
    expect(existsSync(lockPath(out))).toBe(false);
  });
});

test('an error that nobody expected ends the process, and the manifest does not go on saying that it runs', async () => {
  const out = folders.path('stray');
  const preload = folders.path('stray.mjs');
  writeFileSync(preload, `import { existsSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
const look = () => {
  if (existsSync(${JSON.stringify(runPath(out, 'checkpoint'))})) throw new Error('out of nowhere');
};
if (isMainThread) setInterval(look, 20).unref();
`);
  const { ended } = folders.start(out, pathToFileURL(preload).href);
  expect((await ended).err).toContain('out of nowhere');
  expect(['killed', 'interrupted']).toContain(readManifest(out)!.status);
  expect(existsSync(lockPath(out))).toBe(false);
  expect((await resume(out, '--until', '0.5')).code).toBe(0);
});
