import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writeAtomically } from './disk.ts';
import { csv } from './export/csv.ts';
import { openpmd } from './export/openpmd.ts';
import { parquet } from './export/parquet.ts';
import { FileError } from './file-error.ts';
import { requireRunFolder, runPath } from './run-folder.ts';

export const exportFormats = ['csv', 'parquet', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * Writes the tables of the run folder `folder` to the folder `out` for tools that read no Arrow files; returns the paths.
 * `csv` and `parquet` give one file for each table; `json` one file for the run, laid out as openPMD 1.1 says. A batch at
 * a time, so memory does not grow with the run; numbers read back to equal doubles. Throws a FileError, also when a file is there
 * already and `force` is not set.
 */
export function exportRun(
  folder: string, format: ExportFormat, out: string, { force = false }: { readonly force?: boolean } = {},
): string[] {
  requireRunFolder(folder);
  const tables = (['diagnostics', 'snapshots'] as const).filter((table) => existsSync(runPath(folder, table)));
  const files: [name: string, chunks: () => Iterable<Uint8Array>][] = format === 'json'
    ? [['openpmd.json', () => openpmd(folder)]]
    : tables.map((table) => [`${table}.${format}`, () => (format === 'csv' ? csv : parquet)(runPath(folder, table))]);
  makeFolder(out);
  const paths = files.map(([name]) => join(out, name));
  const present = paths.find((path) => existsSync(path));
  if (present !== undefined && !force) {
    throw new FileError(present, 'it exists already', 'choose another folder, or replace it with --force');
  }
  files.forEach(([, chunks], index) => writeAtomically(paths[index], chunks()));
  return paths;
}
