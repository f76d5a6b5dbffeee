import type { Scenario, Settled } from '../contracts.ts';
import { readTable } from '../io/arrow-reader.ts';
import { manifest, writeManifest } from '../io/manifest.ts';
import { createRunFolder, logLine, requireFreeFolder, requireRunFolder, runPath } from '../io/run-folder.ts';
import { writeAtomically } from '../io/disk.ts';
import { MeshRefusal } from '../mesh/refusal.ts';
import { Refusal } from '../refusal.ts';
import { Arena } from '../state/arena.ts';
import { WorkerFailure } from '../threads/worker-threads.ts';
import { advice } from './advice.ts';
import { createEngine, type EngineOptions } from './engine.ts';
import { loadCheckpoint, Recorder } from './recorder.ts';
import { initialParticles } from './simulate.ts';
import { scenarioToYaml } from './scenario.ts';
import { isDue } from '../math/schedule.ts';
import { RunStopped } from './run-stopped.ts';
import { Simulation, type Row } from './simulation.ts';
import { summarise, type RunSummary } from './summary.ts';

export interface RunOptions extends EngineOptions {
  readonly out: string;
  readonly force: boolean;
  /** Asked between steps; true ends the run cleanly, resumable. */
  readonly interrupted?: () => boolean;
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface RunProgress {
  readonly time: number;
  readonly end: number;
  readonly iteration: number;
  readonly particles: number;
  /** Wall seconds of this session. */
  readonly elapsed: number;
}

/** Runs a scenario into a new run folder. Throws FileError, Refusal (nothing to simulate) or RunStopped. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunSummary> {
  requireFreeFolder(options.out, options);
  const arena = new Arena();
  const particles = initialParticles(scenario, arena);
  const engine = await createEngine(scenario, particles, arena, options);
  try {
    const simulation = new Simulation(scenario, engine);
    // The first look may find out that the run cannot be: before anything is written.
    const first = await simulation.observe();
    createRunFolder(options.out, options);
    writeAtomically(runPath(options.out, 'scenario'), [Buffer.from(scenarioToYaml(scenario))]);
    const recorder = new Recorder(options.out, scenario, engine);
    return await drive(simulation, recorder, options, scenario.time.end, first);
  } finally {
    await engine.close();
  }
}

/** Goes on from a run folder's last checkpoint, bit for bit, to the scenario's end or `until`. */
export async function resumeRun(folder: string, options: Omit<RunOptions, 'out' | 'force' | 'reproducible'> & { readonly until?: number }): Promise<RunSummary> {
  requireRunFolder(folder);
  const arena = new Arena();
  const { saved, particles, memory } = loadCheckpoint(folder, arena);
  const engineOptions = { ...options, reproducible: saved.reproducible, backend: saved.backend as 'simd' | 'loops' };
  const engine = await createEngine(saved.scenario, particles, arena, engineOptions, memory);
  try {
    const recorder = new Recorder(folder, saved.scenario, engine, saved.batches);
    const simulation = new Simulation(saved.scenario, engine, saved.progress);
    engine.sums.restore(saved.sums);
    return await drive(simulation, recorder, { ...engineOptions, out: folder, force: false }, options.until ?? saved.scenario.time.end);
  } finally {
    await engine.close();
  }
}

/** The loop of a session: outputs at their times, steps between them, a checkpoint last. `first`: a new run's row at 0. */
async function drive(simulation: Simulation, recorder: Recorder, options: RunOptions, end: number, first?: Row): Promise<RunSummary> {
  const { scenario, progress, particles, engine } = simulation;
  const started = new Date();
  const elapsed = (): number => (Date.now() - started.getTime()) / 1000;
  const stop = options.interrupted ?? (() => false);
  const log = (event: string, more: object = {}): void => logLine(options.out, { event, time: progress.time, iteration: progress.iteration, ...more });
  const note = (status: string): void =>
    writeManifest(options.out, manifest({
      ...engine.computation,
      scenario: scenario.name,
      threads: options.threads,
      started,
      wallSeconds: elapsed(),
      status,
      counts: { particles: particles.count, steps: progress.iteration },
    }));
  const report = (): void => options.onProgress?.({ time: progress.time, end, iteration: progress.iteration, particles: particles.count, elapsed: elapsed() });

  note('running');
  const chosen = (): object => ({ sums: engine.sums.report(), ...engine.collisions.report() });
  const listener = { onStep: report, onSettled: ({ event, ...more }: Settled): void => log(event, more) };
  log(first ? 'start' : 'resume', { threads: options.threads, ...engine.computation, ...chosen() });
  let status = 'done';
  try {
    if (first) await output(simulation, recorder, options.reproducible, end, first);
    while (progress.time < end && !stop()) {
      if (await simulation.advance(end, stop, listener)) {
        await output(simulation, recorder, options.reproducible, end);
        log('output', chosen());
      }
    }
    if (progress.time < end) status = 'interrupted';
    recorder.checkpoint(simulation, options.reproducible);
  } catch (thrown) {
    const error = asStopped(thrown, progress.time, options.out);
    status = error instanceof RunStopped ? `stopped: ${error.message}` : `failed: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  } finally {
    recorder.close();
    log(status);
    note(status);
  }
  return summarise(options.out, readTable(runPath(options.out, 'diagnostics')), {
    status, particles: particles.count, steps: progress.iteration, seconds: elapsed(), threads: options.threads, ...engine.computation,
    sums: engine.sums.report(), notes: advice(simulation.scenario),
  });
}

/**
 * What is due now: a diagnostics row, a snapshot, a checkpoint. The last moment of a run gets a row and a snapshot; a
 * session that ends before the scenario does (--until) does not, so that going on writes the bytes of an unbroken run.
 */
async function output(simulation: Simulation, recorder: Recorder, reproducible: boolean, end: number, known?: Row): Promise<void> {
  const { scenario, progress } = simulation;
  const { diagnostics, snapshots, checkpoint } = scenario.output;
  const last = progress.time >= Math.max(end, scenario.time.end);
  const rowDue = last || isDue(progress.time, diagnostics);
  const snapshotDue = last || isDue(progress.time, snapshots);
  if (rowDue || snapshotDue) {
    const row = known ?? (await simulation.observe());
    if (rowDue) recorder.row(row);
    if (snapshotDue) recorder.snapshot(simulation, row);
  }
  if (isDue(progress.time, checkpoint)) recorder.checkpoint(simulation, reproducible);
}

/** What ends a run that is under way: a mesh that refuses, a lost thread, the run itself. Anything else is handed back as it is. */
function asStopped(thrown: unknown, time: number, folder: string): unknown {
  if (!(thrown instanceof MeshRefusal) && !(thrown instanceof Refusal && thrown.kind === 'stopped')) return thrown;
  const message = thrown instanceof RunStopped ? thrown.message : `at t = ${time} ${thrown.message}`;
  const lost = [thrown, thrown.cause].some((error) => error instanceof WorkerFailure);
  return new RunStopped(lost ? `${message}; nothing is wrong with the run, resume it` : message, { folder, cause: thrown });
}
