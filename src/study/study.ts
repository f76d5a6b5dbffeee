import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Scenario } from '../contracts.ts';
import { column } from '../io/columns.ts';
import { createTable } from '../io/arrow-writer.ts';
import { readTable } from '../io/arrow-reader.ts';
import { discard, makeFolder, writeAtomically } from '../io/disk.ts';
import { FileError, onFile } from '../io/file-error.ts';
import { provenance, readManifest } from '../io/manifest.ts';
import { runPath, studyFile } from '../io/run-folder.ts';
import type { EngineOptions } from '../run/engine.ts';
import { loadScenario } from '../scenario/scenario.ts';
import { ScenarioError } from '../scenario/error.ts';
import { Refusal } from '../refusal.ts';
import type { VerdictName } from '../judge/statement.ts';
import { statements, verify } from '../judge/verify.ts';
import { finishRun, requireSame } from './finish-run.ts';

/** `--vary path=a,b,c`: a dotted path of the scenario and the values it takes, as they are written in YAML. */
export interface Variation {
  readonly path: string;
  readonly values: readonly string[];
}

export interface StudyOptions extends EngineOptions {
  readonly out: string;
  /** Runs at a time. */
  readonly jobs: number;
  /** Only every n-th run, from number `task` (of 0 ... tasks - 1) on: a task of a job array. No summary is written then. */
  readonly share?: { readonly task: number; readonly tasks: number };
  readonly interrupted?: () => boolean;
  readonly onRun?: (run: StudyRun, done: number, total: number) => void;
}

/** More runs than this are several studies. */
const mostRuns = 2000;

/** One run of a study. */
export interface StudyRun {
  readonly folder: string;
  /** Value of each varied path, in the order of the variations. */
  readonly parameters: readonly string[];
  /** `done`, `interrupted`, `stopped: ...` or `failed: ...`. */
  readonly status: string;
  /** Last row of its diagnostics; empty when there is none. */
  readonly final: Readonly<Record<string, number>>;
  readonly verdicts: Readonly<Record<string, { readonly verdict: VerdictName; readonly worstViolation: number }>>;
}

/** Reads `path=a,b,c`; commas inside brackets, braces or quotes do not separate. Throws a Refusal. */
export function readVariation(text: string): Variation {
  const at = text.indexOf('=');
  if (at < 1) throw new Refusal('input', `expected path=value,value,..., found '${text}'`);
  const values: string[] = [];
  let depth = 0;
  let quote = '';
  let value = '';
  for (const letter of text.slice(at + 1)) {
    if (quote) quote = letter === quote ? '' : quote;
    else if (letter === '"' || letter === "'") quote = letter;
    else if ('[{('.includes(letter)) depth++;
    else if (']})'.includes(letter)) depth--;
    if (letter === ',' && depth === 0 && !quote) {
      values.push(value.trim());
      value = '';
    } else {
      value += letter;
    }
  }
  values.push(value.trim());
  if (values.some((entry) => entry === '')) throw new Refusal('input', `an empty value in '${text}'`);
  if (new Set(values).size < values.length) throw new Refusal('input', `a value occurs twice in '${text}'`);
  return { path: text.slice(0, at).trim(), values };
}

/** Every combination of values, the last variation running fastest. */
export const combinations = (variations: readonly Variation[]): readonly (readonly string[])[] =>
  variations.reduce<string[][]>((rows, { values }) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);

/** Folder of a run inside the study: its number, and what is special about it. */
export function runName(index: number, total: number, variations: readonly Variation[], values: readonly string[]): string {
  const words = variations.map(({ path }, k) => `${path.split('.').at(-1)}=${values[k]}`.replaceAll(/[^A-Za-z0-9._=+-]+/g, '-'));
  return [String(index + 1).padStart(String(total).length, '0'), ...words].join('_').slice(0, 120);
}

/**
 * Runs a scenario for every combination of values, each into its own folder of `out`. Finished runs are left as they are,
 * unfinished ones go on from their checkpoint, so a study can be stopped and started again. Writes `summary.arrow`.
 * A run that stops itself is part of the result. Throws a ScenarioError before anything runs when a combination is bad,
 * and a FileError when a folder holds another run.
 */
export async function runStudy(
  file: string,
  overrides: readonly string[],
  variations: readonly Variation[],
  options: StudyOptions,
): Promise<readonly StudyRun[]> {
  const total = variations.reduce((product, { values }) => product * values.length, 1);
  if (total > mostRuns) {
    throw new Refusal('input', `this study has ${total} runs; expected at most ${mostRuns}`, {
      advice: 'vary less, or make several studies of it',
    });
  }
  const rows = combinations(variations);
  const plans = rows.map((values, index) => ({
    values,
    folder: join(options.out, runName(index, rows.length, variations, values)),
    scenario: varied(file, overrides, variations, values),
  }));
  for (const { folder, scenario } of plans) requireSame(folder, scenario);
  makeFolder(options.out);
  writeAtomically(join(options.out, planFile), [Buffer.from(`${JSON.stringify({ variations }, null, 2)}\n`)]);
  const { task, tasks } = options.share ?? { task: 0, tasks: 1 };
  const own = plans.filter((_, index) => index % tasks === task);
  const results = Array.from<StudyRun>({ length: own.length });
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < own.length && !options.interrupted?.()) {
      const index = next++;
      const { folder, scenario, values } = own[index];
      const status = await finishRun(folder, scenario, options);
      results[index] = describe(folder, values, status);
      options.onRun?.(results[index], ++done, own.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, own.length) }, worker));
  const finished = results.filter((result) => result !== undefined);
  if (!options.share) writeSummary(options.out, variations, finished);
  return finished;
}

/**
 * Run folders in `folder` that are none of `runs`: left by an earlier study with other values, and not in its summary. Names, in order.
 */
export function otherRuns(folder: string, runs: readonly Pick<StudyRun, 'folder'>[]): readonly string[] {
  const own = new Set(runs.map((run) => basename(run.folder)));
  const names = onFile(folder, () => readdirSync(folder));
  return names.filter((name) => !own.has(name) && existsSync(runPath(join(folder, name), 'scenario'))).sort();
}

/** What a study is made of, for those who collect it: written by every task, the same each time. */
const planFile = 'study.json';

/**
 * The summary of a study whose runs were made apart, by the tasks of a job array: judges those that are there and writes
 * `summary.arrow`. A run that has not begun has no row. Throws a FileError when the folder holds no study.
 */
export function collectStudy(folder: string): { readonly variations: readonly Variation[]; readonly runs: readonly StudyRun[] } {
  const path = join(folder, planFile);
  if (!existsSync(path)) throw new FileError(path, 'no such file', 'expected the folder of a study that was begun');
  const { variations } = parseJson(path) as { variations: readonly Variation[] };
  const rows = combinations(variations);
  const runs = rows.flatMap((values, index) => {
    const run = join(folder, runName(index, rows.length, variations, values));
    const status = existsSync(run) ? readManifest(run)?.status : undefined;
    return status === undefined ? [] : [describe(run, values, status)];
  });
  writeSummary(folder, variations, runs);
  return { variations, runs };
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new FileError(path, 'this is no JSON', 'run the study again, which writes it anew');
  }
}

/** A scenario with the values of one run. A problem with one of them is that of the variation, not of an override. */
function varied(file: string, overrides: readonly string[], variations: readonly Variation[], values: readonly string[]): Scenario {
  try {
    return loadScenario(file, [...overrides, ...variations.map(({ path }, k) => `${path}=${values[k]}`)]);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const blamed = new Map(variations.map(({ path }) => [`--set ${path}`, `--vary ${path}`]));
    throw new ScenarioError(error.problems.map((problem) => ({ ...problem, file: blamed.get(problem.file) ?? problem.file })));
  }
}

function describe(folder: string, parameters: readonly string[], status: string): StudyRun {
  if (!existsSync(runPath(folder, 'diagnostics'))) return { folder, parameters, status, final: {}, verdicts: {} };
  const { columns, rows } = readTable(runPath(folder, 'diagnostics'));
  if (rows === 0) return { folder, parameters, status, final: {}, verdicts: {} };
  const final = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[rows - 1]]));
  const verdicts = Object.fromEntries(verify(folder).map(({ id, verdict, worstViolation }) => [id, { verdict, worstViolation }]));
  return { folder, parameters, status, final, verdicts };
}

/** Codes of the columns `verdict_ID`. */
export const verdictCodes = { holds: 1, undecided: 0.5, 'outside-assumptions': 0, violated: -1 } as const satisfies Record<
  VerdictName,
  number
>;

/** One row a run: parameters (numbers as such, and the place of every value in its list), last diagnostics, verdicts. */
function writeSummary(out: string, variations: readonly Variation[], runs: readonly StudyRun[]): void {
  if (runs.length === 0) return;
  const diagnostics = [...new Set(runs.flatMap(({ final }) => Object.keys(final)))];
  const specs = [
    ...variations.flatMap(({ path, values }) => [
      column(path, 'value of the parameter; NaN when it is no number'),
      column(`${path}#`, `place of the value in: ${values.join(' | ')}`),
    ]),
    column('completed', '1 when the run reached its end, 0 when it stopped or was stopped'),
    ...diagnostics.map((name) => column(name, `${name} at the last output`)),
    ...statements.flatMap(({ id }) => [
      column(`verdict_${id}`, '1 holds, 0.5 undecided, 0 outside the assumptions, -1 violated; NaN not judged'),
      column(`violation_${id}`, 'worst violation'),
    ]),
  ];
  const path = join(out, studyFile);
  discard(path);
  const table = createTable(path, specs, {
    'fuzzy-landau-study': JSON.stringify({
      variations,
      folders: runs.map(({ folder }) => folder),
      provenance: provenance({ backend: 'study', mode: '' }),
    }),
  });
  const columns: Record<string, Float64Array> = {};
  const fill = (name: string, of: (run: StudyRun) => number): void => {
    columns[name] = Float64Array.from(runs, of);
  };
  variations.forEach(({ path: name, values }, k) => {
    fill(name, ({ parameters }) => Number(parameters[k]));
    fill(`${name}#`, ({ parameters }) => values.indexOf(parameters[k]));
  });
  fill('completed', ({ status }) => (status === 'done' ? 1 : 0));
  for (const name of diagnostics) fill(name, ({ final }) => final[name] ?? NaN);
  for (const { id } of statements) {
    fill(`verdict_${id}`, ({ verdicts }) => (verdicts[id] ? verdictCodes[verdicts[id].verdict] : NaN));
    fill(`violation_${id}`, ({ verdicts }) => verdicts[id]?.worstViolation ?? NaN);
  }
  table.append(columns);
  table.close();
}
