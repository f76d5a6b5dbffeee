import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/io/package-root.ts';
import { interpolated } from '../src/judge/density-mesh.ts';
import { densityError } from '../src/judge/density-errors.ts';
import { referenceFor } from '../src/judge/references.ts';
import { smoothedDensity, smoothedParticles } from '../src/judge/smoothed-density.ts';
import { openRun, type StoredRun } from '../src/judge/stored-run.ts';
import { runGrid } from '../src/run/grid-run.ts';
import { runScenario } from '../src/run/run.ts';
import { RunStopped } from '../src/run/run-stopped.ts';
import { loadScenario } from '../src/scenario/scenario.ts';
import { allCases, quickCases, type AccuracyCase, type AccuracyResult } from './accuracy-cases.ts';
import { accuracyFigure } from './accuracy-figure.ts';
import { accuracyTable } from './accuracy-table.ts';
import { processorSeconds } from './measure.ts';

/**
 * Error against processor seconds and memory: the Galerkin score, the classical blob, our blob, Monte Carlo particles and the
 * grid solver, each at several resolutions, on the damped wave (against the modes) and on BKW. Each case is a
 * process of its own, so that its
 * peak memory is its own. `node dist/benchmarks/accuracy-vs-cost.js [--quick] [--json] [--svg FILE] [--from FILE]`;
 * --from takes what --json printed instead of measuring.
 */

const columns = ['density_mode_x', 'temperature_xx', 'fisher_x', 'fisher_v', 'entropy'];

async function measure(which: AccuracyCase): Promise<AccuracyResult> {
  const scenario = loadScenario(join(packageRoot()!, 'scenarios', `${which.scenario}.yaml`), which.set);
  const out = mkdtempSync(join(tmpdir(), 'fuzzy-landau-accuracy-'));
  const { set: _, grid, ...name } = which;
  let degreesOfFreedom = 0;
  let stopped: string | undefined;
  const memory = (): number => process.resourceUsage().maxRSS / 1024;
  try {
    const seconds = await processorSeconds(async () => {
      try {
        if (grid) degreesOfFreedom = (await runGrid(scenario, { out, force: true, ...grid })).points;
        else
          degreesOfFreedom = (await runScenario(scenario, { out, force: true, threads: 1, backend: 'auto', reproducible: false }))
            .particles;
      } catch (error) {
        if (!(error instanceof RunStopped)) throw error;
        stopped = error.message;
      }
    });
    const cost = { degreesOfFreedom, processorSeconds: seconds, peakMegabytes: memory() };
    return stopped ? { ...name, ...cost, errors: {}, stopped } : { ...name, ...cost, errors: errorsOf(openRun(out), which) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function errorsOf(run: StoredRun, { scenario, method }: AccuracyCase): Record<string, number> {
  const { diagnostics, snapshotTimes } = run;
  const row = diagnostics.rows - 1;
  const end = diagnostics.columns.time[row];
  const reference = referenceFor(scenario === 'bkw-2d' ? 'bkw' : 'modes', run.scenario, [end]);
  const exact = reference.rows[0];
  const errors: Record<string, number> = {};
  for (const name of columns) {
    const error = Math.abs(diagnostics.columns[name]?.[row] - exact[name]);
    if (Number.isFinite(error)) errors[name] = error;
  }
  // The Galerkin score has no smoothed density: its particles carry f.
  if (method === 'Galerkin') return errors;
  // The same points for everyone: 12 along x, 24 along each velocity axis of [-4, 4].
  const velocity = Array.from({ length: 2 }, () => Float64Array.from({ length: 24 }, (_, j) => -4 + (j + 0.5) / 3));
  const position = run.scenario.equation.dimensions.x > 0 ? [Float64Array.from({ length: 12 }, (_, m) => (2 * Math.PI * m) / 12)] : [];
  const last = snapshotTimes.length - 1;
  const f = run.kind === 'grid'
    ? interpolated(run.density(last), [...position, ...velocity])
    : smoothedDensity(smoothedParticles(run.scenario, run.particles(last), run.equilibrium()), position, velocity, 0).density;
  const points = position.length > 0 ? position[0] : Float64Array.of(0);
  const g = Float64Array.from({ length: f.length }, (_, p) =>
    reference.density!(0, [points[Math.floor(p / 576)]], [velocity[0][Math.floor(p / 24) % 24], velocity[1][p % 24]]));
  return { ...errors, density_l2: densityError(f, g).l2 };
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, case: { type: 'string' },
    svg: { type: 'string' }, from: { type: 'string' },
  },
});

if (values.case !== undefined) {
  process.stdout.write(JSON.stringify(await measure(JSON.parse(values.case) as AccuracyCase)));
} else {
  const results = values.from ? (JSON.parse(readFileSync(values.from, 'utf8')) as { results: AccuracyResult[] }).results : [];
  for (const which of values.from ? [] : values.quick ? quickCases() : allCases()) {
    process.stderr.write(`${which.scenario}  ${which.method}  ${which.resolution}\n`);
    const text = execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--case', JSON.stringify(which)], {
      encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'],
    });
    results.push(JSON.parse(text) as AccuracyResult);
  }
  const machine = { node: process.version, processor: cpus()[0].model.trim(), cores: cpus().length };
  if (values.svg) writeFileSync(values.svg, accuracyFigure(results, `Node ${machine.node}, ${machine.processor}`));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ machine, results }, null, 2)}\n`
      : `Node ${machine.node}, ${machine.processor}\n\n${accuracyTable(results)}\n`,
  );
}
