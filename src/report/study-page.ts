import { basename, join, resolve } from 'node:path';
import { readTable } from '../io/arrow-reader.ts';
import { diagnosticOf } from '../diagnostics/catalogue.ts';
import { FileError } from '../io/file-error.ts';
import type { Cell, Part } from './html.ts';
import { pageHtml, sectionPart, tableHtml } from './html.ts';
import type { StudyData } from './nouns.ts';
import { escaped, shortNumber } from './page/numbers.js';
import { studySections } from './page/series.js';

/** One row for each run of a study: its parameters, its diagnostics at the end, and the verdicts. */
export const studyFile = 'summary.arrow';

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
  const study = readStudy(folder);
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
    lead: `<p class="soft">Study of ${rows} runs over ${escaped(parameters.map(({ name, values }) => `${name} = ${values.join(', ')}`).join('; '))}.</p>`,
    parts: [
      ...verdictPart(
        names,
        columns,
        rows,
        parameters.map(({ name }) => name),
        settings,
      ),
      ...studySections(study).map((section) => sectionPart(section)),
      { id: 'table', title: 'All runs', html: all },
    ],
    footer: `The numbers on this page are those of ${escaped(join(folder, studyFile))}, digit for digit.`,
    data: { study },
  });
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
function readStudy(folder: string): StudyData {
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
  return {
    parameters,
    columns: lists,
    results: Object.keys(lists)
      .filter((name) => !isParameter(name) && !ofClock(name) && !name.startsWith('verdict_'))
      .sort((a, b) => late(a) - late(b)),
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
