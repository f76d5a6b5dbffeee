import { existsSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { damagedBatches, describeTable, readBatches, type StoredTable } from './arrow-reader.ts';
import { readCheckpoint } from './checkpoint.ts';
import { runDescription } from './columns.ts';
import { FileError, onFile } from './file-error.ts';
import { readManifest } from './manifest.ts';
import { staleReport } from './report-mark.ts';
import { progressLine, runStatus } from './run-status.ts';
import { checkpoints, requireNoScenario, requireRunFolder, runPath } from './run-folder.ts';

const width = 100;
const height = 24;
/** Of a table larger than this only the last batch is read. */
export const mostBytes = 2 ** 28;
/** Said elsewhere on the page. */
const clock = new Set(['iteration', 'time']);

/**
 * What a run folder, an Arrow file or a checkpoint holds, in a screenful: at most 24 lines of at most 100 characters.
 * Works while the run goes on and after a kill. Throws a FileError when the path is missing or none of these.
 */
export function inspectPath(path: string): string {
  requireNoScenario(path);
  const isFolder = onFile(path, () => statSync(path)).isDirectory();
  const lines = isFolder ? inspectRun(path) : extname(path) === '.bin' ? inspectCheckpoint(path) : inspectTable(path);
  // Names and texts come from files: no control character reaches the terminal.
  const shown = lines.slice(0, height).map((line) => line.replace(/\p{Cc}/gu, ' '));
  return shown.map((line) => (line.length > width ? `${line.slice(0, width - 3)}...` : line)).join('\n');
}

function inspectRun(folder: string): string[] {
  requireRunFolder(folder);
  const tables = (['diagnostics', 'snapshots', 'profiles'] as const).filter((table) => existsSync(runPath(folder, table)));
  const lines = [`run folder ${folder}`];
  const manifest = attempt(() => readManifest(folder));
  lines.push(`  status      ${runStatus(folder, typeof manifest === 'string' ? undefined : manifest)}`);
  const progress = progressLine(folder);
  if (progress !== undefined) lines.push(`  progress    ${progress}`);
  if (typeof manifest === 'string') lines.push(`  manifest    ${manifest}`);
  else if (manifest) {
    const { wallSeconds, started, threads, sessions } = manifest;
    const last = `last with ${threads} threads, Node ${manifest.machine.node}`;
    lines.push(`  sessions    ${sessions?.length ?? 1} since ${started}, ${short(wallSeconds)} s; ${last}`);
  }
  for (const table of tables) {
    const summary = attempt(() => {
      const described = describeTable(runPath(folder, table));
      if (table === tables[0]) lines.push(...aboutRun(described));
      return sizes(described);
    });
    lines.push(`  ${table.padEnd(12)}${summary}`);
  }
  lines.push(...checkpointLines(folder));
  const stale = tables.includes('diagnostics') ? attempt(() => staleReport(folder)) : undefined;
  if (stale !== undefined) lines.push(`  report      report.html is stale: ${stale}`);
  if (tables.includes('diagnostics')) {
    const path = runPath(folder, 'diagnostics');
    const statistics = attempt(() => statisticsOf(path, height - lines.length, (name) => !clock.has(name)));
    if (typeof statistics !== 'string') lines.push(...statistics);
  }
  return lines;
}

/** The last checkpoint, and the one before where that cannot be read. */
function checkpointLines(folder: string): string[] {
  const lines: string[] = [];
  for (const file of checkpoints.filter((name) => existsSync(runPath(folder, name)))) {
    const header = attempt(() => ({ header: readCheckpoint(runPath(folder, file)).header }));
    lines.push(`  ${file.padEnd(10)}  ${typeof header === 'string' ? header : scalars(header.header)}`);
    if (typeof header !== 'string') break;
  }
  return lines;
}

function inspectTable(path: string): string[] {
  const table = describeTable(path);
  const large = statSync(path).size > mostBytes;
  const lines = [`Arrow file ${path}`, `  ${sizes(table)}`, ...aboutRun(table)];
  return [...lines, ...statisticsOf(path, height - lines.length, () => true, large ? table.batches.length - 1 : 0)];
}

function inspectCheckpoint(path: string): string[] {
  const { header, columns } = readCheckpoint(path);
  return [
    `checkpoint ${path}, valid, ${bytes(statSync(path).size)}`,
    `  ${scalars(header)}`,
    ...Object.entries(columns).map(([name, column]) => `  ${name.padEnd(20)} ${column.length} doubles`),
  ];
}

/** Scenario, code and time range, as far as the file knows. */
function aboutRun({ path, metadata, rows, batches }: Omit<StoredTable, 'columns'>): string[] {
  const lines: string[] = [];
  const description = runDescription(path, metadata);
  const scenario = description?.scenario as { name?: unknown; time?: { end?: unknown } } | undefined;
  const code = description?.provenance as Record<string, unknown> | undefined;
  if (scenario?.name !== undefined) lines.push(`  scenario    ${String(scenario.name)}`);
  if (code) {
    const commit = code.commit ? `, commit ${String(code.commit).slice(0, 10)}${code.dirty ? ' with uncommitted changes' : ''}` : '';
    lines.push(`  code        ${String(code.software)} ${String(code.version)}${commit}; ${String(code.backend)}, ${String(code.mode)}`);
  }
  const times = rows === 0 ? [] : [0, batches.length - 1].map((from) => timeAt(path, from));
  if (times.every((time) => time !== undefined) && times.length > 0) {
    const end = Number(scenario?.time?.end);
    const missing = times[1] < end * (1 - 1e-9) ? ` of ${short(end)} (${Math.floor((100 * times[1]) / end)} %)` : '';
    lines.push(`  time        ${short(times[0])} to ${short(times[1])}${missing}`);
  }
  return lines;
}

function timeAt(path: string, batch: number): number | undefined {
  for (const { columns, rows } of readBatches(path, { from: batch })) {
    if (rows > 0) return columns.time?.[0];
  }
  return undefined;
}

function sizes({ path, rows, batches, specs, whole, lostBytes, unchecked }: Omit<StoredTable, 'columns'>): string {
  const size = bytes(statSync(path).size);
  const state = whole ? 'complete' : lostBytes > 0
    ? `torn: ${bytes(lostBytes)} lost; \`recover\` repairs it` : 'without footer; `recover` repairs it';
  const damage = damaged(path, batches.length);
  const types = [...new Set(specs.map(({ type }) => type))].map((type) => `${specs.filter((spec) => spec.type === type).length} ${type}`);
  const holds = `${count(rows, 'row')}, ${count(batches.length, 'batch', 'batches')}, ${types.join(' + ') || 'no'} columns`;
  return `${holds}, ${size}, ${damage ?? state}${unchecked > 0 ? ', no checksums' : ''}`;
}

/** Which batches are not as they were written; of large tables only the last is looked at. */
function damaged(path: string, batches: number): string | undefined {
  const found = damagedBatches(path, statSync(path).size > mostBytes ? batches - 1 : 0);
  if (found.length === 0) return undefined;
  const first = found.slice(0, 3).map((k) => k + 1).join(', ');
  return `DAMAGED in ${count(found.length, 'batch', 'batches')} (number ${first}${found.length > 3 ? ', ...' : ''})`;
}

export interface ColumnSummary {
  first: number;
  least: number;
  most: number;
  last: number;
}

/** A line for each column that `shows`, at most `most` lines; only from batch number `from` on. */
function statisticsOf(path: string, most: number, shows: (name: string) => boolean, from = 0): string[] {
  const names = describeTable(path).specs.map(({ name }) => name).filter(shows);
  const listed = names.length < most ? names : names.slice(0, most - 2);
  const left = names.slice(listed.length);
  const line = (name: string, cells: readonly string[]) => `  ${name.padEnd(22)}${cells.map((cell) => cell.padStart(14)).join('')}`;
  const head = line(from > 0 ? 'in the last batch' : '', ['first', 'smallest', 'largest', 'last', 'last - first']);
  const summaries = summarise(path, listed, from);
  const lines = listed.map((name) => {
    const summary = summaries.get(name);
    if (summary === undefined) return line(name, ['no rows']);
    const { first, least, most: greatest, last } = summary;
    return line(name, [first, least, greatest, last, last - first].map(short));
  });
  return [head, ...lines, ...(left.length > 0 ? [`  and ${left.join(', ')}`] : [])];
}

/** Columns without rows have no summary. */
export function summarise(path: string, names: readonly string[], from: number): Map<string, ColumnSummary> {
  const summaries = new Map<string, ColumnSummary>();
  for (const { rows, columns } of readBatches(path, { columns: names, from })) {
    if (rows === 0) continue;
    for (const name of names) {
      const column = columns[name];
      const summary = summaries.get(name) ?? { first: column[0], least: NaN, most: NaN, last: NaN };
      for (const value of column) {
        // Written so that NaN is passed over once there is a number.
        if (!(value >= summary.least)) summary.least = Number.isNaN(value) ? summary.least : value;
        if (!(value <= summary.most)) summary.most = Number.isNaN(value) ? summary.most : value;
      }
      summary.last = column[rows - 1];
      summaries.set(name, summary);
    }
  }
  return summaries;
}

/** The numbers and texts of a header, on one line. */
function scalars(header: unknown): string {
  if (typeof header !== 'object' || header === null) return String(header);
  const entries = Object.entries(header).filter(([, value]) => typeof value === 'number' || typeof value === 'string');
  return entries.map(([name, value]) => `${name} ${typeof value === 'number' ? short(value) : String(value)}`).join(', ');
}

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof FileError) return error.message.replace(`${error.path}: `, '');
    throw error;
  }
}

/** At most seven digits, and no more characters than a cell has. */
const short = (value: number): string => {
  const plain = String(value);
  const short = plain.length <= 8 ? plain : String(Number(value.toPrecision(7)));
  // 0.0000061980 would run into its neighbour.
  return short.length <= 13 ? short : value.toExponential(5);
};

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

function bytes(number: number): string {
  const scale = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, number)) / 3)));
  return `${Number((number / 1000 ** scale).toPrecision(3))} ${['B', 'kB', 'MB', 'GB', 'TB'][scale]}`;
}
