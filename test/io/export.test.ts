import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import pl from 'nodejs-polars';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { exportRun } from '../../src/io/export.ts';
import { FileError } from '../../src/io/file-error.ts';
import { createRunFolder, runPath } from '../../src/io/run-folder.ts';
import { writeRun } from './runs.ts';
import { spec, temporaryFolder } from './tables.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const run = folder.path('run');
writeRun(run);

const table = (name: 'diagnostics' | 'snapshots') => readTable(runPath(run, name)).columns;
const columnsOf = (frame: pl.DataFrame) =>
  Object.fromEntries(frame.columns.map((name) => [name, Float64Array.from(frame.getColumn(name).toArray() as number[])]));

describe('an exported run', () => {
  it('as Parquet is read by Polars with equal values', () => {
    const paths = exportRun(run, 'parquet', folder.path('parquet'));
    expect(paths.map((path) => path.split('/').at(-1))).toEqual(['diagnostics.parquet', 'snapshots.parquet', 'scenario.json']);
    expect(columnsOf(pl.readParquet(paths[0]))).toEqual(table('diagnostics'));
    expect(columnsOf(pl.readParquet(paths[1]))).toEqual(table('snapshots'));
  });

  it('as CSV is read by Polars with equal values', () => {
    const paths = exportRun(run, 'csv', folder.path('csv'));
    expect(columnsOf(pl.readCSV(paths[0]))).toEqual(table('diagnostics'));
    expect(columnsOf(pl.readCSV(paths[1]))).toEqual(table('snapshots'));
  });

  it('as JSON has the openPMD hierarchy and equal values', () => {
    const [path] = exportRun(run, 'json', folder.path('json'));
    const document = JSON.parse(readFileSync(path, 'utf8'));
    const { columns, batches } = readTable(runPath(run, 'snapshots'));
    expect(document.attributes).toMatchObject({ openPMD: '1.1.0', basePath: '/data/%T/', particlesPath: 'particles/' });
    expect(document['fuzzy-landau'].scenario.name).toBe('made-up-1x2v');
    expect(Object.keys(document.data)).toEqual(['0', '10', '20', '30', '40']);
    expect(document.data['20'].attributes).toEqual({ time: 0.5, dt: 1 / 40, timeUnitSI: 1 });
    const { plasma } = document.data['20'].particles;
    expect(Object.keys(plasma)).toEqual(['id', 'position', 'velocity', 'weighting', 'density', 'score']);
    expect(plasma.velocity.y.data).toEqual(Array.from(columns.velocity_y.subarray(batches[2], batches[3])));
    expect(plasma.velocity.y.attributes).toEqual({ unitSI: 1 });
    expect(plasma.velocity.attributes).toMatchObject({ unitDimension: [0, 0, 0, 0, 0, 0, 0], timeOffset: 0 });
    expect(document.diagnostics.entropy).toEqual(Array.from(table('diagnostics').entropy));
  });

  it('replaces nothing without force, and leaves no draft behind when it fails', () => {
    const out = folder.path('again');
    exportRun(run, 'csv', out);
    expect(() => exportRun(run, 'csv', out)).toThrow(/exists already; choose another folder, or replace it with --force/);
    writeFileSync(`${out}/diagnostics.csv`, '');
    exportRun(run, 'csv', out, { force: true });
    expect(statSync(`${out}/diagnostics.csv`).size).toBeGreaterThan(100);
    const broken = folder.path('broken');
    createRunFolder(broken);
    writeFileSync(runPath(broken, 'diagnostics'), 'no Arrow file');
    expect(() => exportRun(broken, 'parquet', folder.path('nothing'))).toThrow(FileError);
    expect(readdirSync(folder.path('nothing'))).toEqual([]);
    expect(() => exportRun(folder.path('nowhere'), 'csv', out)).toThrow(/no such file/);
  });

  it.each([['parquet', 32], ['csv', 8], ['json', 16]] as const)('goes through bounded memory as %s', (format, batches) => {
    // The largest pieces are batches and row groups of 65536 rows of 4 doubles, 2 MB; the rest is what awaits collection.
    // Taken whole, columns and copies of the Parquet case would be 130 MB and more.
    const large = folder.path(`large-${format}`);
    createRunFolder(large);
    const specs = ['iteration', 'time', 'velocity_x', 'id'].map((name) => spec(name));
    const snapshots = createTable(runPath(large, 'snapshots'), specs, {});
    const id = Float64Array.from({ length: 65_536 }, (_, row) => row);
    for (let output = 0; output < batches; output++) {
      snapshots.append({ iteration: id.map(() => output), time: id.map(() => output / 7), velocity_x: id.map((row) => row % 97), id });
    }
    snapshots.close();
    const peak = () => process.resourceUsage().maxRSS * 1024;
    const before = Math.max(peak(), process.memoryUsage.rss());
    const [path] = exportRun(large, format, folder.path(`large-${format}-out`));
    expect(peak() - before).toBeLessThan(90e6);
    if (format === 'parquet') expect(pl.readParquet(path).height).toBe(32 * 65_536);
    else expect(statSync(path).size).toBeGreaterThan(8e6);
  });
});
