import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { diagnostics } from '../../src/diagnostics/catalogue.ts';

const root = resolve(import.meta.dirname, '../..');

/** Names that mean nothing else: with an underscore in them, or stems of several columns. */
const telling = diagnostics.filter(({ name, components }) => name.includes('_') || components === 'v' || components === 'vv');
/** The column, or what begins the names of its columns. */
const naming = new RegExp(telling.map(({ name, components }) => String.raw`\b${name}${components ? '_' : String.raw`\b`}`).join('|'));

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
const namingFiles = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith('diagnostics/families/') && naming.test(textOf(`src/${file}`)))
  .sort();

/** Who may name a column outside its record, and why. What is in no record's file and not here would be written twice. */
const readers = {
  'fill columns that they alone measure': [
    'judge/linear-columns.ts', 'judge/moment-columns.ts', 'judge/references.ts', 'reference/grid/diagnostics.ts',
    'reference/grid/solve.ts', 'reference/modes.ts',
  ],
  'reckon with certain quantities': [
    'diagnostics/energy-drift.ts', 'judge/lemma-eight.ts', 'judge/lower-bounds.ts', 'judge/stored-run.ts', 'report/blob-density.ts',
    // The columns of profiles.arrow, some of which have the names of diagnostics.
    'report/profiles.ts',
  ],
  'have room for a few only': ['cli/grid-summary-text.ts', 'cli/study-text.ts', 'report/run-page.ts', 'run/summary.ts'],
};

test('outside its record a column is named by those who fill it, reckon with it, or choose it from many', () => {
  // A statement measures what it speaks of.
  const others = namingFiles.filter((file) => !file.startsWith('judge/statements/'));
  expect(others).toEqual(Object.values(readers).flat().sort());
});

test('columns, row, comparison, page and documentation take all diagnostics alike: none of their files names one', () => {
  const general = [
    'io/columns.ts', 'run/recorder.ts', 'run/grid-run.ts', 'run/simulation.ts', 'run/row-check.ts', 'judge/compare.ts',
    'judge/comparison-groups.ts', 'diagnostics/row.ts', 'diagnostics/entropy-jumps.ts', 'report/run-data.ts', 'report/study-page.ts',
    'report/page/series.js', 'report/page/curves.js', 'report/page/forms.js',
  ];
  expect(general.filter((file) => namingFiles.includes(file))).toEqual([]);
});
