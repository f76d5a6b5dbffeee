import { basename, join, resolve } from 'node:path';
import { readTable } from '../io/arrow-reader.ts';
import { studyMark } from '../io/report-mark.ts';
import { chartsOf, diagnosticOf } from '../diagnostics/catalogue.ts';
import { FileError } from '../io/file-error.ts';
import { studyFile } from '../io/run-folder.ts';
import { pageHtml, sectionPart, tableHtml, type Cell, type Part } from './html.ts';
import type { StudyData } from './nouns.ts';
import { escaped, shortNumber } from './page/numbers.js';
import { studySections } from './page/study-charts.js';
import { evenly } from './planes.ts';
import { readRun, seriesOf, type ReportedRun } from './run-data.ts';

/** A column that says how far a run went, not what it found. */
const ofClock = (name: string): boolean => name === 'completed' || diagnosticOf(name)?.about === 'clock';
const marks: Readonly<Record<string, { text: string; kind: string }>> = {
  1: { text: '\u2713', kind: 'holds' },
  '0.5': { text: '?', kind: 'undecided' },
  0: { text: '\u25cb', kind: 'outside-assumptions' },
  '-1': { text: '\u2717', kind: 'violated' },
};

/** The page of a study: small multiples, the verdicts of all runs, and the table. Throws a FileError. */
export function studyPage(folder: string): string {
  const { study, same } = readStudy(folder);
  const { columns, parameters } = study;
  const names = Object.keys(columns);
  const rows = columns[names[0]]?.length ?? 0;
  const settings = (row: number): string[] =>
    parameters.map(({ name, column, values }) => (column === name ? shortNumber(columns[name][row]) : values[columns[column][row]]));
  const numbers = names.filter(
    (name) => !name.endsWith('#') && !name.startsWith('verdict_') && !parameters.some((parameter) => parameter.name === name),
  );
  const all = tableHtml(
    [...parameters.map(({ name }) => name), ...numbers],
    Array.from({ length: rows }, (_, row) => [...settings(row), ...numbers.map((name) => shortNumber(columns[name][row]))]),
  );
  return pageHtml({
    title: basename(resolve(folder)),
    lead: leadOf(study, rows),
    parts: [
      ...studySections(study).map((section) => sectionPart(section)),
      ...verdictPart(
        names,
        columns,
        rows,
        parameters.map(({ name }) => name),
        settings,
      ),
      { id: 'table', title: 'All runs', html: all },
    ],
    footer: escaped([
      `The numbers on this page are those of ${join(folder, studyFile)}, digit for digit.`,
      ...(same.length > 0 ? [`The same in all runs, but for rounding, and not drawn: ${same.join(', ').replaceAll('_', ' ')}.`] : []),
    ].join(' ')),
    mark: studyMark(join(folder, studyFile)), data: { study },
  });
}

function leadOf({ parameters, runs }: StudyData, rows: number): string {
  const varied = parameters.map(({ name, values }) => `${name} = ${values.join(', ')}`).join('; ');
  const shown = runs && runs.series.length < rows ? ` Over time ${runs.series.length} of them are drawn.` : '';
  return `<p class="soft">${escaped(`Study of ${rows} runs over ${varied}.${shown}`)}</p>`;
}

function verdictPart(
  names: readonly string[],
  columns: StudyData['columns'],
  rows: number,
  parameters: readonly string[],
  settings: (row: number) => string[],
): Part[] {
  const verdicts = names.filter((name) => name.startsWith('verdict_'));
  if (verdicts.length === 0) return [];
  const cell = (value: number): Cell => marks[value] ?? '\u2013';
  const table = tableHtml(
    [...parameters, ...verdicts.map((name) => name.slice('verdict_'.length))],
    Array.from({ length: rows }, (_, row) => [...settings(row), ...verdicts.map((name) => cell(columns[name][row]))]),
  );
  return [
    {
      id: 'statements',
      title: 'Statements of the paper',
      html: `<p class="note">\u2713 holds, \u2717 violated, \u25cb outside its assumptions.</p>${table}`,
    },
  ];
}

/** The summary table and what its metadata says about the parameters. */
function readStudy(folder: string): { study: StudyData; same: readonly string[] } {
  const { columns, metadata, path } = readTable(join(folder, studyFile));
  const description = metadata['fuzzy-landau-study'];
  if (description === undefined) throw new FileError(path, 'it does not say which parameters were varied', 'run the study again');
  const variations = variationsIn(path, description);
  const lists = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column)]));
  const parameters = variations.map(({ path: name, values }) => ({
    name,
    values,
    column: lists[name]?.every(Number.isFinite) ? name : `${name}#`,
  }));
  const isParameter = (name: string): boolean => variations.some(({ path: varied }) => name === varied || name === `${varied}#`);
  // What is conserved is the least of a study's news.
  const late = (name: string): number => (/^(mass|momentum)/.test(name) ? 1 : 0);
  const found = Object.keys(lists).filter((name) => !isParameter(name) && !ofClock(name) && !name.startsWith('verdict_'));
  const results = found.filter((name) => !isSame(lists[name])).sort((a, b) => late(a) - late(b));
  const notes = Object.fromEntries(results.map((name) => [name, noteOf(name)]));
  const study = { parameters, columns: lists, results, notes, runs: runsOf(folder, description, parameters, lists) };
  return { study, same: found.filter((name) => isSame(lists[name]) && lists[name].some(Number.isFinite)) };
}

/** Results that differ by less than this, or by this part of their size, differ by rounding. */
const rounding = 1e-12;

function isSame(values: readonly number[]): boolean {
  const finite = values.filter(Number.isFinite);
  const size = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return finite.length === 0 || Math.max(...finite) - Math.min(...finite) <= rounding * size;
}

/** What a result is, and in which units of the scenario. */
function noteOf(name: string): string {
  if (name.startsWith('violation_')) return 'worst violation, relative to what the statement says';
  const known = diagnosticOf(name);
  return known ? `${known.description}${known.dimension === '1' ? '' : ` [${known.dimension}]`}` : '';
}

/** Runs that are drawn over each other: as many as there are colours. */
const mostRuns = 8;

/** The runs of a study whose folders are there, named by what is special about them. */
function runsOf(
  folder: string, description: string, parameters: StudyData['parameters'], columns: StudyData['columns'],
): StudyData['runs'] {
  const { folders = [] } = JSON.parse(description) as { folders?: readonly string[] };
  const labelOf = (row: number): string => parameters.map(({ name, column, values }) =>
    `${name.split('.').at(-1)} = ${column === name ? columns[name][row] : values[columns[column][row]]}`).join(', ');
  const found: { run: ReportedRun; name: string }[] = [];
  for (const row of evenly(folders.length, mostRuns)) {
    try {
      found.push({ run: readRun(join(folder, basename(folders[row]))), name: labelOf(row) });
    } catch (error) {
      // A run that was removed, or has no output: the study is drawn without.
      if (!(error instanceof FileError)) throw error;
    }
  }
  if (found.length === 0) return undefined;
  const [{ run: { scenario, carried } }] = found;
  return {
    charts: chartsOf(scenario.equation.dimensions, carried),
    series: found.map(({ run, name }, k) => seriesOf(run, k === 0 ? 'run' : 'compared', name)),
  };
}

interface Varied {
  readonly path: string;
  readonly values: readonly string[];
}

function variationsIn(path: string, description: string): readonly Varied[] {
  const isVaried = (entry: unknown): entry is Varied => {
    const { path: name, values } = (entry ?? {}) as Partial<Varied>;
    return typeof name === 'string' && Array.isArray(values) && values.every((value) => typeof value === 'string');
  };
  try {
    const { variations } = (JSON.parse(description) ?? {}) as { variations?: unknown };
    if (Array.isArray(variations) && variations.every(isVaried)) return variations;
  } catch {
    // Said below.
  }
  throw new FileError(path, 'its metadata key fuzzy-landau-study is damaged', 'run the study again');
}
