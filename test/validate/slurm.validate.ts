import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { digest, launchers } from '../ranks/mpi.ts';
import { digests } from '../run/kills.ts';
import { call, program, root } from '../run/program.ts';
import { dampingScenario } from '../small-scenario.ts';
import { noSlurm, startSlurm, type SlurmNode } from './slurm-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'slurm-'));
const at = (name: string): string => join(folder, name);
/** How jobs call the program. */
const command = `${process.execPath} ${program}`;

const written = (name: string, scenario: Scenario): string => {
  writeFileSync(at(`${name}.yaml`), scenarioToYaml(scenario));
  return at(`${name}.yaml`);
};
const galerkin = {
  particles: { position: { count: [12] }, velocity: { count: [14, 14], halfWidth: 4.5 } }, score: { kind: 'galerkin', degree: 4, modes: 2 },
};
/** The first block of the documentation's page that begins with `#!/bin/bash` and has all of these words. */
function documented(...words: readonly string[]): string {
  const page = readFileSync(join(root, 'docs/batch-jobs.md'), 'utf8');
  const block = [...page.matchAll(/```text\n(#!\/bin\/bash\n[^`]*)```/g)].map(([, text]) => text)
    .find((text) => words.every((word) => text.includes(word)));
  if (block === undefined) throw new Error(`docs/batch-jobs.md has no script with ${words.join(', ')}`);
  return block;
}

describe.skipIf(noSlurm)(noSlurm ? `Slurm: SKIPPED, ${noSlurm}` : 'Slurm on one node', () => {
  let node: SlurmNode;
  beforeAll(async () => {
    node = await startSlurm(folder);
  });
  afterAll(async () => {
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('the documented script: a job whose time is over is queued again, to the bytes of a run that never stopped', async () => {
    // 40 s of work and more, in jobs of a minute, of which the first sleeps half away.
    const many = { ...galerkin, time: { scheme: 'midpoint', step: 0.005, end: 9 } };
    const file = written('many', dampingScenario({ ...many, output: { diagnostics: { every: 1 }, snapshots: { every: 3 } } }));
    expect((await call('run', file, '--out', at('whole'), '--threads', '1', '--quiet')).code).toBe(0);
    // As it is printed, but for the program's place, the file and the sizes of this node; the job ends by its Slurm time limit.
    const script = documented('--requeue', 'scontrol requeue "$SLURM_JOB_ID"')
      .replace('npx fuzzy-landau run scenario.yaml', `${command} run ${file}`).replace('"$SCRATCH/my-run"', at('many'))
      .replace('--cpus-per-task=16', '--cpus-per-task=1').replace('--time=04:00:00', '--time=1')
      .replace('\nexport', '\n[ "${SLURM_RESTART_COUNT:-0}" = 0 ] && sleep 30\nexport');
    expect(script).toContain('sleep 30');
    expect(script).toContain(`${command} run ${file} --continue --out ${at('many')}`);
    const told = await node.finished(script, ['--output', at('many.out'), '--open-mode=append'], 1500);
    const said = existsSync(at('many.out')) ? readFileSync(at('many.out'), 'utf8') : '';
    expect(told, said).toContain('JobState=COMPLETED');
    const restarts = Number(/Restarts=(\d+)/.exec(told)?.[1]);
    console.log(`queued again ${restarts} times`);
    expect(restarts, said).toBeGreaterThan(0);
    expect(digests(at('many'))).toEqual(digests(at('whole')));
  });

  test('a study as a job array: the script that is printed, and what is collected is what one process finds', async () => {
    const file = written('studied', dampingScenario(galerkin));
    const study = ['study', file, '--vary', 'equation.strength=0.5,1', '--vary', 'time.step=0.05,0.1'];
    const printed = await call(...study, '--out', at('study'), '--slurm');
    expect(printed.code, printed.err).toBe(0);
    const script = printed.out.replace('npx fuzzy-landau study', `${command} study`).replace('--cpus-per-task=8', '--cpus-per-task=1')
      .replace('--time=04:00:00', '--time=30');
    expect(script).toContain('--array=0-3');
    const told = await node.finished(script, ['--output', at('study-%a.out')]);
    expect(told.match(/JobState=\w+/g)).toEqual(Array.from({ length: 4 }, () => 'JobState=COMPLETED'));
    const collected = await call('study', 'collect', at('study'));
    expect(collected.code, collected.err).toBe(0);
    expect((await call(...study, '--out', at('alone'), '--threads', '1', '--quiet')).code).toBe(0);
    const columns = (name: string): object => ({ ...readTable(join(at(name), 'summary.arrow')).columns });
    expect(columns('study')).toEqual(columns('alone'));
  });

  const plugins: Readonly<Record<string, string>> = { 'Open MPI': 'pmix', MPICH: 'pmi2' };
  test.each(launchers.map(({ name }) => [name]))('srun starts two ranks of %s, with the bits of one process', async (name) => {
    const file = written('ranks', dampingScenario(galerkin));
    if (!existsSync(at('one'))) await call('run', file, '--out', at('one'), '--threads', '1', '--quiet');
    const out = at(`two of ${name}`.replaceAll(' ', '-'));
    const options = [`--mpi=${plugins[name]}`, '--kill-on-bad-exit=1', '-n', '2'];
    const said = node.slurm('srun', ...options, process.execPath, program, 'run', file, '--out', out, '--threads', '1');
    expect(said).toContain('(2 ranks of 1 thread,');
    expect(digest(out)).toBe(digest(at('one')));
  });
});
