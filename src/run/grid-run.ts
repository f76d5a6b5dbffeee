import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnSpec, Scenario, TableWriter } from '../contracts.ts';
import { kappas, named } from '../catalogue.ts';
import { createTable } from '../io/arrow-writer.ts';
import { readTable } from '../io/arrow-reader.ts';
import { diagnosticsColumns, tableMetadata, vectorNames } from '../io/columns.ts';
import { writeAtomically } from '../io/disk.ts';
import { manifest, provenance, writeManifest } from '../io/manifest.ts';
import { createRunFolder, logLine, runPath } from '../io/run-folder.ts';
import { numbers } from '../math/algebra.ts';
import { gridSolve, GridWorkerFailure, type ErrorEstimate, type GridOptions, type GridState } from '../reference/grid.ts';
import type { RunProgress } from './run.ts';
import { scenarioToYaml } from './scenario.ts';
import { RunStopped } from './simulation.ts';
import { summarise, type RunSummary } from './summary.ts';

/** The density of a grid run: one record batch a snapshot time. */
export const densityPath = (folder: string): string => join(folder, 'density.arrow');

/** What the manifest and the tables call the solver of a grid run: how it is told from a particle run. */
export const gridComputation = { backend: 'grid', mode: 'reproducible' } as const;

export interface GridRunOptions extends Omit<GridOptions, 'kappa'> {
  readonly out: string;
  readonly force: boolean;
  /** Asked at output times; true ends the run cleanly. */
  readonly interrupted?: () => boolean;
  readonly onProgress?: (progress: RunProgress) => void;
}

type SharedSummary = Pick<RunSummary, 'folder' | 'status' | 'steps' | 'seconds' | 'time' | 'drift' | 'entropyGained' | 'entropyRose' | 'genericResidual' | 'fisher'>;

export interface GridSummary extends SharedSummary {
  readonly backend: 'grid';
  /** Points of the mesh. */
  readonly points: number;
  /** What the results may be off by, the worst of the output times; null when the run did not get to the first. */
  readonly errorEstimate: ErrorEstimate | null;
}

const column = (name: string, description: string): ColumnSpec =>
  ({ name, type: 'float64', unitSI: 1, unitDimension: [0, 0, 0, 0, 0, 0, 0], description });

/** Columns of `diagnostics.arrow` of a grid run: those of a particle run, and the right-hand side of Lemma 8. */
export const gridDiagnosticsColumns = (dimensions: { x: number; v: number }): readonly ColumnSpec[] => [
  ...diagnosticsColumns(dimensions),
  column('fisher_x_dissipation', 'what Lemma 8 makes -d fisher_x / dt for constant kappa'),
];

/** Columns of `density.arrow`. */
export const densityColumns = (dimensions: { x: number; v: number }): readonly ColumnSpec[] => [
  column('time', 'time t'),
  ...(dimensions.x > 0 ? [column('x', 'position of the mesh point')] : []),
  ...vectorNames('v', dimensions.v).map((name) => column(name, 'velocity of the mesh point')),
  column('density', 'density f at the mesh point'),
];

/**
 * Solves a scenario on the grid into a run folder of its own: scenario, manifest, diagnostics, density, log.
 * Throws a RangeError for scenarios the solver is not made for, RunStopped when the density blows up or a worker thread
 * fails (then with that failure as its cause), a FileError.
 */
export async function runGrid(scenario: Scenario, options: GridRunOptions): Promise<GridSummary> {
  const { velocityPoints, positionPoints, velocityHalfWidth, step, extrapolate, threads } = options;
  const states = gridSolve(scenario, { velocityPoints, positionPoints, velocityHalfWidth, step, extrapolate, threads, kappa: kappaFormula(scenario) });
  try {
    return await recordRun(scenario, states, options);
  } finally {
    // Lets worker threads go, however the run ended.
    await states.return(undefined);
  }
}

async function recordRun(scenario: Scenario, states: AsyncGenerator<GridState>, options: GridRunOptions): Promise<GridSummary> {
  const { out, force, interrupted, onProgress } = options;
  // The first state is made before the folder, so that a refused scenario leaves nothing behind.
  const first = await states.next();
  createRunFolder(out, { force });
  rmSync(densityPath(out), { force: true });
  writeAtomically(runPath(out, 'scenario'), [Buffer.from(scenarioToYaml(scenario))]);
  const { dimensions } = scenario.equation;
  const metadata = tableMetadata({ scenario, provenance: provenance(gridComputation) });
  const diagnostics = createTable(runPath(out, 'diagnostics'), gridDiagnosticsColumns(dimensions), metadata);
  const density = createTable(densityPath(out), densityColumns(dimensions), metadata);

  const started = new Date();
  const elapsed = (): number => (Date.now() - started.getTime()) / 1000;
  let now = 0;
  let steps = 0;
  let points = 0;
  let threads = 1;
  let errors: ErrorEstimate | undefined;
  const note = (status: string): void =>
    writeManifest(out, manifest({
      ...gridComputation, scenario: scenario.name, threads, started, wallSeconds: elapsed(), status, counts: { points, steps },
      ...(errors && { errorEstimate: { ...errors } }),
    }));
  let status = 'running';
  try {
    for (let next = first; !next.done; next = await states.next()) {
      const state = next.value;
      ({ time: now, iteration: steps, threads, errors } = state);
      points = state.f.length;
      if (now === 0) {
        note(status);
        logLine(out, { event: 'start', time: now, points, ...gridComputation });
      }
      record(state, scenario, diagnostics, density);
      onProgress?.({ time: now, end: scenario.time.end, iteration: steps, particles: points, elapsed: elapsed() });
      if (now < scenario.time.end && interrupted?.()) {
        status = 'interrupted';
        break;
      }
    }
    if (status === 'running') status = 'done';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const stopped = message.includes('non-finite') || error instanceof GridWorkerFailure;
    status = `${stopped ? 'stopped' : 'failed'}: ${message}`;
    throw stopped ? new RunStopped(message, { cause: error }) : error;
  } finally {
    diagnostics.close();
    density.close();
    logLine(out, { event: status, time: now, iteration: steps });
    note(status);
  }
  return summaryOf(out, { status, steps, seconds: elapsed(), points, errorEstimate: errors ?? null });
}

type Session = Pick<GridSummary, 'status' | 'steps' | 'seconds' | 'points' | 'errorEstimate'>;

/** What a particle run would say of itself too, without what only particles have. */
function summaryOf(folder: string, session: Session): GridSummary {
  const rows = readTable(runPath(folder, 'diagnostics'));
  const shared = summarise(folder, rows, session as unknown as Parameters<typeof summarise>[2]);
  const { time, drift, entropyGained, entropyRose, genericResidual } = shared;
  const { fisher_x_dissipation: _, ...fisher } = shared.fisher;
  return { folder, backend: 'grid', ...session, time, drift, entropyGained, entropyRose, genericResidual, fisher };
}

function record({ time, iteration, f, mesh, diagnostics: row, wanted }: GridState, scenario: Scenario, diagnostics: TableWriter, density: TableWriter): void {
  if (wanted.diagnostics) {
    // A grid has no label to follow, and counts no solver iterations.
    const values: Record<string, number> = { iterations: NaN, label_time: 0, label_jump: 0, ...row, iteration, time };
    diagnostics.append(Object.fromEntries(gridDiagnosticsColumns(scenario.equation.dimensions).map(({ name }) => [name, [values[name]]])));
  }
  if (!wanted.snapshot) return;
  const columns: Record<string, Float64Array> = { time: new Float64Array(f.length).fill(time), density: f };
  if (mesh.dx > 0) columns.x = Float64Array.from(f, (_, p) => mesh.position[0][Math.floor(p / mesh.slab)]);
  vectorNames('v', mesh.dv).forEach((name, axis) => (columns[name] = Float64Array.from(f, (_, p) => mesh.coordinates[axis][p % mesh.slab])));
  density.append(columns);
}

/** The user's formula as a function of r; the built-in kernels the reference writes itself. */
function kappaFormula({ equation }: Scenario): ((r: number) => number) | undefined {
  if (equation.kappa.kind !== 'formula') return undefined;
  const { formula } = named(kappas, 'formula');
  return (r) => formula(numbers, r * r, equation.kappa);
}
