import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageVersion } from '../src/io/package-root.ts';
import { referenceFor } from '../src/judge/references.ts';
import { openRun } from '../src/judge/stored-run.ts';
import { linearResponse } from '../src/reference/linear.ts';
import { runGrid } from '../src/run/grid-run.ts';
import { runScenario } from '../src/run/run.ts';
import { RunStopped } from '../src/run/run-stopped.ts';
import { casesOf, judgeOf, problems, type AccuracyCase, type AccuracyResult, type AccuracyRun, type Rows } from './accuracy-cases.ts';
import { accuracyFigure } from './accuracy-figure.ts';
import { accuracyTable, dueling, winnersTable } from './accuracy-table.ts';
import { wave } from './laboratory.ts';
import { processorSeconds } from './measure.ts';

/**
 * Error against processor seconds and memory: the Galerkin score, this program's blob, the classical blob, Monte Carlo particles
 * and the grid solver, each at several resolutions, on the problems of accuracy-problems.ts. Each case is a process of its
 * own, one thread, so that its peak memory is its own.
 * `node dist/benchmarks/accuracy-vs-cost.js [--quick] [--only TEXT] [--case TEXT] [--json FILE] [--svg FILE] [--print] [--list]`;
 * --json keeps what was measured, and goes on where it was; --print measures nothing and prints what the file has; --list prints a
 * command for each judge and each case. --only: of problems with TEXT in their names; --case: the one whose 'method, resolution' is
 * TEXT, or the judge alone.
 */

const times = [0.5, 1];
const columns = ['time', 'density_mode_x', 'temperature_xx', 'entropy', 'fisher_v'];

async function measure({ set, grid, method }: AccuracyCase): Promise<AccuracyRun> {
  const scenario = wave(...set);
  const out = mkdtempSync(join(tmpdir(), 'fuzzy-landau-accuracy-'));
  let points = 0;
  let stopped: string | undefined;
  try {
    const start = performance.now();
    const seconds = await processorSeconds(async () => {
      try {
        if (grid) ({ points } = await runGrid(scenario, { out, force: true, ...grid }));
        else
          ({ particles: points } = await runScenario(scenario, { out, force: true, threads: 1, backend: 'auto', reproducible: false }));
      } catch (error) {
        if (!(error instanceof RunStopped)) throw error;
        stopped = error.message;
      }
    });
    const { columns: found, rows } = openRun(out).diagnostics;
    if (method === 'Galerkin' && !found.score_residual) throw new Error('score: auto took a blob here');
    return {
      points, processorSeconds: seconds, wallSeconds: (performance.now() - start) / 1000,
      peakMegabytes: process.resourceUsage().maxRSS / 1024, ...(stopped && { stopped }),
      rows: Array.from({ length: rows }, (_, row) => Object.fromEntries(columns.map((name) => [name, found[name]?.[row] ?? NaN]))),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Largest errors over the output times, of the mode over its initial value and T_xx, of S, of I_v; NaN of what nobody knows. */
function errorsOf(found: Rows, exact: Rows): Record<string, number> {
  const at = (rows: Rows, time: number): Rows[number] => rows.find((row) => Math.abs(row.time - time) < 1e-9)!;
  const worst = (name: string, of: (rows: Rows, time: number) => number = (rows, time) => at(rows, time)[name]): number =>
    Math.max(...times.map((time) => Math.abs(of(found, time) - of(exact, time))));
  const mode = worst('density_mode_x', (rows, time) => at(rows, time).density_mode_x / at(rows, 0).density_mode_x);
  const temperature = worst('temperature_xx');
  const both = Number.isNaN(temperature) ? mode : Math.max(mode, temperature);
  return { 'mode and T_xx': both, entropy: worst('entropy'), I_v: worst('fisher_v') };
}

function inChild(which: AccuracyCase): AccuracyRun {
  process.stderr.write(`${which.problem}  ${which.method}  ${which.resolution}\n`);
  const text = execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--child', JSON.stringify(which)], {
    encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(text) as AccuracyRun;
}

interface Measured {
  readonly machine: string;
  readonly judges: Record<string, Rows>;
  readonly results: AccuracyResult[];
}

/** Exact values at time 0 and the output times. */
function exactRows({ judge, set }: (typeof problems)[number]): Rows {
  const [scenario, outputs] = [wave(...set, 'time.end=1'), [0, ...times]];
  if (judge === 'modes') return referenceFor('modes', scenario, outputs).rows.map((row, n) => ({ ...row, time: outputs[n] }));
  return linearResponse(scenario, outputs, { tolerance: 1e-6 }).states.map(({ modes }, n) => {
    const { re, im } = modes.find(({ mode }) => mode === 1)!.moments.density;
    return { time: outputs[n], density_mode_x: Math.hypot(re, im) };
  });
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' }, case: { type: 'string' },
    child: { type: 'string' }, list: { type: 'boolean', default: false },
    json: { type: 'string' }, svg: { type: 'string' }, print: { type: 'boolean', default: false },
  },
});

const inQuestion = problems.filter(({ name }) => name.includes(values.only));
const titleOf = ({ method, resolution }: Pick<AccuracyCase, 'method' | 'resolution'>): string => `${method}, ${resolution}`;

if (values.child !== undefined) {
  process.stdout.write(JSON.stringify(await measure(JSON.parse(values.child) as AccuracyCase)));
} else if (values.list) {
  for (const problem of inQuestion) {
    const titles = [...(judgeOf(problem) ? ['judge'] : []), ...casesOf(problem, values.quick).map(titleOf)];
    for (const title of titles) process.stdout.write(`--only '${problem.name}' --case '${title}'\n`);
  }
} else {
  const processor = `one thread on ${cpus().length} cores of an ${cpus()[0].model.trim()}`;
  const machine = `version ${packageVersion()}, Node ${process.versions.node}, ${processor}`;
  const known: Measured = values.json && existsSync(values.json)
    ? (JSON.parse(readFileSync(values.json, 'utf8')) as Measured)
    : { machine, judges: {}, results: [] };
  const keep = (): void => {
    if (values.json) writeFileSync(values.json, `${JSON.stringify(known, null, 2)}\n`);
  };
  for (const problem of values.print ? [] : inQuestion) {
    const judge = judgeOf(problem);
    known.judges[problem.name] ??= judge ? inChild(judge).rows : exactRows(problem);
    keep();
    for (const which of casesOf(problem, values.quick).filter((one) => values.case === undefined || titleOf(one) === values.case)) {
      const { set: _, grid: __, ...name } = which;
      const same = ({ problem: p, method, resolution }: AccuracyResult): boolean =>
        p === name.problem && method === name.method && resolution === name.resolution;
      if (known.results.some(same)) continue;
      const { rows, ...cost } = inChild(which);
      known.results.push({ ...name, ...cost, errors: cost.stopped ? {} : errorsOf(rows, known.judges[problem.name]) });
      keep();
    }
  }
  if (values.svg) writeFileSync(values.svg, accuracyFigure(known.results, known.machine));
  process.stdout.write(`${[
    known.machine, winnersTable(known.results), dueling(known.results), accuracyTable(known.results),
  ].join('\n\n')}\n`);
}
