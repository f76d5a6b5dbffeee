import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The floors of the house, lowest first. A file may import from its own room, and from rooms on lower floors; rooms of
 * one floor do not know each other.
 */
const floors = [
  ['scenario-contract.ts', 'refusal.ts'],
  ['contracts.ts'],
  ['math'],
  ['physics'],
  ['catalogue.ts'],
  ['state'],
  ['parallel', 'reference'],
  ['mesh'],
  ['dynamics'],
  ['diagnostics'],
  ['io'],
  ['run'],
  ['judge'],
  ['report'],
  ['index.ts'],
  ['cli'],
];
const root = resolve(import.meta.dirname, '..');
const isSource = (file: string): boolean => /\.(ts|js)$/.test(file) && !file.endsWith('.d.ts');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(isSource);

const room = (file: string): string => file.split('/')[0];
const floorOf = (file: string): number => floors.findIndex((floor) => floor.includes(room(file)));

/** Files of src that `file` imports, types included, as paths below src. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, 'src', file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]);
  return found.map((path) => relative(join(root, 'src'), resolve(root, 'src', dirname(file), path))).filter(isSource);
}

describe('the house', () => {
  test('every file stands on a floor', () => {
    expect(sources.filter((file) => floorOf(file) < 0)).toEqual([]);
  });

  test('imports only go down, and neighbours on a floor do not know each other', () => {
    const upward = sources.flatMap((file) =>
      importsOf(file)
        .filter((path) => room(path) !== room(file) && floorOf(path) >= floorOf(file))
        .map((path) => `${file} -> ${path}`),
    );
    expect(upward).toEqual([]);
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

  test('physics knows only contracts and math; the references know only contracts; both know how to refuse', () => {
    const beyond = (rooms: string[], allowed: string[]): string[] =>
      sources
        .filter((file) => rooms.includes(room(file)))
        .flatMap((file) => importsOf(file).filter((path) => ![...rooms, ...allowed].includes(room(path))).map((path) => `${file} -> ${path}`));
    expect(beyond(['physics'], ['contracts.ts', 'math', 'refusal.ts'])).toEqual([]);
    expect(beyond(['reference'], ['contracts.ts', 'refusal.ts'])).toEqual([]);
  });

  test('the pair sums are handed to dynamics, which knows no backend', () => {
    const known = sources.filter((file) => room(file) === 'dynamics').flatMap((file) => importsOf(file).map(room));
    expect(known.filter((name) => name === 'parallel' || name === 'mesh')).toEqual([]);
  });

  test('errors are known by their class, never by their name or the text of their message', () => {
    const sniffing = /\b(error|reason|thrown|failure)\b\)?(\.message\.(includes|match|startsWith|endsWith)\(|\.name [!=]==)|test\(error\.message\)/i;
    expect(sources.filter((file) => sniffing.test(readFileSync(join(root, 'src', file), 'utf8')))).toEqual([]);
  });

  test('src knows nothing of scenarios, tests and benchmarks', () => {
    expect(sources.flatMap((file) => importsOf(file)).filter((path) => path.startsWith('..') && !path.startsWith('../workers'))).toEqual([]);
  });

  test('no file passes 300 lines', () => {
    const files = ['src', 'workers', 'test', 'benchmarks'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(isSource).map((file) => `${folder}/${file}`),
    );
    const long = files.map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 })).filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });
});
