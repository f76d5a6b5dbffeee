import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { requireWritableFile, writeAtomically } from '../io/disk.ts';
import { requireRunFolder, studyFile } from '../io/run-folder.ts';
import { reportPath } from '../io/report-mark.ts';
import { requireFormat, writeFigures, type FigureFormat } from './figures.ts';
import type { ReportData, Verdict } from './nouns.ts';
import { readRun, reportData, thinned } from './run-data.ts';
import { runPage } from './run-page.ts';
import { studyPage } from './study-page.ts';

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
  /** Hears, in words, what is being done. */
  readonly onStage?: (text: string) => void;
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
  const isStudy = existsSync(join(folder, studyFile));
  if (!isStudy) requireRunFolder(folder);
  requireWritableFile(page);
  if (options.figures) await requireFormat(options.figures, join(page, '..', 'figures'));
  if (isStudy) return written(page, studyPage(folder), []);
  const { html, data } = await pageOfRun(folder, options);
  if (options.figures) options.onStage?.('drawing the figures');
  const figures = options.figures ? await writeFigures(data, join(page, '..', 'figures'), options.figures) : [];
  return written(page, html, figures);
}

/** The page of a run folder as a text, and what it is drawn from. Throws a FileError. */
export async function pageOfRun(
  folder: string, { compare = [], exact, verify, onStage, live }: ReportOptions & { readonly live?: boolean },
): Promise<{ html: string; data: ReportData }> {
  const run = readRun(folder);
  const compared = [compare].flat().map((other) => readRun(other));
  const drawn = reportData(run, { compared, exact, onStage });
  const statements = (await verify?.(folder))?.map((verdict) => ({
    ...verdict, series: thinned(verdict.series.map((point) => drawnOf(verdict, point))),
  }));
  const data = { ...drawn, statements };
  return { html: runPage(run, data, { compared, live }), data };
}

/** Of a measurement what is drawn of it. */
function drawnOf({ drawn }: Verdict, point: Verdict['series'][number]): Verdict['series'][number] {
  const { above = {}, below = {} } = typeof drawn?.bound === 'object' ? drawn.bound : {};
  const names = [...Object.keys(drawn?.quantities ?? {}), ...Object.values(above), ...Object.values(below)];
  const { time, value } = point;
  return { time, value, ...Object.fromEntries(names.filter((name) => name in point).map((name) => [name, point[name]])) };
}

function written(page: string, html: string, figures: readonly string[]): ReportResult {
  writeAtomically(page, [Buffer.from(html)]);
  return { page, bytes: statSync(page).size, figures };
}
