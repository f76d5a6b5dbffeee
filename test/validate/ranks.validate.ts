import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/contracts.ts';
import { readCheckpoint } from '../../src/io/checkpoint.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { obstacle } from '../parallel/native/available.ts';
import { digest, launch, launchers, launchGiven, type Mpi } from '../ranks/mpi.ts';
import { ranksUnder, secondsToEnd } from '../ranks/processes.ts';
import { call } from '../run/program.ts';
import { bkwScenario, dampingScenario, type Overrides } from '../small-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const common = ['--threads', '1', '--quiet'];

/** Some 4000 particles: seven ranks with a unit of 512 each, and one with two. */
const particles = { position: { count: [16] }, velocity: { count: [18, 18], halfWidth: 4.5 }, trim: 1e-5 };
const softened = { equation: { gamma: -1, softening: 0.2 } };
const galerkin = { score: { kind: 'galerkin', degree: 4, modes: 2 } };
const small = (over: Overrides): Scenario => dampingScenario({
  particles, time: { scheme: 'midpoint', step: 0.05, end: 0.1 },
  output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.05 }, profiles: { every: 0.05 } }, ...over,
});

interface Case {
  readonly name: string;
  readonly scenario: Scenario;
  readonly options?: readonly string[];
}
const cases: readonly Case[] = [
  { name: 'galerkin', scenario: small({ ...galerkin, particles: { ...particles, remap: { every: 0.05 } } }) },
  { name: 'random batches', scenario: small({ ...softened, ...galerkin, sums: { method: 'random-batch', batch: 32 } }) },
  { name: 'meshes', scenario: small({ ...softened, ...galerkin, sums: { method: 'mesh', tolerance: 1e-2 } }) },
  { name: 'kernel mesh', scenario: small({ ...softened, ...galerkin }) },
  { name: 'pairs', scenario: small({ ...softened, time: { scheme: 'euler', step: 0.05, end: 0.1 }, sums: { method: 'direct' } }) },
  { name: 'quadrature', scenario: bkwScenario({
    particles: { velocity: { count: [72, 72] } }, score: 'quadrature', time: { scheme: 'euler', step: 0.05, end: 0.1 },
    output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.05 } },
  }) },
  ...(obstacle ? [] : [
    { name: 'native', scenario: small({ ...softened, ...galerkin, sums: { method: 'direct' } }), options: ['--backend', 'native'] },
  ]),
];

const written = (name: string, scenario: Scenario): string => {
  const file = at(`${name}.yaml`.replaceAll(' ', '-'));
  writeFileSync(file, scenarioToYaml(scenario));
  return file;
};

/** The bits of a lone run, made once. */
const lone = new Map<string, Promise<string>>();
const loneDigest = ({ name, scenario, options = [] }: Case): Promise<string> => {
  const known = lone.get(name) ?? call('run', written(name, scenario), '--out', at(`lone ${name}`), ...common, ...options).then((ended) => {
    expect(ended).toMatchObject({ code: 0, err: '' });
    return digest(at(`lone ${name}`));
  });
  lone.set(name, known);
  return known;
};
const profilesOf = (name: string): Buffer | undefined => {
  const file = join(at(name), 'profiles.arrow');
  return existsSync(file) ? readFileSync(file) : undefined;
};

// Without an MPI these are skipped, and say so.
const chosen = launchers.length > 0 ? launchers : [undefined];
describe.each(chosen.map((mpi) => [mpi?.name ?? 'SKIPPED: there is no MPI here', mpi] as const))('ranks over %s', (_, mpi) => {
  describe.runIf(mpi)('and what they share', () => {
    // The tree of a sum is over numbered blocks of particles, so it does not matter who has them.
    test.each(cases.flatMap((one) => [4, 7].map((ranks) => [one.name, ranks, one] as const)))(
      '%s on %d ranks: the bits of one process, profiles too', async (name, ranks, one) => {
        const expected = await loneDigest(one);
        const out = `${mpi!.name} ${name} ${ranks}`;
        const argv = ['run', written(name, one.scenario), '--out', at(out), ...common, ...(one.options ?? [])];
        const ended = await launch(mpi!, ranks, ...argv).ended;
        expect(ended.code, ended.err).toBe(0);
        expect(digest(at(out))).toBe(expected);
        expect(profilesOf(out)?.equals(profilesOf(`lone ${name}`)!)).toBe(profilesOf(`lone ${name}`) && true);
      });

    test('a rank that is killed: everything ends within 10 s, the folder recovers, and another number of ranks goes on to the same bits',
      async () => {
        const long = small({ ...galerkin, time: { scheme: 'discrete-gradient', step: 0.02, end: 1 } });
        const file = written('long', { ...long, name: 'long' });
        const whole = at('long whole');
        if (!existsSync(whole)) expect((await call('run', file, '--out', whole, ...common)).code).toBe(0);
        const out = at(`${mpi!.name} killed`);
        const { child, ended } = launch(mpi!, 3, 'run', file, '--out', out, ...common);
        while (!readdirSync(folder).includes(`${mpi!.name} killed`) || !existsSync(join(out, 'checkpoint.bin'))) await pause(20);
        const ranks = ranksUnder(child.pid!);
        expect(ranks).toHaveLength(3);
        process.kill(ranks[2], 'SIGKILL');
        const seconds = await secondsToEnd([child.pid!, ...ranks]);
        expect((await ended).code).not.toBe(0);
        console.log(`${mpi!.name}: ${seconds.toFixed(1)} s from the kill to the end of all`);
        expect(seconds).toBeLessThan(10);
        const recovered = await call('recover', out);
        expect(recovered.code, recovered.out + recovered.err).toBe(0);
        const resumed = await launch(mpi!, 2, 'resume', out, ...common).ended;
        expect(resumed.code, resumed.err).toBe(0);
        expect(digest(out)).toBe(digest(whole));
        expect((await call('merge', out)).code).toBe(0);
        const columns = (of: string) => readCheckpoint(join(of, 'checkpoint.bin')).columns;
        expect(columns(out)).toEqual(columns(whole));
      });

    test('a rank that meets an error which the others do not know of says so and ends them, within 10 s', async () => {
      const preload = resolve(import.meta.dirname, '../ranks/no-memory.mjs');
      const out = at(`${mpi!.name} out of memory`);
      const argv = ['run', written('galerkin', cases[0].scenario), '--out', out, ...common];
      const { code, err } = await launchGiven(mpi!, 3, { preload }, argv).ended;
      const seconds = (Date.now() - Number(/no more memory from (\d+) on/.exec(err)?.[1])) / 1000;
      console.log(`${mpi!.name}: ${seconds.toFixed(1)} s from the error to the end of all, exit code ${code}`);
      expect(err).toMatch(/rank 1: the run needs \d+ more bytes/);
      expect(err.match(/rank 1 has ended without the others: ending them/g)).toHaveLength(1);
      expect(code).not.toBe(0);
      // Five of them are patience with ranks that may be closing their files.
      expect(seconds).toBeLessThan(10);
    });
  });
});

describe.runIf(launchers.length > 1)('a launcher and the library of another make', () => {
  const other: Readonly<Record<string, string>> = { 'Open MPI': 'libmpich.so.12', MPICH: 'libmpi.so.40' };
  test.each(launchers.map((mpi) => [mpi.name, mpi] as const))('%s: refused with what was found and what helps', async (name, mpi: Mpi) => {
    const argv = ['run', 'damping-1x2v', '--out', at('mismatch')];
    const ended = await launchGiven(mpi, 2, { env: { FUZZY_LANDAU_MPI: other[name] } }, argv).ended;
    expect(ended.code).not.toBe(0);
    expect(ended.err).toMatch(/started 2 processes, but .* sees 1: they do not go together; use the mpirun of that library/);
    expect(existsSync(at('mismatch'))).toBe(false);
  });
});
