import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument, visit } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLError } from 'yaml';
import { nearest } from './nearest.ts';
import { shippedScenarios } from './shipped.ts';
import { ScenarioError, type ScenarioPath, type ScenarioProblem } from './error.ts';

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
      return { file, line, column: col, path: '', message: explainYaml(error) };
    }));
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    fail(0, 'the file is empty; a scenario is a mapping that begins with, for example, `name: my-run` and `equation: ...`');
  }
  if (!isMap(document.contents)) {
    fail(document.contents!.range?.[0] ?? 0, 'a scenario is a mapping (`key: value` lines), this file is not one');
  }
  const targets = aliasTargets(document);
  const value = plainValue(document.contents, 0, { targets, nodes: mostNodes, fail });
  return { value, locate: (path, part = 'value') => ({ file, ...locate(document.contents, targets, lines, path, part) }) };
}

type Targets = ReadonlyMap<Alias, Node>;

/** What every alias stands for, in one walk: the node that bore its anchor last before it. */
function aliasTargets(document: Document): Targets {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, (_, node) => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    } else if (isNode(node) && node.anchor) anchors.set(node.anchor, node);
  });
  return targets;
}

function parseYaml(text: string, lines: LineCounter, fail: (offset: number, message: string) => never): Document {
  if (text.includes('\0')) fail(text.indexOf('\0'), 'this is a binary file, not a YAML scenario');
  try {
    return parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    // The parser is recursive: absurd nesting ends its stack.
    if (error instanceof RangeError) return fail(0, 'this YAML is nested too deeply for a scenario');
    throw error;
  }
}

function explainYaml(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'tab used as indentation; YAML wants spaces';
  if (error.code === 'MULTIPLE_DOCS') return 'the file holds several YAML documents (separated by ---); a scenario is one';
  return `not valid YAML: ${error.message}`;
}

interface Reading {
  readonly targets: Targets;
  /** How many nodes may still be read. */
  nodes: number;
  fail(offset: number, message: string): never;
}

/** A node as plain data. Mappings have no prototype, so that no key is special. */
function plainValue(node: unknown, depth: number, reading: Reading): unknown {
  const offset = offsetOf(node);
  if (depth > deepest || --reading.nodes < 0) {
    reading.fail(offset, 'this YAML is nested too deeply, or repeats itself through too many aliases, for a scenario');
  }
  if (isAlias(node)) {
    const target = reading.targets.get(node) ?? reading.fail(offset, `the alias *${node.source} has no anchor`);
    return plainValue(target, depth + 1, reading);
  }
  if (isSeq(node)) return node.items.map((item) => plainValue(item, depth + 1, reading));
  if (isMap(node)) {
    const result = Object.create(null) as Record<string, unknown>;
    for (const pair of node.items) {
      const key = keyOf(pair, reading);
      if (key in result) reading.fail(offsetOf(pair.key), `the key '${key}' is given twice in one mapping; keep one of them`);
      result[key] = plainValue(pair.value, depth + 1, reading);
    }
    return result;
  }
  return isScalar(node) ? node.value : null;
}

const offsetOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0;

function keyOf({ key }: Pair, { fail }: Reading): string {
  if (isScalar(key) && typeof key.value === 'string') return key.value;
  return fail(offsetOf(key), 'keys of a scenario are names; this one is not (quote it if it is meant as text)');
}

function locate(
  top: unknown, targets: Targets, lines: LineCounter, path: ScenarioPath, part: 'key' | 'value',
): { line: number; column: number } {
  let node = top;
  let offset = 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = targets.get(node);
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

/** The file next to a missing one, or the shipped scenario, whose name is closest. */
function neighbour(file: string): string {
  const name = basename(file, extname(file));
  const found = closest(dirname(file), basename(file)) ?? nearest(name, shippedScenarios().map((scenario) => scenario.name));
  return found ? ` Did you mean '${found}'?` : ' The scenarios that come with the program: fuzzy-landau list';
}

function closest(folder: string, name: string): string | undefined {
  try {
    const names = readdirSync(folder).filter((entry) => /\.ya?ml$/.test(entry));
    const found = names.find((entry) => basename(entry, extname(entry)) === name) ?? nearest(name, names);
    return found && join(folder, found);
  } catch {
    return undefined;
  }
}
