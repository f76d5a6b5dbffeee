import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { call } from '../run/program.ts';
import { dampingScenario } from '../small-scenario.ts';

const root = mkdtempSync(join(tmpdir(), 'fuzzy-landau-array-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const scenario = join(root, 'small.yaml');
writeFileSync(scenario, scenarioToYaml(dampingScenario({ time: { end: 0.1 } })));
const study = (out: string, ...more: string[]): string[] =>
  ['study', scenario, '--vary', 'equation.strength=1,2,3', '--out', join(root, out), '--quiet', '--threads', '1', ...more];

describe('a study as a job array', () => {
  it('its tasks make a share each, and collect makes the table that one process would', async () => {
    expect((await call(...study('apart', '--task', '1', '--tasks', '2'))).code).toBe(0);
    expect(existsSync(join(root, 'apart', 'summary.arrow'))).toBe(false);
    const early = await call('study', 'collect', join(root, 'apart'));
    expect([early.code, early.err]).toEqual([3, '2 of 3 runs have not begun\n']);
    expect((await call(...study('apart', '--task', '0', '--tasks', '2'))).code).toBe(0);
    expect((await call('study', 'collect', join(root, 'apart'))).code).toBe(0);
    expect((await call(...study('together'))).code).toBe(0);
    const columns = (out: string): object => ({ ...readTable(join(root, out, 'summary.arrow')).columns });
    expect(columns('apart')).toEqual(columns('together'));
  });

  it('its script is one that the shell can read, with a task for each run, and it queues again what has exit code 75', async () => {
    const { code, out } = await call(...study('array', '--slurm', '--set', "name=it's"));
    expect(code).toBe(0);
    expect(out).toMatch(/^#SBATCH --array=0-2$/m);
    expect(out).toContain('[ $code = 75 ] && scontrol requeue');
    expect(spawnSync('bash', ['-n'], { input: out, encoding: 'utf8' }).stderr).toBe('');
    // What the command line gets is what was asked for, quotes and all.
    const echoed = spawnSync('bash', [], { input: `npx() { printf '%s\\n' "$@"; }\n${out}`, encoding: 'utf8' }).stdout.split('\n');
    expect(echoed).toEqual(expect.arrayContaining(['equation.strength=1,2,3', "name=it's", '--tasks', '3']));
    expect(existsSync(join(root, 'array'))).toBe(false);
  });

  it.each([
    [['--task', '1'], 'expected --task and --tasks together'],
    [['--task', '2', '--tasks', '2'], 'from 0 to 1'],
    [['--task', '0', '--tasks', '0'], '--tasks'],
  ])('refuses %j', async (more, message) => {
    const { code, err } = await call(...study('bad', ...more));
    expect([code, err.includes(message)]).toEqual([2, true]);
  });

  it('refuses to collect what is no study', async () => {
    expect((await call('study', 'collect', root)).err).toContain('expected the folder of a study that was begun');
    expect((await call('study', 'collect')).code).toBe(2);
  });
});
