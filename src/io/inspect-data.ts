import { existsSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { damagedBatches, describeTable } from './arrow-reader.ts';
import { readCheckpoint } from './checkpoint.ts';
import { runDescription } from './columns.ts';
import { FileError, onFile } from './file-error.ts';
import { mostBytes, summarise, type ColumnSummary } from './inspect.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { readProgress, type ProgressFile } from './progress-file.ts';
import { staleReport } from './report-mark.ts';
import { requireNoScenario, requireRunFolder, runPath, type CheckpointFile } from './run-folder.ts';
import { runStatus } from './run-status.ts';

/** What cannot be read: why, in words. */
export interface Unreadable {
  readonly problem: string;
}

/** A table: sizes, state, and of each column its type and first, least, greatest and last value (null without a number). */
export interface InspectedTable {
  readonly kind: 'table';
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  readonly batches: number;
  /** With its footer; a torn file has `lostBytes` behind its last whole batch. */
  readonly whole: boolean;
  readonly lostBytes: number;
  /** Numbers (from 0) of the batches that are not as they were written. Of tables above 256 MiB only the last batch is looked at. */
  readonly damagedBatches: readonly number[];
  readonly columns: Readonly<Record<string, { readonly type: string } & { readonly [K in keyof ColumnSummary]: number | null }>>;
  readonly scenario: unknown;
  readonly provenance: unknown;
}

export interface InspectedCheckpoint {
  readonly kind: 'checkpoint';
  readonly path: string;
  readonly bytes: number;
  readonly header: unknown;
  /** Number of doubles of each column. */
  readonly columns: Readonly<Record<string, number>>;
}

export interface InspectedRun {
  readonly kind: 'run';
  readonly path: string;
  /** `done`, `running (...)`, `killed (...)`, ... */
  readonly status: string;
  readonly manifest: Manifest | Unreadable | null;
  /** What `progress.json` says; null where there is none. */
  readonly progress: ProgressFile | null;
  readonly tables: Readonly<Record<string, InspectedTable | Unreadable>>;
  readonly checkpoint: InspectedCheckpoint | Unreadable | null;
  /** The checkpoint before the last. */
  readonly previous: InspectedCheckpoint | Unreadable | null;
  /** Why report.html no longer shows the tables; null when it does, or there is none. */
  readonly staleReport: string | Unreadable | null;
}

/**
 * What `inspectPath` says, whole and as data: while the run goes on and after a kill too. Throws a FileError when `path` is
 * none of these.
 */
export function inspectData(path: string): InspectedRun | InspectedTable | InspectedCheckpoint {
  requireNoScenario(path);
  if (onFile(path, () => statSync(path)).isDirectory()) return run(path);
  return extname(path) === '.bin' ? checkpoint(path) : table(path);
}

function run(folder: string): InspectedRun {
  requireRunFolder(folder);
  const manifest = attempt(() => readManifest(folder) ?? null);
  const tables = (['diagnostics', 'snapshots', 'profiles'] as const).filter((name) => existsSync(runPath(folder, name)));
  return {
    kind: 'run', path: folder, status: runStatus(folder, manifest === null || 'problem' in manifest ? undefined : manifest), manifest,
    progress: readProgress(folder) ?? null,
    tables: Object.fromEntries(tables.map((name) => [name, attempt(() => table(runPath(folder, name)))])),
    checkpoint: checkpointIn(folder, 'checkpoint'),
    previous: checkpointIn(folder, 'previous'),
    staleReport: tables.includes('diagnostics') ? attempt(() => staleReport(folder) ?? null) : null,
  };
}

function checkpointIn(folder: string, file: CheckpointFile): InspectedCheckpoint | Unreadable | null {
  const path = runPath(folder, file);
  return existsSync(path) ? attempt(() => checkpoint(path)) : null;
}

function table(path: string): InspectedTable {
  const { rows, batches, specs, whole, lostBytes, metadata } = describeTable(path);
  const size = statSync(path).size;
  const from = size > mostBytes ? batches.length - 1 : 0;
  const summaries = summarise(path, specs.map(({ name }) => name), from);
  const nothing: ColumnSummary = { first: NaN, least: NaN, most: NaN, last: NaN };
  const columns = specs.map(({ name, type }) => {
    const numbers = Object.entries(summaries.get(name) ?? nothing).map(([what, value]) => [what, Number.isFinite(value) ? value : null]);
    return [name, { type, ...Object.fromEntries(numbers) as Record<keyof ColumnSummary, number | null> }] as const;
  });
  const { scenario = null, provenance = null } = runDescription(path, metadata) ?? {};
  return {
    kind: 'table', path, bytes: size, rows, batches: batches.length, whole, lostBytes, damagedBatches: damagedBatches(path, from),
    columns: Object.fromEntries(columns), scenario, provenance,
  };
}

function checkpoint(path: string): InspectedCheckpoint {
  const { header, columns } = readCheckpoint(path);
  const lengths = Object.entries(columns).map(([name, column]) => [name, column.length]);
  return { kind: 'checkpoint', path, bytes: statSync(path).size, header, columns: Object.fromEntries(lengths) as Record<string, number> };
}

function attempt<T>(work: () => T): T | Unreadable {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError) return { problem: error.message };
    throw error;
  }
}
