import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLError } from 'yaml';
import { didYouMean, nearest } from './nearest.ts';
import { ScenarioError } from './scenario-error.ts';
import type { ScenarioPath, ScenarioProblem } from './scenario-error.ts';

/** A place in the user's input. */
export type Place = Pick<ScenarioProblem, 'file' | 'line' | 'column'>;

/** Plain values of a scenario, and where each of them was written. */
export interface ScenarioSource {
  readonly value: unknown;
  /** Where the value of `path` stands (its key when `part` is 'key' or the value is missing). */
  locate(path: ScenarioPath, part?: 'key' | 'value'): Place;
}

/** Scenarios are a page long: what is longer was not meant to be one, and could be a trap for the parser. */
const largest = 1 << 20;
const deepest = 32;
const mostNodes = 100_000;

/** Reads a scenario file. Throws a ScenarioError when it cannot be read or is not one YAML mapping. */
export function readSource(file: string): ScenarioSource {
  return parseSource(readText(file), file);
}

/** Reads YAML text; `file` is the name problems are reported under. */
export function parseSource(text: string, file: string): ScenarioSource {
  const lines = new LineCounter();
  const fail = (offset: number, message: string): never => {
    const before = text.slice(0, offset).split('\n');
    throw new ScenarioError([{ file, line: before.length, column: before.at(-1)!.length + 1, path: '', message }]);
  };
  const document = parseYaml(text, lines, fail);
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) {
    throw new ScenarioError(problems.slice(0, 5).map((error) => {
      const { line, col } = lines.linePos(error.pos[0]);
      return { file, line, column: col, path: '', message: explainYaml(error, text) };
    }));
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    fail(0, 'the file is empty; a scenario is a mapping that begins with, for example, `name: my-run` and `equation: ...`');
  }
  if (!isMap(document.contents)) fail(document.contents!.range?.[0] ?? 0, 'a scenario is a mapping (`key: value` lines), this file is not one');
  const budget = { nodes: mostNodes };
  const value = plainValue(document, document.contents!, 0, budget, fail);
  return { value, locate: (path, part = 'value') => ({ file, ...locate(document, lines, path, part) }) };
}

function parseYaml(text: string, lines: LineCounter, fail: (offset: number, message: string) => never): Document {
  if (text.includes('\0')) fail(text.indexOf('\0'), 'this is a binary file, not a YAML scenario');
  try {
    return parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true, prettyErrors: false });
  } catch (error) {
    // The parser is recursive: absurd nesting ends its stack.
    if (error instanceof RangeError) return fail(0, 'this YAML is nested too deeply for a scenario');
    throw error;
  }
}

function explainYaml(error: YAMLError, text: string): string {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^:\s,}]+/.exec(text.slice(error.pos[0]))?.[0];
    return `the key ${key ? `'${key}' ` : ''}is given twice in one mapping; keep one of them`;
  }
  if (error.code === 'TAB_AS_INDENT') return 'tab used as indentation; YAML wants spaces';
  if (error.code === 'MULTIPLE_DOCS') return 'the file holds several YAML documents (separated by ---); a scenario is one';
  return `not valid YAML: ${error.message}`;
}

/** A node as plain data. Mappings have no prototype, so that no key is special. */
function plainValue(document: Document, node: unknown, depth: number, budget: { nodes: number }, fail: (offset: number, message: string) => never): unknown {
  const offset = (node as Node | null)?.range?.[0] ?? 0;
  if (depth > deepest || --budget.nodes < 0) fail(offset, 'this YAML is nested too deeply, or repeats itself through too many aliases, for a scenario');
  if (isAlias(node)) {
    const target = node.resolve(document);
    if (!target) fail(offset, `the alias *${node.source} has no anchor`);
    return plainValue(document, target, depth + 1, budget, fail);
  }
  if (isSeq(node)) return node.items.map((item) => plainValue(document, item, depth + 1, budget, fail));
  if (isMap(node)) {
    const result = Object.create(null) as Record<string, unknown>;
    for (const pair of node.items) result[keyOf(pair, fail)] = plainValue(document, pair.value, depth + 1, budget, fail);
    return result;
  }
  return isScalar(node) ? node.value : null;
}

function keyOf(pair: Pair, fail: (offset: number, message: string) => never): string {
  const key = pair.key;
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  return fail((key as Node | null)?.range?.[0] ?? 0, 'keys of a scenario are names; this one is not (quote it if it is meant as text)');
}

function locate(document: Document, lines: LineCounter, path: ScenarioPath, part: 'key' | 'value'): { line: number; column: number } {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      next = pair.value;
      offset = (pair.key as Node).range?.[0] ?? offset;
    } else if (isSeq(node) && Number.isInteger(step)) {
      next = node.items[step as number];
      if (next === undefined) break;
      offset = (next as Node).range?.[0] ?? offset;
    } else break;
    const last = depth === path.length - 1;
    if (last && part === 'value' && isScalar(next) && next.range && next.range[1] > next.range[0]) offset = next.range[0];
    if (last && part === 'value' && isSeq(next) && next.flow) offset = next.range?.[0] ?? offset;
    node = next;
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function readText(file: string): string {
  const fail = (message: string): never => {
    throw new ScenarioError([{ file, path: '', message }]);
  };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return fail(`there is no such file.${neighbour(file)}`);
    if (code === 'EISDIR') return fail('this is a folder; a scenario is a YAML file');
    return fail(`cannot be read (${code ?? String(error)})`);
  }
  if (bytes.length > largest) return fail(`is ${bytes.length} bytes long; a scenario is a YAML file of at most 1 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return fail('is not UTF-8 text; a scenario is a YAML file');
  }
}

/** The file next to a missing one whose name is closest. */
function neighbour(file: string): string {
  try {
    const names = readdirSync(dirname(file)).filter((name) => /\.ya?ml$/.test(name));
    const found = nearest(basename(file), names);
    return found ? ` Did you mean '${join(dirname(file), found)}'?` : '';
  } catch {
    return didYouMean(dirname(file), ['scenarios']);
  }
}
