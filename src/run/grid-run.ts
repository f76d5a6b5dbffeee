import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ColumnSpec, Scenario, TableWriter } from '../contracts.ts';
import { createTable, type ArrowTableWriter } from '../io/arrow-writer.ts';
import { readTable } from '../io/arrow-reader.ts';
import { column, diagnosticsColumns, tableMetadata } from '../io/columns.ts';
import { vectorNames } from '../math/axes.ts';
import { writeAtomically } from '../io/disk.ts';
import { inSession, type FolderSession } from '../io/folder-session.ts';
import { requireUnlocked } from '../io/lock.ts';
import { provenance } from '../io/manifest.ts';
import { createRunFolder, logLine, requireFreeFolder, runPath } from '../io/run-folder.ts';
import { kappaOf } from '../physics/kappa-facts.ts';
import { Refusal } from '../refusal.ts';
import { gridSolve, type ErrorEstimate, type GridOptions, type GridState } from '../reference/grid.ts';
import { gridProfileBatch, profileColumns } from './profile-table.ts';
import { ProgressReport } from './progress-report.ts';
import type { RunProgress } from './run.ts';
import { scenarioToYaml } from '../scenario/scenario.ts';
import { RunStopped } from './run-stopped.ts';
import { outcome, type Outcome } from './summary.ts';
import { isFinished } from './unchanged.ts';

/** The density of a grid run: one record batch a snapshot time. */
export const densityPath = (folder: string): string => join(folder, 'density.arrow');

/** What the manifest and the tables call the solver of a grid run: how it is told from a particle run. */
export const gridComputation = { backend: 'grid', mode: 'reproducible' } as const;

export interface GridRunOptions extends Omit<GridOptions, 'kappa' | 'stop'> {
  readonly out: string;
  readonly force: boolean;
  /** Asked between steps; true ends the run cleanly, with the outputs up to then. */
  readonly interrupted?: () => boolean;
  /** A sentence about the folder that its user should know. */
  readonly onNotice?: (text: string) => void;
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface GridSummary extends Outcome {
  readonly folder: string;
  readonly status: string;
  readonly steps: number;
  readonly seconds: number;
  readonly backend: 'grid';
  /** Points of the mesh. */
  readonly points: number;
  /** What the results may be off by, the worst of the output times; null when the run did not get to the first. */
  readonly errorEstimate: ErrorEstimate | null;
}

/** Columns of `density.arrow`. */
export const densityColumns = (dimensions: { x: number; v: number }): readonly ColumnSpec[] => [
  column('time', 'time t'),
  ...(dimensions.x > 0 ? [column('x', 'position of the mesh point')] : []),
  ...vectorNames('v', dimensions.v).map((name) => column(name, 'velocity of the mesh point')),
  column('density', 'density f at the mesh point'),
];

/**
 * Solves a scenario on the grid into a run folder of its own: scenario, manifest, diagnostics, density, log.
 * Throws a Refusal for scenarios the solver is not made for, RunStopped when the density blows up or a worker thread is
 * lost (with that as its cause), a FileError.
 */
export async function runGrid(scenario: Scenario, options: GridRunOptions): Promise<GridSummary> {
  const { velocityPoints, positionPoints, velocityHalfWidth, step, extrapolate, threads, out } = options;
  requireUnlocked(out);
  requireFreeFolder(out, options);
  const states = gridSolve(scenario, {
    velocityPoints, positionPoints, velocityHalfWidth, step, extrapolate, threads, kappa: kappaFormula(scenario), stop: options.interrupted,
  });
  try {
    // The first state is made before the folder, so that a refused scenario leaves nothing behind.
    const first = await states.next();
    return await inSession(out, options.onNotice, (session) => recordRun(scenario, { first, states, session }, options));
  } finally {
    // Lets worker threads go, however the run ended.
    await states.return(undefined);
  }
}

interface Course {
  readonly first: IteratorResult<GridState>;
  readonly states: AsyncGenerator<GridState>;
  readonly session: FolderSession;
}

async function recordRun(scenario: Scenario, course: Course, options: GridRunOptions): Promise<GridSummary> {
  const { first, states, session } = course;
  const { out, force, interrupted, onProgress } = options;
  createRunFolder(out, { force });
  rmSync(densityPath(out), { force: true });
  writeAtomically(runPath(out, 'scenario'), [Buffer.from(scenarioToYaml(scenario))]);
  const { dimensions } = scenario.equation;
  const metadata = tableMetadata({ scenario, provenance: provenance(gridComputation) });
  const diagnostics = createTable(runPath(out, 'diagnostics'), diagnosticsColumns(dimensions, 'grid'), metadata);
  const density = createTable(densityPath(out), densityColumns(dimensions), metadata);
  const profiles = dimensions.x > 0 ? createTable(runPath(out, 'profiles'), profileColumns(dimensions), metadata) : undefined;
  const tables: readonly ArrowTableWriter[] = [diagnostics, density, ...(profiles ? [profiles] : [])];

  let now = 0;
  let steps = 0;
  let points = 0;
  let threads = 1;
  let errors: ErrorEstimate | undefined;
  let status = 'running';
  const report = new ProgressReport(out, { end: scenario.time.end, writes: true, onProgress });
  const moment = () => ({ time: now, iteration: steps, particles: points, elapsed: session.elapsed() });
  try {
    for (let next = first; !next.done; next = await states.next()) {
      const state = next.value;
      ({ time: now, iteration: steps, threads, errors } = state);
      points = state.f.length;
      if (now === 0) {
        session.begin(
          {
            ...gridComputation,
            scenario: scenario.name,
            threads,
            counts: () => ({ points, steps }),
            errorEstimate: () => errors && { ...errors },
          },
          false,
        );
        report.begins(moment());
        logLine(out, { event: 'start', time: now, points, ...gridComputation });
      }
      session.requireOurs();
      for (const table of tables) table.requireInPlace();
      record(state, scenario, diagnostics, density);
      if (profiles && state.wanted.snapshot) profiles.append(gridProfileBatch(scenario, state.mesh, state.f, now)!);
      report.stepped(moment());
      if (now < scenario.time.end && interrupted?.()) {
        status = 'interrupted';
        break;
      }
    }
    if (status === 'running') status = now < scenario.time.end ? 'interrupted' : 'done';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const stopped = error instanceof Refusal && error.kind === 'stopped';
    status = `${stopped ? 'stopped' : 'failed'}: ${message}`;
    throw stopped ? new RunStopped(message, { folder: out, cause: error }) : error;
  } finally {
    for (const table of tables) table.close();
    logLine(out, { event: status, time: now, iteration: steps });
    session.note(status);
    report.ends(moment(), isFinished(status) ? 'finished' : 'stopped');
  }
  return summaryOf(out, { status, steps, seconds: session.elapsed(), points, errorEstimate: errors ?? null });
}

type Session = Pick<GridSummary, 'status' | 'steps' | 'seconds' | 'points' | 'errorEstimate'>;

/** What a particle run would say of itself too, without what only particles have. */
function summaryOf(folder: string, session: Session): GridSummary {
  return { folder, backend: 'grid', ...session, ...outcome(readTable(runPath(folder, 'diagnostics'))) };
}

function record(
  { time, iteration, f, mesh, diagnostics: row, wanted }: GridState,
  scenario: Scenario,
  diagnostics: TableWriter,
  density: TableWriter,
): void {
  if (wanted.diagnostics) {
    // What the solver does not say is NaN: it counts no solver iterations.
    const values: Record<string, number> = { ...row, iteration, time };
    const columns = diagnosticsColumns(scenario.equation.dimensions, 'grid');
    diagnostics.append(Object.fromEntries(columns.map(({ name }) => [name, [values[name] ?? NaN]])));
  }
  if (!wanted.snapshot) return;
  const columns: Record<string, Float64Array> = { time: new Float64Array(f.length).fill(time), density: f };
  if (mesh.dx > 0) columns.x = Float64Array.from(f, (_, p) => mesh.position[0][Math.floor(p / mesh.slab)]);
  vectorNames('v', mesh.dv).forEach(
    (name, axis) => (columns[name] = Float64Array.from(f, (_, p) => mesh.coordinates[axis][p % mesh.slab])),
  );
  density.append(columns);
}

/** The user's formula as a function of r; the built-in kernels the reference writes itself. */
function kappaFormula({ equation }: Scenario): ((r: number) => number) | undefined {
  if (equation.kappa.kind !== 'formula') return undefined;
  const kappa = kappaOf(equation);
  return (r) => kappa(r * r);
}
