import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { isAlive, processStart } from '../../src/io/alive.ts';
import { FileError } from '../../src/io/file-error.ts';
import { findLock, lockFolder, lockPath, requireUnlocked } from '../../src/io/lock.ts';
import { temporaryFolder } from './tables.ts';
import { built } from '../built.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const onLinux = it.skipIf(process.platform !== 'linux');
let made = 0;

/** A folder whose lock somebody else holds. */
function lockedBy(holder: object): string {
  const path = folder.path(`locked-${made++}`);
  mkdirSync(path);
  const started = new Date(Date.now() - 90_000).toISOString();
  writeFileSync(lockPath(path), `${JSON.stringify({ started, processStart: null, ...holder })}\n`);
  return path;
}

/** A pid that no process has: that of one which has ended. */
const gone = spawnSync(process.execPath, ['-e', '']).pid;

describe('the lock of a folder', () => {
  it('is had by one at a time, and is gone when given back', () => {
    const path = folder.path('new/run');
    const lock = lockFolder(path);
    expect(JSON.parse(readFileSync(lockPath(path), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => lockFolder(path)).toThrow(FileError);
    expect(() => requireUnlocked(path)).toThrow(/another process is writing here/);
    lock.release();
    lock.release();
    expect(readdirSync(path)).toEqual([]);
    lockFolder(path).release();
    requireUnlocked(path);
    requireUnlocked(folder.path('nowhere'));
  });

  it('of a live process is refused with its number, machine and age', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      const path = lockedBy({ pid: other.pid, host: hostname(), processStart: processStart(other.pid!) ?? null });
      const who = `process ${other.pid} on ${hostname()}, started 9\\d s ago`;
      expect(() => lockFolder(path)).toThrow(new RegExp(`another process is writing here: ${who}; wait`));
      expect(findLock(path)).toMatchObject({ live: true });
      const ended = once(other, 'exit');
      other.kill('SIGKILL');
      await ended;
      const lock = lockFolder(path);
      expect(lock.takenFrom).toContain(`process ${other.pid} on ${hostname()}`);
      expect(readdirSync(path)).toEqual(['lock.json']);
      lock.release();
    } finally {
      other.kill('SIGKILL');
    }
  });

  onLinux('of a process whose number another one has now is taken over', () => {
    const path = lockedBy({ pid: process.pid, host: hostname(), processStart: '1' });
    expect(findLock(path)).toMatchObject({ live: false });
    const lock = lockFolder(path);
    expect(lock.takenFrom).toContain(`process ${process.pid}`);
    lock.release();
  });

  it('of another machine counts as live until it has been silent for long, and the message says what to do', () => {
    const path = lockedBy({ pid: gone, host: 'elsewhere' });
    const said = /on elsewhere, started 9\d s ago; wait .* cannot be seen from here: if it is gone, remove .*lock\.json/;
    expect(() => lockFolder(path)).toThrow(said);
    const then = new Date(Date.now() - 3_600_000);
    utimesSync(lockPath(path), then, then);
    lockFolder(path).release();
  });

  it('without a name is live while it may be in the making, and stale after that', () => {
    for (const text of ['', '{', 'null', '{"pid":-1}', '{"pid":1,"host":"a","started":"never"}']) {
      const path = lockedBy({});
      writeFileSync(lockPath(path), text);
      expect(() => lockFolder(path), text).toThrow(/did not say its name/);
      const then = new Date(Date.now() - 60_000);
      utimesSync(lockPath(path), then, then);
      lockFolder(path).release();
      expect(existsSync(lockPath(path))).toBe(false);
    }
  });

  it('that has become another one is noticed, and not removed', () => {
    const path = lockedBy({ pid: gone, host: hostname() });
    const lock = lockFolder(path);
    lock.requireOurs();
    writeFileSync(lockPath(path), 'mine');
    expect(() => lock.requireOurs()).toThrow(/no longer ours/);
    lock.release();
    expect(readFileSync(lockPath(path), 'utf8')).toBe('mine');
  });

  it('goes to one of eight processes that find the same stale lock', async () => {
    const path = lockedBy({ pid: gone, host: hostname() });
    const script = `import { lockFolder } from ${JSON.stringify(built('src/io/lock.ts'))};
process.stdout.write('ready');
process.stdin.once('data', () => {
  try { lockFolder(${JSON.stringify(path)}); process.stdout.write('won'); } catch (error) { process.stdout.write(error.name); }
});`;
    const children = Array.from({ length: 8 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: new URL('../..', import.meta.url) }));
    const heard = (): Promise<string[]> =>
      Promise.all(children.map(async ({ stdout }) => String((await once(stdout, 'data') as [Buffer])[0])));
    await heard();
    const answers = heard();
    for (const { stdin } of children) stdin.write('go');
    const said = await answers;
    for (const { stdin } of children) stdin.end();
    expect(said.filter((text) => text === 'won')).toHaveLength(1);
    expect(said.filter((text) => text === 'FileError')).toHaveLength(7);
  });
});

describe('a process', () => {
  it('is alive or not', () => {
    expect(isAlive(process.pid, processStart(process.pid) ?? null)).toBe(true);
    expect(isAlive(gone, null)).toBe(false);
  });

  onLinux('that waits to be buried is not alive', async () => {
    // The shell becomes a program that never asks after its child.
    const parent = spawn('bash', ['-c', 'sleep 0.3 & echo $!; exec sleep 20']);
    try {
      const [text] = await once(parent.stdout, 'data') as [Buffer];
      const child = Number(text);
      const until = Date.now() + 5000;
      while (processStart(child) !== 'ended' && Date.now() < until) await new Promise((done) => setTimeout(done, 10));
      expect(() => process.kill(child, 0)).not.toThrow();
      expect(processStart(child)).toBe('ended');
      expect(isAlive(child, null)).toBe(false);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
