import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readCheckpoint } from '../../src/io/checkpoint.ts';
import { readProgress } from '../../src/io/progress-file.ts';
import { readManifest } from '../../src/io/manifest.ts';
import { readLog } from '../../src/io/run-folder.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import type { Scenario } from '../../src/contracts.ts';
import { dampingScenario } from '../small-scenario.ts';
import { call } from '../run/program.ts';
import { digest, launch, launchers } from './mpi.ts';

const folder = mkdtempSync(join(tmpdir(), 'ranks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

/** Enough particles for three ranks (a rank has at least 512), with a remap on the way. */
const galerkin = dampingScenario({
  particles: { position: { count: [12] }, velocity: { count: [14, 14], halfWidth: 4.5 }, trim: 1e-6, remap: { every: 0.1 } },
  score: { kind: 'galerkin', degree: 4, modes: 2 },
  time: { scheme: 'discrete-gradient', step: 0.05, end: 0.2 },
  output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.1 } },
});
/** Pair sums over all particles: softened, with the blob's score. */
const pairs = dampingScenario({
  equation: { gamma: -1, softening: 0.2 },
  particles: { position: { count: [8] }, velocity: { count: [14, 14], halfWidth: 4.5 }, trim: 1e-6 },
  time: { scheme: 'rkc', step: 0.05, end: 0.1 },
});

const write = (name: string, scenario: Scenario): string => {
  writeFileSync(at(`${name}.yaml`), scenarioToYaml(scenario));
  return at(`${name}.yaml`);
};
const common = ['--threads', '1', '--quiet'];

const [mpi] = launchers;
// Without an MPI on the machine these are skipped, and say so.
describe.skipIf(mpi === undefined)(`runs of many processes${mpi ? ` over ${mpi.name}` : ': there is no MPI here'}`, () => {
  test('have the bits of a lone one: 1, 2 and 3 ranks, remaps and all; their files are read as one, and merged are those of a lone run',
    async () => {
      const scenario = write('galerkin', galerkin);
      const lone = await call('run', scenario, '--out', at('lone'), ...common);
      expect(lone.err).toBe('');
      for (const ranks of [1, 2, 3]) {
        // Two of them by checkpoints at every step: each rank has a clock of its own, and all write one when one says so.
        const often = ranks === 2 ? ['--set', 'output.checkpoint.wall=1e-6'] : [];
        const ended = await launch(mpi, ranks, 'run', scenario, '--out', at(`of-${ranks}`), ...common, ...often).ended;
        expect(ended.code, ended.err).toBe(0);
        expect(digest(at(`of-${ranks}`))).toBe(digest(at('lone')));
      }
      expect(readLog(at('of-2')).filter((entry) => (entry as { event: string }).event === 'checkpoint').length).toBeGreaterThan(1);
      expect(readManifest(at('of-3'))!.timing!.imbalance.ranks).toBeGreaterThanOrEqual(0);
      expect(readProgress(at('of-3'))).toMatchObject({ state: 'finished', step: 4, steps: 4 });
      expect(readManifest(at('of-3'))).toMatchObject({ ranks: 3, snapshots: [{ from: 0, files: { length: 3 } }] });
      const bytes = (name: string, file: string): Buffer => readFileSync(join(at(name), file));
      expect((await call('merge', at('of-3'))).code).toBe(0);
      for (const file of ['diagnostics.arrow', 'snapshots.arrow']) expect(bytes('of-3', file).equals(bytes('lone', file))).toBe(true);
      expect(existsSync(join(at('of-3'), 'snapshots.0001.arrow'))).toBe(false);
      const columns = (name: string) => readCheckpoint(join(at(name), 'checkpoint.bin')).columns;
      expect(columns('of-3')).toEqual(columns('lone'));
    }, 120_000);

  test('go on with another number of ranks to the same bits, and the tables that both wrote are read as one', async () => {
    const scenario = write('resumed', { ...galerkin, name: 'test' });
    await call('run', scenario, '--out', at('whole'), ...common);
    const short = await launch(mpi, 2, 'run', scenario, '--out', at('parts'), '--set', 'time.end=0.1', ...common).ended;
    expect(short.code, short.err).toBe(0);
    const until = ['--until', '0.2', ...common];
    expect((await launch(mpi, 3, 'resume', at('parts'), ...until).ended).code).toBe(0);
    const columns = (name: string) => readCheckpoint(join(at(name), 'checkpoint.bin'));
    expect((await call('merge', at('parts'))).code).toBe(0);
    expect(columns('parts').columns).toEqual(columns('whole').columns);
  }, 120_000);

  test('go on from the checkpoint before the last when a file of the last is damaged, of whichever rank', async () => {
    const scenario = write('kept', galerkin);
    const ended = await launch(mpi, 2, 'run', scenario, '--out', at('kept'), ...common).ended;
    expect(ended.code, ended.err).toBe(0);
    const parts = ['checkpoint.2.1-of-2.bin', 'checkpoint.4.1-of-2.bin'];
    const there = readdirSync(at('kept')).filter((name) => name.startsWith('checkpoint.'));
    expect(there).toEqual([...parts, 'checkpoint.bin', 'checkpoint.previous.bin']);
    const before = digest(at('kept'));
    truncateSync(join(at('kept'), parts[1]), 1000);
    const again = await launch(mpi, 2, 'resume', at('kept'), ...common).ended;
    expect(again.err).toMatch(/checkpoint\.4\.1-of-2\.bin.*damaged.*going on from the checkpoint before it, t = 0\.1, step 2/);
    expect(again.code).toBe(0);
    expect(digest(at('kept'))).toBe(before);
    expect((await call('merge', at('kept'))).code).toBe(0);
    const kept = ['checkpoint.previous.bin', 'checkpoint.bin'].map((name) => readCheckpoint(join(at('kept'), name)).header);
    expect(kept).toMatchObject([{ progress: { iteration: 2 } }, { progress: { iteration: 4 } }]);
  }, 120_000);

  test('sum over pairs as a lone one does: blob scores and collisions, each rank its rows', async () => {
    const scenario = write('pairs', pairs);
    await call('run', scenario, '--out', at('pairs-lone'), ...common);
    const ended = await launch(mpi, 2, 'run', scenario, '--out', at('pairs-of-2'), ...common).ended;
    expect(ended.code, ended.err).toBe(0);
    expect(digest(at('pairs-of-2'))).toBe(digest(at('pairs-lone')));
  }, 120_000);

  test('spread onto meshes and gather from them as a lone one does, each rank its planes and its particles', async () => {
    const scenario = write('meshes', { ...pairs, sums: { ...pairs.sums, method: 'mesh', tolerance: 1e-2 } });
    await call('run', scenario, '--out', at('meshes-lone'), ...common);
    const ended = await launch(mpi, 2, 'run', scenario, '--out', at('meshes-of-2'), ...common).ended;
    expect(ended.code, ended.err).toBe(0);
    expect(readFileSync(join(at('meshes-of-2'), 'log.jsonl'), 'utf8')).toContain('"sums":{"blob":"mesh","collisions":"mesh"');
    expect(digest(at('meshes-of-2'))).toBe(digest(at('meshes-lone')));
  }, 120_000);

  test('refuse once, in words, what cannot be, before anything is written', async () => {
    const ended = await launch(mpi, 2, 'run', at('nowhere.yaml'), '--out', at('nothing'), ...common).ended;
    expect(ended.code).toBe(2);
    expect(ended.err.match(/no such file/g)).toHaveLength(1);
    expect(existsSync(at('nothing'))).toBe(false);
  }, 60_000);
});
