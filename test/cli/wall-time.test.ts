import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/command.ts';
import { deadlineOf, secondsOf, wallWatch } from '../../src/cli/wall-time.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { call } from '../run/program.ts';
import { dampingScenario } from '../small-scenario.ts';

const root = mkdtempSync(join(tmpdir(), 'fuzzy-landau-wall-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a wall time', () => {
  it('is read as people and batch systems write it', () => {
    expect(['3h55m', '90m', '1.5h', '45s', '1d', '03:55:00', '1-12:00:00'].map(secondsOf))
      .toEqual([14_100, 5400, 5400, 45, 86_400, 14_100, 129_600]);
    for (const bad of ['', '3', 'h', '3h5', '0s', '3 h', '1:2', '-5m']) expect(() => secondsOf(bad), bad).toThrow(UsageError);
  });

  it('is by default the end of the batch job', () => {
    expect(deadlineOf('1m', { SLURM_JOB_END_TIME: '99' }, 5)).toBe(60_005);
    expect(deadlineOf(undefined, { SLURM_JOB_END_TIME: '1700000000' })).toBe(1.7e12);
    expect(deadlineOf(undefined, {})).toBeUndefined();
  });

  it('stops while two steps as long as the longest so far and the closing still fit', () => {
    let time = 0;
    const late = wallWatch(1_000_000, () => time);
    const answers: boolean[] = [];
    // A set-up of 300 s, then steps of 100 s: at 700 s two more would end at 900 s, a hundredth before the end; at 800 s not.
    for (time of [300_000, 400_000, 500_000, 600_000, 700_000, 800_000]) answers.push(late());
    expect(answers).toEqual([false, false, false, false, false, true]);
  });
});

describe('run --continue', () => {
  const scenario = join(root, 'small.yaml');
  writeFileSync(scenario, scenarioToYaml(dampingScenario({ time: { end: 0.2 } })));
  const rowsOf = (out: string): object => ({ ...readTable(join(out, 'diagnostics.arrow')).columns });

  it('starts, goes on after its time was over (exit code 75), and then has nothing to do: to the bytes of an unbroken run', async () => {
    const [out, unbroken] = [join(root, 'parts'), join(root, 'unbroken')];
    // 1 s is less than what is kept for the closing: the run stops before its first step.
    const first = await call('run', scenario, '--out', out, '--continue', '--wall-time', '1s', '--quiet');
    expect([first.code, first.err.includes('its time is over; go on with')]).toEqual([75, true]);
    expect((await call('run', scenario, '--out', out, '--continue', '--quiet')).code).toBe(0);
    const third = await call('run', scenario, '--out', out, '--continue', '--quiet');
    expect([third.code, third.err.includes('nothing to do')]).toEqual([0, true]);
    expect((await call('run', scenario, '--out', unbroken, '--quiet')).code).toBe(0);
    expect(rowsOf(out)).toEqual(rowsOf(unbroken));
  });

  it('refuses a folder that holds a run of another scenario, saying where it differs', async () => {
    const { code, err } = await call('run', scenario, '--out', join(root, 'parts'), '--continue', '--set', 'equation.strength=2');
    expect(code).toBe(2);
    expect(err).toMatch(/another scenario \(equation\.strength: 1 there, 2 asked for\)/);
    expect((await call('run', scenario, '--continue', '--force')).code).toBe(2);
  });
});
