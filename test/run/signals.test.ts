import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../src/io/checkpoint.ts';
import { lockPath } from '../../src/io/lock.ts';
import { readManifest } from '../../src/io/manifest.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { dampingScenario } from '../small-scenario.ts';
import { call, start } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'signals-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const rare = { diagnostics: { every: 1 }, snapshots: { every: 1 }, checkpoint: { every: 1 } };
const quick = join(folder, 'quick.yaml');
writeFileSync(quick, scenarioToYaml(dampingScenario({ time: { scheme: 'rkc', step: 0.001, end: 1000 }, output: rare })));
/** A step of this one takes a tenth of a second on loops, or more, so that a signal comes in its middle. */
const slow = join(folder, 'slow.yaml');
writeFileSync(slow, scenarioToYaml(dampingScenario({
  particles: { position: { count: [6] }, velocity: { count: [12, 12] } }, mollifier: { width: { position: [1.05], velocity: 0.7 } },
  time: { scheme: 'midpoint', step: 0.05, end: 1000 }, output: rare, sums: { method: 'direct', moments: false },
})));

/** Passes so small that the calling thread does them: nothing in a step waits for another thread. */
const alone = join(folder, 'alone.yaml');
writeFileSync(alone, scenarioToYaml(dampingScenario({
  score: { kind: 'galerkin', degree: 2, modes: 1 }, time: { scheme: 'discrete-gradient', step: 0.001, end: 1000 }, output: rare,
})));

/** Waits until the program has said `what` on stderr. */
function saying(child: ChildProcess, what: RegExp): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stderr!.on('data', (text: Buffer) => {
      said += String(text);
      if (what.test(said)) resolve();
    });
    child.on('close', () => reject(new Error(`it ended; it had said: ${said}`)));
  });
}

function running(name: string, scenario = quick): { out: string } & ReturnType<typeof start> {
  const out = join(folder, name);
  const started = start(['run', scenario, '--out', out, '--threads', '1', '--backend', 'loops']);
  children.push(started.child);
  return { out, ...started };
}

describe.skipIf(process.platform === 'win32')('a signal that ends a run', () => {
  const signals = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;
  test.each(signals)('%s: checkpoint, closed files, exit code 75, and resume goes on', async (signal) => {
    const { out, child, ended } = running(signal);
    await saying(child, /step \d/);
    child.kill(signal);
    const { code, err } = await ended;
    expect(err).toContain(`${signal}: finishing the step`);
    expect(err).toContain(`fuzzy-landau resume ${out}`);
    expect(code).toBe(75);
    expect(readManifest(out)!.status).toBe('interrupted');
    expect(existsSync(lockPath(out))).toBe(false);
    const { progress } = readCheckpoint(runPath(out, 'checkpoint')).header as { progress: { time: number; iteration: number } };
    expect(progress.iteration).toBeGreaterThan(0);
    const resumed = await call('resume', out, '--threads', '1', '--quiet', '--json', '--until', String(progress.time + 0.01));
    expect(resumed).toMatchObject({ code: 0, err: '' });
  });

  test('is heard where the calling thread does all by itself', async () => {
    const { child, ended } = running('alone', alone);
    await saying(child, /step \d/);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(75);
  });

  test('twice in the middle of a step, as batch systems do: the step is finished all the same', async () => {
    const { out, child, ended } = running('twice', slow);
    await saying(child, /step \d/);
    child.kill('SIGTERM');
    await saying(child, /SIGTERM: finishing/);
    child.kill('SIGTERM');
    child.kill('SIGHUP');
    const { code } = await ended;
    expect(code).toBe(75);
    expect(readManifest(out)!.status).toBe('interrupted');
  }, 120_000);

  test('Ctrl-C a second time: the end at once with 130, no `running` and no lock left, and the last checkpoint is good', async () => {
    const { out, child, ended } = running('at once', slow);
    await saying(child, /step \d/);
    child.kill('SIGINT');
    await saying(child, /SIGINT: finishing .* once more to stop at once/);
    child.kill('SIGINT');
    const { code } = await ended;
    expect(code).toBe(130);
    expect(readManifest(out)!.status).toBe('killed');
    expect(existsSync(lockPath(out))).toBe(false);
    expect((await call('inspect', out)).out).toMatch(/status +killed/);
    expect(await call('recover', out)).toMatchObject({ code: 0, err: '' });
  }, 120_000);
});

test.skipIf(process.platform === 'win32')('SIGUSR1: a checkpoint at the end of the step, and on; the inspector stays shut', async () => {
  const { out, child, ended } = running('keep');
  await saying(child, /step \d/);
  const iteration = (): number => {
    const { progress } = readCheckpoint(runPath(out, 'checkpoint')).header as { progress: { iteration: number } };
    return progress.iteration;
  };
  expect(iteration()).toBe(0);
  child.kill('SIGUSR1');
  await saying(child, /checkpoint written at t = /);
  expect(iteration()).toBeGreaterThan(0);
  const first = iteration();
  await setTimeout(50);
  child.kill('SIGUSR1');
  await saying(child, /checkpoint written at t = /);
  expect(iteration()).toBeGreaterThan(first);
  expect(readManifest(out)!.status).toBe('running');
  child.kill('SIGTERM');
  const { code, err } = await ended;
  expect(code).toBe(75);
  expect(err).not.toMatch(/debugger/i);
});

test('an inspector that SIGUSR1 opened while Node itself was starting is shut', async () => {
  const preload = join(folder, 'inspected.mjs');
  writeFileSync(preload, `import { open, url } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';
if (isMainThread) {
  open(0, '127.0.0.1');
  process.stderr.write(\`before \${url()}\\n\`);
  process.on('exit', () => process.stderr.write(\`after \${url()}\\n\`));
}
`);
  const { ended } = start(['list'], pathToFileURL(preload).href);
  const { code, err } = await ended;
  expect(err).toMatch(/before ws:/);
  expect(err).toMatch(/after undefined/);
  expect(code).toBe(0);
});
