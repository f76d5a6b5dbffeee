import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeTable } from './arrow-reader.ts';
import { runDescription } from './columns.ts';
import { makeFolder, writeAtomically } from './disk.ts';
import type { ExportFormat } from './export-formats.ts';
import { csv } from './export/csv.ts';
import { openpmd } from './export/openpmd.ts';
import { parquet } from './export/parquet.ts';
import { FileError } from './file-error.ts';
import { requireRunFolder } from './run-folder.ts';

/** Tables that a run folder may have, by the names of their files. */
const tableNames = ['diagnostics', 'snapshots', 'profiles', 'density'];

/**
 * Writes the tables of the run folder `folder` to the folder `out` for tools that read no Arrow files; returns the
 * paths. `csv` and `parquet` give one file for each table and the scenario as `scenario.json`; `json` one file for the
 * run, laid out as openPMD 1.1 says. A batch at a time, so memory does not grow with the run; numbers read back to equal
 * doubles. Throws a FileError, also when a file is there already and `force` is not set.
 */
export function exportRun(
  folder: string, format: ExportFormat, out: string, { force = false }: { readonly force?: boolean } = {},
): string[] {
  requireRunFolder(folder);
  const tables = tableNames.filter((table) => existsSync(join(folder, `${table}.arrow`)));
  const files: [name: string, chunks: () => Iterable<Uint8Array>][] = format === 'json'
    ? [['openpmd.json', () => openpmd(folder)]]
    : [
      ...tables.map((table): [string, () => Iterable<Uint8Array>] =>
        [`${table}.${format}`, () => (format === 'csv' ? csv : parquet)(join(folder, `${table}.arrow`))]),
      ['scenario.json', () => [scenarioOf(join(folder, `${tables[0]}.arrow`))]],
    ];
  makeFolder(out);
  const paths = files.map(([name]) => join(out, name));
  const present = paths.find((path) => existsSync(path));
  if (present !== undefined && !force) {
    throw new FileError(present, 'it exists already', 'choose another folder, or replace it with --force');
  }
  files.forEach(([, chunks], index) => writeAtomically(paths[index], chunks()));
  return paths;
}

/** The scenario of a run, as the head of one of its tables tells it. */
function scenarioOf(path: string): Uint8Array {
  return Buffer.from(`${JSON.stringify(runDescription(path, describeTable(path).metadata)?.scenario ?? null, null, 2)}\n`);
}
