import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/io/package-root.ts';
import { referenceFor } from '../src/judge/references.ts';
import { loadScenario } from '../src/scenario/scenario.ts';
import { simulate } from '../src/run/simulate.ts';
import { dampedWaveFigure, type Run } from './damped-wave-figure.ts';

/**
 * Galerkin score and blob on the damped wave of damping-1x2v with wave numbers 1 and 2, about as many particles, the same step
 * and scheme: errors against the exact modes over time. `node dist/benchmarks/damped-wave.js [--end T] [--svg FILE] [--json]`.
 */

const { values } = parseArgs({
  options: { end: { type: 'string', default: '2' }, svg: { type: 'string' }, json: { type: 'boolean', default: false } },
});

/** The blob as it was tuned for k = 1: 12 x 18^2, widths 0.92 and 0.815 lattice spacings; so too for k = 2. */
const blob = (k: number): string[] => [
  'score=particle-sum', 'particles.velocity={ count: [18, 18], halfWidth: 4.32 }', 'particles.trim=1e-4',
  `mollifier.width={ position: ${0.48 / k}, velocity: 0.391 }`, 'time.solver={ tolerance: 1.0e-10, depth: 12 }',
];

async function measure(score: Run['score'], k: number): Promise<Run> {
  const scenario = loadScenario(join(packageRoot()!, 'scenarios/damping-1x2v.yaml'), [
    `domain.x.length=[${(2 * Math.PI) / k}]`, `time.end=${values.end}`, ...(score === 'blob' ? blob(k) : []),
  ]);
  const times: number[] = [];
  const rows: Readonly<Record<string, number>>[] = [];
  let particles = 0;
  const start = performance.now();
  for await (const moment of simulate(scenario)) {
    if (times.length === 0) particles = moment.particles.count;
    times.push(moment.time);
    rows.push(moment.diagnostics);
  }
  const seconds = (performance.now() - start) / 1000;
  const exact = referenceFor('modes', scenario, times).rows;
  const difference = (name: string): number[] => rows.map((row, n) => row[name] - exact[n][name]);
  const mode = rows.map((row, n) => row.density_mode_x / rows[0].density_mode_x - exact[n].density_mode_x / exact[0].density_mode_x);
  const errors = { mode, temperature_xx: difference('temperature_xx'), entropy: difference('entropy'), fisher_v: difference('fisher_v') };
  return { score, k, particles, seconds, times, errors };
}

/** Errors at quarters of the run, one line a run. */
function table(runs: readonly Run[]): string {
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const at = (run: Run, part: number): number => run.times.findIndex((t) => t >= part * Number(values.end) - 1e-9);
  const mode = [0.25, 0.5, 0.75, 1];
  const head = ['k', 'score', 'particles', 's', ...mode.map((part) => `mode, t = ${part * Number(values.end)}`), 'T_xx', 'S', 'I_v'];
  return [
    row(head), row(head.map(() => '---')),
    ...runs.map((run) => row([
      run.k, run.score, run.particles, run.seconds.toPrecision(2), ...mode.map((part) => run.errors.mode[at(run, part)].toExponential(1)),
      ...[run.errors.temperature_xx, run.errors.entropy, run.errors.fisher_v].map((errors) => errors[at(run, 1)].toExponential(1)),
    ])),
  ].join('\n');
}

const runs: Run[] = [];
for (const k of [1, 2]) for (const score of ['galerkin', 'blob'] as const) runs.push(await measure(score, k));
const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}`;
if (values.svg) writeFileSync(values.svg, dampedWaveFigure(runs, machine));
process.stdout.write(values.json ? `${JSON.stringify({ machine, runs }, null, 2)}\n` : `${machine}\n\n${table(runs)}\n`);
