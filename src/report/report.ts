import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../io/disk.ts';
import { reportPath } from '../io/report-mark.ts';
import { writeFigures } from './figures.ts';
import type { FigureFormat } from './figures.ts';
import type { Verdict } from './nouns.ts';
import { readRun, reportData, thinned } from './run-data.ts';
import { runPage } from './run-page.ts';
import { studyFile, studyPage } from './study-page.ts';

export interface ReportOptions {
  /** The page's file; `report.html` in the folder when absent. */
  readonly out?: string;
  /** A run folder, or several, to lay over the first. */
  readonly compare?: string | readonly string[];
  /** Also write static figures, into `figures/` beside the page. */
  readonly figures?: FigureFormat;
  /** Exact values, where the scenario has an exact solution (true when absent). */
  readonly exact?: boolean;
  /** The judge: what it says about the run becomes a table of the page. */
  readonly verify?: (folder: string) => Promise<readonly Verdict[]>;
}

export interface ReportResult {
  readonly page: string;
  readonly bytes: number;
  readonly figures: readonly string[];
}

/**
 * Writes the page of a run folder, or of a study folder: one HTML file that loads nothing, with the numbers of
 * `diagnostics.arrow` inside, digit for digit. Replaces an earlier page. Throws a FileError.
 */
export async function writeReport(folder: string, options: ReportOptions = {}): Promise<ReportResult> {
  const page = options.out ?? reportPath(folder);
  if (existsSync(join(folder, studyFile))) return written(page, studyPage(folder), []);
  const run = readRun(folder);
  const compared = [options.compare ?? []].flat().map((other) => readRun(other));
  const statements = (await options.verify?.(folder))?.map((verdict) => ({
    ...verdict,
    series: thinned(verdict.series.map(({ time, value }) => ({ time, value }))),
  }));
  const data = { ...reportData(run, { compared, exact: options.exact }), statements };
  const figures = options.figures ? await writeFigures(data, join(page, '..', 'figures'), options.figures) : [];
  return written(page, runPage(run, data, compared), figures);
}

function written(page: string, html: string, figures: readonly string[]): ReportResult {
  writeAtomically(page, [Buffer.from(html)]);
  return { page, bytes: statSync(page).size, figures };
}
