import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describeTable, readBatches } from './arrow-reader.ts';
import { checksumOf, digitsOf } from './checksum.ts';
import { fingerprintOf } from './columns.ts';
import { readFully } from './disk.ts';
import { onFile } from './file-error.ts';
import { runPath, studyFile } from './run-folder.ts';

/** The page of a run, next to its data. */
export const reportPath = (folder: string): string => join(folder, 'report.html');

/** What a page says, in its head, of the tables it was made from: their time range, rows, and run. Throws a FileError. */
export function reportMark(folder: string): string {
  const path = runPath(folder, 'diagnostics');
  const { rows, batches, metadata } = describeTable(path);
  const [from, to] = [0, batches.length - 1].map((batch) => lastTime(path, batch));
  return `t = ${from} to ${to}, ${rows} rows, run ${fingerprintOf(metadata).slice(0, 12)}`;
}

function lastTime(path: string, batch: number): number | undefined {
  for (const { columns, rows } of readBatches(path, { from: batch })) if (rows > 0) return columns.time?.[rows - 1];
  return undefined;
}

/** What the page of a study says of the summary it was made from. Throws a FileError. */
export const studyMark = (summary: string): string => `summary ${digitsOf(checksumOf(onFile(summary, () => readFileSync(summary))))}`;

/** Has a study's folder a report.html, and of another summary than the one that is there? Throws a FileError. */
export function isStudyReportStale(folder: string): boolean {
  const [page, summary] = [reportPath(folder), join(folder, studyFile)];
  return existsSync(page) && existsSync(summary) && markOf(page) !== studyMark(summary);
}

const markOf = (page: string): string | undefined => /<meta name="fuzzy-landau" content="([^"]*)">/.exec(headOf(page))?.[1];

/** Why the folder's report.html no longer shows its tables, in words; undefined when it does, or there is none. Throws a FileError. */
export function staleReport(folder: string): string | undefined {
  const page = reportPath(folder);
  const found = statSync(page, { throwIfNoEntry: false });
  if (!found) return undefined;
  const now = reportMark(folder);
  const then = markOf(page);
  if (then !== undefined) return then === now ? undefined : `it was made for ${then}; the tables hold ${now}`;
  const older = found.mtimeMs < statSync(runPath(folder, 'diagnostics')).mtimeMs;
  return older ? `it is older than the tables, which hold ${now}` : undefined;
}

function headOf(page: string): string {
  return onFile(page, () => {
    const descriptor = openSync(page, 'r');
    try {
      const bytes = new Uint8Array(2048);
      return Buffer.from(bytes.subarray(0, readFully(descriptor, bytes, 0))).toString('utf8');
    } finally {
      closeSync(descriptor);
    }
  });
}
