import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { randomIntegers } from '../io/tables.ts';
import { dampingScenario } from '../small-scenario.ts';
import { killAndGoOn } from './kills.ts';
import { call, start } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const scenario = join(folder, 'small.yaml');
writeFileSync(scenario, scenarioToYaml(dampingScenario({ time: { scheme: 'rkc', end: 0.4 } })));
const stackTrace = /^\s+at /m;

test('SIGKILL at random moments: every run recovers and goes on to the bytes of one that was never killed', async () => {
  const random = randomIntegers(11);
  // The run takes at least 100 ms from its first two checkpoints on. A hundred kills are in test/validate.
  const { whole, kills } = await killAndGoOn(folder, Array.from({ length: 3 }, () => random(75)));
  for (const kill of kills) {
    expect(kill).toMatchObject({ digests: whole, messages: '' });
    // Whatever there is of checkpoints can be read, and there is no second one without a last one.
    expect([['valid', 'valid'], ['valid', 'missing'], ['missing', 'missing']]).toContainEqual(kill.kept);
  }
  expect(kills.filter(({ killed }) => killed).length).toBeGreaterThan(1);
  expect(kills.filter(({ from }) => from === 'checkpoint').length).toBeGreaterThanOrEqual(2);
  expect(kills.some(({ spoilt }) => spoilt)).toBe(true);
}, 240_000);

describe('a disk that takes no more', () => {
  /** Runs `work` with a file system of `size` KiB; says so where that takes rights we do not have. */
  const onSmallDisk = async (size: number, work: (disk: string) => Promise<void>, skip: (note: string) => never): Promise<void> => {
    const disk = mkdtempSync(join(folder, 'disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', disk], { stdio: 'ignore' });
    } catch {
      skip('mounting a small file system needs root');
    }
    try {
      await work(disk);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  };

  test('full: exit 2 with the remedy; everything written before can be read, and the run goes on once there is space', async ({ skip }) => {
    await onSmallDisk(
      256,
      async (disk) => {
        const out = join(disk, 'run');
        const ballast = join(disk, 'ballast');
        writeFileSync(ballast, new Uint8Array(60_000));
        const set = [
          '--set',
          'time.end=1.2',
          'output.snapshots.every=0.05',
          'output.snapshots.columns=[id,density]',
          'output.diagnostics.every=0.05',
          'output.checkpoint.every=0.05',
        ];
        const { code, err } = await call('run', scenario, '--out', out, '--threads', '1', '--quiet', ...set);
        expect(err).toMatch(/the disk is full; free some space or choose another folder; what was already written is kept/);
        expect(err).not.toMatch(stackTrace);
        expect(code).toBe(2);
        rmSync(ballast);
        expect((await call('recover', out)).code).toBe(0);
        const kept = readTable(runPath(out, 'diagnostics')).rows;
        expect(kept).toBeGreaterThan(1);
        const resumed = await call('resume', out, '--threads', '1', '--quiet', '--json', '--until', String(0.05 * (kept + 1)));
        expect(resumed).toMatchObject({ code: 0, err: '' });
        expect(readTable(runPath(out, 'diagnostics')).rows).toBe(kept + 2);
      },
      skip,
    );
  });

  test('full before the first row: exit 2, and no file stays open', async ({ skip }) => {
    if (!existsSync('/proc/self/fd')) skip('open files are listed on Linux');
    const openIn = (disk: string): string[] => readdirSync('/proc/self/fd').flatMap((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith(disk) ? [name] : [];
      } catch {
        return []; // the listing itself
      }
    });
    // Room for the first table, for the second, for all and not for the manifest.
    for (const size of [28, 40, 44]) {
      await onSmallDisk(size, async (disk) => {
        const { code, err } = await call('run', scenario, '--out', join(disk, 'run'), '--threads', '1', '--quiet');
        expect(err).toContain('the disk is full');
        expect(code).toBe(2);
        expect(openIn(disk)).toEqual([]);
      }, skip);
    }
  });

  test('read-only: exit 2 with the remedy', async ({ skip }) => {
    await onSmallDisk(64, async (disk) => {
      const out = join(disk, 'run');
      mkdirSync(out);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      const { code, err } = await call('run', scenario, '--out', out, '--threads', '1', '--quiet');
      expect(err).toMatch(/read-only; choose another folder/);
      expect(code).toBe(2);
    }, skip);
  });
});

test.skipIf(process.getuid?.() === 0)(
  'a folder without the right to write: exit 2 and the remedy (root may write everywhere)',
  async () => {
    const out = join(folder, 'locked');
    await call('run', scenario, '--out', out, '--threads', '1', '--quiet', '--set', 'time.end=0.1');
    chmodSync(out, 0o500);
    const { code, err } = await call('run', scenario, '--out', out, '--force', '--threads', '1');
    chmodSync(out, 0o700);
    expect(err).toMatch(/permission denied; check the permissions/);
    expect(code).toBe(2);
  },
);

test('a folder that is a file: exit 2, and the file is left alone', async () => {
  const { code, err } = await call('run', scenario, '--out', scenario, '--threads', '1');
  expect(err).toMatch(/this is a file, not a folder; choose another folder with --out/);
  expect(code).toBe(2);
  expect(existsSync(scenario)).toBe(true);
});

describe('a worker thread that fails in the middle of a pass', () => {
  // Every thread loads this module first; in worker threads it makes the 4000th claim of a tile fail.
  const failing = (how: string): string => {
    const file = join(folder, `failing-${how.length}.mjs`);
    writeFileSync(file, `import { isMainThread } from 'node:worker_threads';
if (!isMainThread) {
  const { add } = Atomics;
  let left = 4000;
  Atomics.add = (...claim) => {
    if (--left === 0) ${how};
    return add(...claim);
  };
}
`);
    return pathToFileURL(file).href;
  };

  test.each([
    ['meets a RangeError, a bug of ours', "throw new RangeError('out of luck')", 1, /internal error: out of luck\nThis is a bug/],
    ['is lost', 'process.exit(7)', 3, /a worker thread failed: [^]*resume/],
  ] as const)(
    '%s: the run ends by itself with a message, its last checkpoint is good, no process is left',
    async (name, how, exit, message) => {
      const out = join(folder, `worker ${name}`);
      const { child, ended } = start(
        ['run', scenario, '--out', out, '--threads', '2', '--quiet', '--set', 'time.end=50', 'sums.moments=false'],
        failing(how),
      );
      const { code, err } = await ended;
      expect(err).toMatch(message);
      expect(err).not.toMatch(stackTrace);
      expect(code).toBe(exit);
      // The process is gone, and its threads with it.
      expect(() => process.kill(child.pid!, 0)).toThrow(/ESRCH/);
      const resumed = await call('resume', out, '--threads', '1', '--quiet', '--until', '0.1');
      expect(resumed).toMatchObject({ code: 0, err: '' });
    },
  );
});
