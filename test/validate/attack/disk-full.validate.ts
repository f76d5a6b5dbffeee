import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runPath } from '../../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../../src/scenario/scenario.ts';
import { digests } from '../../run/kills.ts';
import { call } from '../../run/program.ts';
import { dampingScenario } from '../../small-scenario.ts';
import { tally } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'attack-disk-'));
const disk = join(folder, 'disk');
const file = join(folder, 'short.yaml');

/** A file system of its own, of so many kB; only root can have one. */
function mounted(kilobytes: number, remount = false): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `${remount ? 'remount,' : ''}size=${kilobytes}k`, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const unmount = (): void => void execFileSync('umount', [disk], { stdio: 'ignore' });

let possible = false;
beforeAll(() => {
  mkdirSync(disk);
  possible = mounted(64);
  if (possible) unmount();
  writeFileSync(
    file,
    scenarioToYaml(
      dampingScenario({
        particles: { velocity: { count: [6, 6] } },
        mollifier: { width: { position: [1.05], velocity: 0.95 } },
        time: { scheme: 'rk4', step: 0.05, end: 2 },
        output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.05 }, checkpoint: { every: 0.05 } },
      }),
    ),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a disk that is full ends a run with 2 and says so; with more room it goes on to the bytes of a run that never saw it', async ({
  skip,
}) => {
  if (!possible) skip('no file system of a given size can be had here');
  await call('run', file, '--out', join(folder, 'whole'), '--threads', '1', '--quiet');
  const whole = digests(join(folder, 'whole'));
  const found = { sizes: 0, full: 0, resumed: 0, startedAgain: 0 };
  for (const kilobytes of [8, 16, 40, 80, 160, 320, 640]) {
    mounted(kilobytes);
    try {
      const out = join(disk, 'run');
      const { code, err } = await call('run', file, '--out', out, '--threads', '1', '--quiet');
      found.sizes++;
      if (code === 0) continue;
      expect(code, err).toBe(2);
      expect(err).toMatch(/no space|full/i);
      found.full++;
      mounted(65536, true);
      const saved = existsSync(runPath(out, 'checkpoint'));
      const again = saved ? ['resume', out] : ['run', file, '--out', out, '--force'];
      const gone = await call(...again, '--threads', '1', '--quiet');
      expect(gone.code, gone.err).toBe(0);
      found[saved ? 'resumed' : 'startedAgain']++;
      expect(digests(out)).toEqual(whole);
    } finally {
      unmount();
    }
  }
  tally('disk full', found);
  expect(found.full).toBeGreaterThan(3);
});
