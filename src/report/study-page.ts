import { basename, join, resolve } from 'node:path';
import { readTable } from '../io/arrow-reader.ts';
import { pageHtml, sectionPart, tableHtml } from './html.ts';
import type { StudyData } from './nouns.ts';
import { escaped, shortNumber } from './page/numbers.js';
import { studySections } from './page/series.js';

/** One row for each run of a study: its parameters and its diagnostics at the end. */
export const studyFile = 'summary.arrow';

/** The page of a study: every result against every parameter that varies, as small multiples, and the table. */
export function studyPage(folder: string): string {
  const study = studyData(folder);
  const rows = study.columns[Object.keys(study.columns)[0]]?.length ?? 0;
  const names = Object.keys(study.columns);
  const table = tableHtml(names, Array.from({ length: rows }, (_, row) => names.map((name) => shortNumber(study.columns[name][row]))));
  return pageHtml({
    title: basename(resolve(folder)),
    lead: `<p class="soft">Study of ${rows} runs over ${escaped(study.parameters.join(', ') || 'no numeric parameter')}.</p>`,
    parts: [...studySections(study).map(sectionPart), { id: 'table', title: 'All runs', html: table }],
    footer: `The numbers on this page are those of ${escaped(join(folder, studyFile))}, digit for digit.`,
    data: { study },
  });
}

/** Parameters carry a dotted path of the scenario as their name; diagnostics have plain names. Throws a FileError. */
function studyData(folder: string): StudyData {
  const { columns } = readTable(join(folder, studyFile));
  const lists = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.from(column)]));
  return { parameters: Object.keys(lists).filter((name) => name.includes('.') || name === 'seed'), columns: lists };
}
