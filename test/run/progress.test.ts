import { readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { readProgress, type ProgressFile } from '../../src/io/progress-file.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { resume, RunFolders } from './folders.ts';
import { call } from './program.ts';

const folders = new RunFolders();
afterAll(() => folders.remove());

test('a run that has ended says so, and a session that goes on counts the steps of the whole run', async () => {
  const out = folders.path('ended');
  await folders.run(out);
  const ended = { state: 'finished', time: 0.2, end: 0.2, step: 4, steps: 4, secondsLeft: 0, pid: process.pid, host: hostname() };
  expect(readProgress(out)).toMatchObject(ended);
  expect(readProgress(out)!.wallSeconds).toBeGreaterThan(0);
  await resume(out, '--until', '0.4');
  expect(readProgress(out)).toMatchObject({ ...ended, time: 0.4, end: 0.4, step: 8, steps: 8 });
  expect((await call('inspect', out)).out).not.toContain('progress');
  expect(JSON.parse((await call('inspect', out, '--json')).out)).toMatchObject({ progress: { state: 'finished' } });
  rmSync(runPath(out, 'progress'));
  expect(JSON.parse((await call('inspect', out, '--json')).out)).toMatchObject({ progress: null });
});

test('an adaptive run does not know how many steps there will be', async () => {
  const out = folders.path('adaptive');
  await folders.run(out, '--set', 'time.step={ adaptive: 1e-3, max: 0.05 }');
  expect(readProgress(out)).toMatchObject({ state: 'finished', time: 0.2, steps: null });
});

test('while a run goes on the file is whole at every look, follows it no more often than once a second, and inspect shows it', async () => {
  const { out, child, ended } = await folders.goingOn('running');
  const looks: ProgressFile[] = [];
  const began = Date.now();
  while (looks.length < 100 || Date.now() - began < 2500) {
    looks.push(JSON.parse(readFileSync(runPath(out, 'progress'), 'utf8')) as ProgressFile);
    await setTimeout(20);
  }
  const last = looks.at(-1)!;
  expect(last).toMatchObject({ state: 'running', end: 1000, steps: 20_000, pid: child.pid });
  expect(last.time).toBeGreaterThan(looks[0].time);
  expect(last.secondsLeft).toBeGreaterThan(0);
  const written = [...new Set(looks.map(({ updated }) => updated))].map((updated) => Date.parse(updated));
  // The clock on the wall may be set; the run itself counts by another.
  written.slice(1).forEach((at, k) => expect(at - written[k]).toBeGreaterThan(950));
  expect((await call('inspect', out)).out).toMatch(/progress +t = \d+(\.\d+)? of 1000, step \d+ of 20000, about \d+ s left \(at 20/);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(75);
  const stopped = readProgress(out)!;
  expect(stopped).toMatchObject({ state: 'stopped', secondsLeft: 0, steps: 20_000 });
  expect(stopped.step).toBeGreaterThanOrEqual(last.step);
});
