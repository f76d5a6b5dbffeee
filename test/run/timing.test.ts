import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { readManifest } from '../../src/io/manifest.ts';
import { resumeRun, runScenario, type RunProgress } from '../../src/run/run.ts';
import { Stopwatch, timed, timedParts, type TimedPart } from '../../src/stopwatch.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';
import { call } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'timing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Works the processor: a sleep may be longer than asked for. */
function spin(milliseconds: number): number {
  const began = performance.now();
  while (performance.now() - began < milliseconds);
  return performance.now() - began;
}

describe('a stopwatch', () => {
  test('gives what belongs to two parts to the inner one, and all of start, checks and output to them', async () => {
    const watch = new Stopwatch();
    watch.begin('solver');
    const flow = timed(watch, 'score', { score: async () => (await setTimeout(1), watch.during('mesh', () => spin(20))) }, ['score']);
    const inner = await flow.score();
    const whole = await watch.during('output', flow.score);
    const { seconds, parts } = watch.read();
    expect(parts.mesh).toBeGreaterThanOrEqual(inner / 1000);
    expect(parts.output).toBeGreaterThanOrEqual(whole / 1000);
    expect(parts.score).toBeGreaterThan(0);
    // Every moment is charged to one part: what is left is rounding of the sums.
    expect(Object.values(parts).reduce((a, b) => a + b)).toBeCloseTo(seconds, 9);
  });

  test('goes on after an error, and takes from a part what was waited in it', () => {
    const watch = new Stopwatch();
    let waited = 0;
    watch.heeds(() => waited);
    watch.begin('solver');
    expect(() => watch.during('score', () => { throw new Error('no'); })).toThrow('no');
    watch.during('collisions', () => {
      spin(20);
      waited += 0.015;
    });
    const { parts } = watch.read();
    expect(parts.waiting).toBeCloseTo(0.015, 9);
    expect(parts.collisions).toBeGreaterThanOrEqual(0.005);
  });
});

// A small pass of a Galerkin score is done by the calling thread, which waits for nobody.
const cases: [string, Overrides, readonly TimedPart[]][] = [
  [
    'a Galerkin score', { score: { kind: 'galerkin', degree: 4, modes: 2 }, time: { scheme: 'discrete-gradient' } },
    ['score', 'collisions'],
  ],
  ['a blob and direct sums', { equation: { gamma: -1, softening: 0.1 }, sums: { moments: false } }, ['score', 'collisions', 'waiting']],
  [
    'meshes',
    {
      particles: { position: { count: [12] } }, mollifier: { width: { position: [0.52] } },
      sums: { method: 'mesh', tolerance: 0.05, moments: false }, equation: { gamma: -1, softening: 0.1 },
    },
    ['mesh', 'checks', 'waiting'],
  ],
  ['random batches', { sums: { method: 'random-batch', batch: 32, moments: false } }, ['score', 'collisions', 'waiting']],
];

describe('the parts of the time of a run', () => {
  test.each(cases)('with %s are all there, and add up to what a clock beside it shows', async (name, over, busy) => {
    const out = join(folder, name);
    const began = performance.now();
    const { timing } = await runScenario(dampingScenario(over), { out, threads: 2 });
    const passed = (performance.now() - began) / 1000;
    expect(Object.keys(timing!.parts)).toEqual(timedParts);
    const sum = Object.values(timing!.parts).reduce((a, b) => a + b);
    expect(sum).toBeLessThanOrEqual(passed + 0.01);
    // What is left is the closing of threads and the reading of the summary, which a busy machine draws out: most of the time is told.
    expect(sum).toBeGreaterThan(0.5 * passed - 0.1);
    // Parts and whole are told in milliseconds, each rounded by half of one.
    expect(Math.abs(sum - timing!.seconds)).toBeLessThan(0.0005 * (timedParts.length + 2));
    for (const part of [...busy, 'start', 'solver', 'output'] as const) expect(timing!.parts[part], part).toBeGreaterThan(0);
    if (!busy.includes('mesh')) expect(timing!.parts.mesh).toBe(0);
    expect(timing!.steps).toBe(4);
    expect(timing!.particleSteps).toBeGreaterThan(0);
    expect(timing!.imbalance.threads).toBeGreaterThanOrEqual(0);
    expect(readManifest(out)).toMatchObject({ timing, sessions: [{ timing }] });
  });

  test('count the pairs of direct sums, where there are some', async () => {
    const pairs = async (over: Overrides, name: string): Promise<number | undefined> =>
      (await runScenario(dampingScenario(over), { out: join(folder, name), threads: 0 })).timing!.pairs;
    expect(await pairs(cases[1][1], 'pairs')).toBeGreaterThan(1000);
    expect(await pairs(cases[0][1], 'no pairs')).toBeUndefined();
  });

  test('are of each session by itself; the summary shows them, and its step counts that session alone', async () => {
    const out = join(folder, 'sessions');
    await runScenario(dampingScenario(), { out, threads: 0 });
    const { timing } = await resumeRun(out, { threads: 0, until: 0.25 });
    expect(timing!.steps).toBe(1);
    const { sessions } = readManifest(out)!;
    expect(sessions!.map((session) => session.timing!.steps)).toEqual([4, 1]);
    const { out: said } = await call('resume', out, '--until', '0.3', '--threads', '1', '--quiet');
    expect(said).toMatch(/\n {2}time +\d+(\.\d+)? s: .*start \d+ %/);
    expect(said).toMatch(/\n {4}pace +\d\.\de\+\d+ particle-steps, .* a second and core; the busiest above the mean: threads 0 %/);
  });
});

test('an interrupted run says the time that it reached, and which its numbers are of', async () => {
  const out = join(folder, 'interrupted');
  let steps = 0;
  const scenario = dampingScenario({ time: { step: 0.02 } });
  const onProgress = ({ iteration }: RunProgress): void => void (steps = iteration);
  const summary = await runScenario(scenario, { out, threads: 0, onProgress, interrupted: () => steps >= 7 });
  expect(summary.status).toBe('interrupted');
  expect(summary).toMatchObject({ steps: 7, lastRow: 0.1 });
  expect(summary.time).toBeCloseTo(0.14, 12);
  const { summaryText } = await import('../../src/cli/summary-text.ts');
  const first = /^interrupted: t = 0\.14, \d+ particles, 7 steps of 0\.02 in .*\n {2}numbers of +t = 0\.1, the last row\n/;
  expect(summaryText(summary)).toMatch(first);
});
