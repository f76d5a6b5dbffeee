import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import * as library from '../../src/index.ts';

const root = resolve(import.meta.dirname, '../..');

/** Values (not types) that the command line takes from other rooms, statically or when a command runs. */
function takenByTheCommandLine(): readonly string[] {
  const folder = join(root, 'src/cli');
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const rooms = String.raw`'(?:\.\./)+(?:physics|state|dynamics|diagnostics|io|scenario|run|judge|study|report|reference)/[^']+'`;
  const found = texts.flatMap((text) => [
    ...text.matchAll(new RegExp(String.raw`import (?!type)\{([^}]*)\} from ${rooms}`, 'g')),
    ...text.matchAll(new RegExp(String.raw`const \{([^}]*)\} = await import\(${rooms}\)`, 'g')),
  ]);
  const names = found
    .flatMap((match) => match[1].split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
  return [...new Set(names)];
}

/** What makes messages and names of files; nothing that computes, reads or writes. */
const helpers = [
  'asFileError', 'didYouMean', 'differencesText', 'durationSeconds', 'exportFormats', 'hasCheckpoint', 'lastCheckpoint', 'packageRoot',
  'packageVersion', 'reportPath', 'runPath', 'startAgain', 'studyFile', 'toldBy',
];

it('the command line uses nothing that the library does not offer', () => {
  const taken = takenByTheCommandLine();
  expect(taken).toEqual(expect.arrayContaining(['loadScenario', 'runScenario', 'runGrid', 'writeReport']));
  expect(taken.filter((name) => !(name in library) && !helpers.includes(name))).toEqual([]);
});

it('docs/api.md names every value that is exported', () => {
  const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
  expect(Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});

it('docs/api.md names nothing that is not there', () => {
  const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
  const called = [...page.matchAll(/`(\w+)\(/g)].map((match) => match[1]);
  expect(called.length).toBeGreaterThan(10);
  expect(called.filter((name) => !(name in library))).toEqual([]);
});
