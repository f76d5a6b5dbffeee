import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { diagnosticsColumns, runDescription, snapshotColumns, tableMetadata } from '../../src/io/columns.ts';
import { FileError } from '../../src/io/file-error.ts';
import { codeVersion, manifest, provenance, readManifest, writeManifest } from '../../src/io/manifest.ts';
import { createRunFolder, logLine, readLog, requireRunFolder, runPath } from '../../src/io/run-folder.ts';
import { temporaryFolder } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

describe('a run folder', () => {
  it('is made with its parents, and an empty one is taken', () => {
    createRunFolder(folder.path('a/b/run'));
    mkdirSync(folder.path('empty'));
    createRunFolder(folder.path('empty'));
    expect(readdirSync(folder.path('empty'))).toEqual(['log.jsonl']);
  });

  it('is never overwritten without force, and force removes the files of the old run only', () => {
    const run = folder.path('old');
    mkdirSync(run);
    for (const name of ['checkpoint.bin', '.checkpoint.bin.draft', 'snapshots.arrow', 'notes.txt']) writeFileSync(`${run}/${name}`, name);
    expect(() => createRunFolder(run)).toThrow(/not empty; choose another with --out, or replace the run in it with --force/);
    expect(readdirSync(run)).toHaveLength(4);
    createRunFolder(run, { force: true });
    expect(readdirSync(run).sort()).toEqual(['log.jsonl', 'notes.txt']);
  });

  it('that cannot be made gives a FileError that says why', () => {
    writeFileSync(folder.path('file'), '');
    expect(() => createRunFolder(folder.path('file'))).toThrow(/a file, not a folder/);
    expect(() => createRunFolder(folder.path('file/run'))).toThrow(FileError);
    expect(() => requireRunFolder(folder.path('nowhere'))).toThrow(/no such file or folder/);
    mkdirSync(folder.path('bare'));
    expect(() => requireRunFolder(folder.path('bare'))).toThrow(/not a run folder/);
  });

  it.skipIf(process.getuid?.() === 0)('that may not be written to is found out at once', () => {
    mkdirSync(folder.path('locked'));
    chmodSync(folder.path('locked'), 0o500);
    expect(() => createRunFolder(folder.path('locked'))).toThrow(/permission denied/);
  });

  it('keeps a log of JSON lines, also after a kill in the middle of one', () => {
    const run = folder.path('logged');
    createRunFolder(run);
    logLine(run, { event: 'start' });
    appendFileSync(runPath(run, 'log'), '{"event":"to');
    logLine(run, { event: 'resume' });
    expect(readLog(run)).toEqual([{ event: 'start' }, { event: 'resume' }]);
    expect(() => logLine(folder.path('nowhere'), {})).toThrow(FileError);
  });
});

describe('a manifest', () => {
  const input = {
    backend: 'loops', mode: 'reproducible', scenario: 'a test', threads: 2, started: new Date(0), wallSeconds: 1.5,
    status: 'done', counts: { particles: 7 },
  };

  it('says version, commit and machine, and is read back', () => {
    createRunFolder(folder.path('with-manifest'));
    writeManifest(folder.path('with-manifest'), manifest(input));
    const back = readManifest(folder.path('with-manifest'))!;
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(back).toMatchObject({
      software: 'fuzzy-landau', version, threads: 2, started: '1970-01-01T00:00:00.000Z', counts: { particles: 7 },
    });
    expect(back.machine).toMatchObject({ node: process.version, platform: process.platform });
    expect(back.commit ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}$/);
    expect(readManifest(folder.path('nowhere'))).toBeUndefined();
  });

  it('has a part that does not depend on when, where and on how many threads', () => {
    const one = provenance(input);
    expect(one).toEqual({ software: 'fuzzy-landau', ...codeVersion(), backend: 'loops', mode: 'reproducible' });
    const other = { ...input, threads: 3, started: new Date() };
    expect(JSON.stringify(provenance(other))).toBe(JSON.stringify(one));
  });
});

describe('the columns', () => {
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).join(' ');

  it('have the names of the contract', () => {
    expect(names(snapshotColumns({ x: 1, v: 2 }))).toBe(
      'iteration time id position_x velocity_x velocity_y weighting density score_x score_y');
    expect(names(snapshotColumns({ x: 0, v: 3 }))).toBe(
      'iteration time id velocity_x velocity_y velocity_z weighting density score_x score_y score_z',
    );
    // Those that programs rely on, in this order; others may be added.
    const promised =
      'iteration time mass momentum_x momentum_y momentum_z energy ' +
      'temperature_xx temperature_xy temperature_xz temperature_yy temperature_yz temperature_zz entropy entropy_production ' +
      'fisher_x fisher_v fisher_mixed fisher_mixed_relaxed generic_residual density_max step iterations ' +
      'density_mode_x density_mode_y density_mode_z';
    const own = {
      blob: 'label_time label_jump', galerkin: 'score_residual determinant_min remap_jump modes degree', grid: 'fisher_x_dissipation',
    };
    for (const solver of ['blob', 'galerkin', 'grid'] as const) {
      const known = `${promised} ${own[solver]}`.split(' ');
      const columns = diagnosticsColumns({ x: 3, v: 3 }, solver).map(({ name }) => name);
      expect(columns.filter((name) => known.includes(name))).toEqual(known);
    }
  });

  it('can be chosen, and be floats where that loses no identity', () => {
    const chosen = snapshotColumns({ x: 1, v: 2 }, { columns: ['velocity_x', 'id', 'time'], precision: 'float32' });
    expect(chosen.map(({ name, type }) => [name, type])).toEqual([['time', 'float64'], ['id', 'float64'], ['velocity_x', 'float32']]);
    expect(() => snapshotColumns({ x: 0, v: 2 }, { columns: ['position_x'] })).toThrow(
      /no snapshot column position_x; there are: iteration/,
    );
  });

  it('come with openPMD metadata and one key of our own', () => {
    const description = { scenario: { name: 'a test' }, provenance: { version: '1' } };
    const metadata = tableMetadata(description);
    expect(Object.keys(metadata)).toEqual(['openPMD', 'comment', 'fuzzy-landau']);
    expect(metadata.openPMD).toBe('1.1.0');
    expect(runDescription('a', metadata)).toEqual(description);
    expect(runDescription('a', {})).toBeUndefined();
    expect(() => runDescription('a', { 'fuzzy-landau': '{' })).toThrow(FileError);
  });
});
