import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The floors of the house, lowest first. A file may import from its own room, and from rooms on lower floors; rooms of
 * one floor do not know each other.
 */
const floors = [
  ['scenario-contract.ts', 'dynamics-contract.ts', 'ranks-contract.ts', 'refusal.ts', 'stopwatch.ts', 'once.ts'],
  ['contracts.ts', 'threads', 'ranks'],
  ['members.ts'],
  ['math'],
  ['physics'],
  ['state'],
  ['parallel', 'reference'],
  ['mesh'],
  ['dynamics'],
  ['galerkin'],
  ['diagnostics'],
  ['io'],
  ['scenario'],
  ['run'],
  ['judge'],
  ['study'],
  ['report'],
  ['index.ts'],
  ['cli'],
];
const root = resolve(import.meta.dirname, '..');
const isSource = (file: string): boolean => /\.(ts|js|mjs)$/.test(file) && !file.endsWith('.d.ts');
const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(isSource).map((file) => `${folder}/${file}`);
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = filesOf('src');
const workers = filesOf('workers');

const room = (file: string): string => file.split('/')[1];
const floorOf = (file: string): number => floors.findIndex((floor) => floor.includes(room(file)));

/**
 * Files and folders that `file` imports, types included: by a statement, when something runs, or as a URL (a folder whose
 * members are loaded, the file of a thread).
 */
function importsOf(file: string): string[] {
  const text = textOf(file);
  const found = [
    ...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g),
    ...[...text.matchAll(/new URL\(([^;]*?), import\.meta\.url\)/g)].flatMap(([, where]) => [...where.matchAll(/'(\.\.?\/[^']*)'/g)]),
  ];
  return found.map(([, path]) => relative(root, resolve(root, dirname(file), path)));
}

/** Files of src and workers that are read, directly or not, when `file` is. */
function readWith(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const path of importsOf(file)) {
    const inside = [...sources, ...workers].filter((other) => other === path || other.startsWith(`${path}/`));
    for (const other of inside) readWith(other, known);
  }
  return known;
}

describe('the house', () => {
  test('every file stands on a floor', () => {
    expect(sources.filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  test('imports only go down, and neighbours on a floor do not know each other', () => {
    const upward = sources.flatMap((file) =>
      importsOf(file)
        .filter((path) => path.startsWith('src/') && room(path) !== room(file) && floorOf(path) >= floorOf(file))
        .map((path) => `${file} -> ${path}`),
    );
    expect(upward).toEqual([]);
  });

  test('what is imported by a name made at run time is a folder of members, or a program the user may have', () => {
    const computed = sources.filter((file) => /\bimport\((?!\s*'|type)/.test(textOf(file).replaceAll(/^\s*(\*|\/\/).*$/gm, '')));
    expect(computed).toEqual(['src/members.ts', 'src/report/figures.ts']);
  });

  test('a thread loads what it computes with and nothing above', () => {
    const rooms = (file: string): string[] =>
      [...new Set([...readWith(file)].filter((read) => read.startsWith('src/')).map(room))].sort();
    expect(rooms('workers/worker.ts')).toEqual(['refusal.ts', 'threads']);
    const kinds = sources.filter((file) => textOf(file).includes('= workKind(import.meta.url'));
    expect(kinds).toEqual(expect.arrayContaining(
      ['src/galerkin/share.ts', 'src/mesh/mesh-work.ts', 'src/parallel/pair-work.ts', 'src/reference/grid/grid-work.ts'],
    ));
    for (const file of kinds) {
      expect(rooms(file).filter((name) => floorOf(`src/${name}`) > floorOf(file))).toEqual([]);
      expect([...readWith(file)]).not.toContain('src/threads/worker-threads.ts');
    }
    expect(rooms('src/reference/grid/grid-work.ts')).not.toContain('state');
  });

  test('no file of src imports itself by a detour', () => {
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) cycles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
      if (done.has(file) || trail.includes(file)) return;
      for (const next of importsOf(file)) if (sources.includes(next)) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of sources) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('physics knows only contracts, lists and math; the references know only contracts and threads; both know how to refuse', () => {
    const beyond = (rooms: string[], allowed: string[]): string[] =>
      sources
        .filter((file) => rooms.includes(room(file)))
        .flatMap((file) => importsOf(file).filter((path) => path.startsWith('src/')).map((path) => ({ file, path })))
        .filter(({ path }) => ![...rooms, ...allowed].includes(room(path)))
        .map(({ file, path }) => `${file} -> ${path}`);
    expect(beyond(['physics'], ['contracts.ts', 'members.ts', 'math', 'refusal.ts'])).toEqual([]);
    expect(beyond(['reference'], ['contracts.ts', 'refusal.ts', 'threads'])).toEqual([]);
  });

  test('the pair sums are handed to dynamics, which knows no backend', () => {
    const known = sources.filter((file) => room(file) === 'dynamics').flatMap((file) => importsOf(file).map(room));
    expect(known.filter((name) => name === 'parallel' || name === 'mesh')).toEqual([]);
  });

  test('errors are known by their class, never by their name or the text of their message', () => {
    const sniffing =
      /\b(error|reason|thrown|failure)\b\)?(\.message\.(includes|match|startsWith|endsWith)\(|\.name [!=]==)|test\(error\.message\)/i;
    expect(sources.filter((file) => sniffing.test(textOf(file)))).toEqual([]);
  });

  test('src knows nothing of scenarios, tests and benchmarks', () => {
    expect(sources.flatMap((file) => importsOf(file)).filter((path) => !/^(src|workers)\//.test(path))).toEqual([]);
  });
});

/** Everything we write by hand in TypeScript and JavaScript. */
const written = ['src', 'workers', 'test', 'benchmarks'].flatMap(filesOf);

describe('its files', () => {
  test('no line passes 140 characters', () => {
    const long = written.flatMap((file) =>
      textOf(file).split('\n').flatMap((line, k) => (line.length > 140 ? [`${file}:${k + 1}`] : [])));
    expect(long).toEqual([]);
  });

  test('functions have at most 120 lines and 6 arguments: the linter counts, and nobody switches it off', () => {
    const { rules } = JSON.parse(textOf('.oxlintrc.json')) as { rules: Record<string, readonly [string, { max: number }]> };
    expect(rules['max-params']).toEqual(['error', { max: 6 }]);
    expect(rules['max-lines-per-function']).toEqual(['error', { max: 120 }]);
    const { stdout, status } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['src', 'workers', 'test', 'benchmarks'], {
      cwd: root, encoding: 'utf8',
    });
    expect(status, stdout).toBe(0);
    expect(written.filter((file) => /(ox|es)lint-disable/.test(textOf(file)) && file !== 'test/house.test.ts')).toEqual([]);
  });

  test('none passes 300 lines', () => {
    const long = written.map((file) => ({ file, lines: textOf(file).split('\n').length - 1 })).filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });
});
