import type { Scenario, Settled } from '../contracts.ts';
import { readTable } from '../io/arrow-reader.ts';
import { requireUnlocked } from '../io/lock.ts';
import { readManifest, type Manifest, type Timing } from '../io/manifest.ts';
import { createRunFolder, logLine, requireFreeFolder, requireRunFolder, runPath } from '../io/run-folder.ts';
import { writeAtomically } from '../io/disk.ts';
import { MeshRefusal } from '../mesh/refusal.ts';
import { alone } from '../ranks/alone.ts';
import { allOf, any, largest } from '../ranks/share.ts';
import { fromFirst, onFirst, requireSame, together } from '../ranks/together.ts';
import { Refusal } from '../refusal.ts';
import { Stopwatch } from '../stopwatch.ts';
import { WorkerFailure } from '../threads/worker-threads.ts';
import { advice } from './advice.ts';
import { createEngine, type Backend, type Engine } from './engine.ts';
import { scenarioOfGiven, writeInitial } from './given-particles.ts';
import { Recorder } from './recorder.ts';
import { newArena } from './room.ts';
import { ProgressReport } from './progress-report.ts';
import { requireSameRun } from './run-identity.ts';
import { engineDefaults, withDefaults, type FullOptions, type RunOptions, type SessionOptions } from './run-options.ts';
import { initialParticles } from './simulate.ts';
import { scenarioToYaml } from '../scenario/scenario.ts';
import { fellDue } from '../math/schedule.ts';
import { shown } from '../math/shown.ts';
import { RunStopped } from './run-stopped.ts';
import { restored } from './saved.ts';
import { Simulation, type Row } from './simulation.ts';
import { summarise, type RunSummary } from './summary.ts';
import { stagesOf } from './stages.ts';
import { inTurn, type Turn } from './turn.ts';
import { SessionTiming } from './timing.ts';
import { isAtRest, isFinished, unchanged } from './unchanged.ts';

export type { RunOptions, RunProgress, SessionOptions, StepState, StoppingRule } from './run-options.ts';

/**
 * Runs a scenario into a new run folder, runs/NAME unless told otherwise. Throws FileError, Refusal (nothing to simulate) or
 * RunStopped.
 */
export async function runScenario(asked: Scenario, given: RunOptions = {}): Promise<RunSummary> {
  const watch = new Stopwatch();
  const options = withDefaults(asked, given);
  const { ranks } = options;
  onFirst(ranks, () => {
    requireUnlocked(options.out);
    requireFreeFolder(options.out, options);
  });
  const stage = stagesOf(asked, options.onStage, ranks.size);
  stage.begins(given.particles !== undefined);
  requireSame(ranks, 'the scenario', scenarioToYaml(asked));
  const arena = newArena(asked, given.particles, ranks.size);
  const particles = initialParticles(asked, arena, given.particles, ranks);
  const scenario = given.particles ? scenarioOfGiven(asked, options.out) : asked;
  stage.laidOut(allOf(particles));
  const engine = await createEngine(scenario, particles, arena, options, undefined, watch);
  stage.chosen(engine, arena);
  try {
    const simulation = new Simulation(scenario, engine);
    // The first look may find out that the run cannot be: before anything is written.
    const first = await simulation.observe();
    return await inTurn(ranks, options.out, options.onNotice, (session) => {
      onFirst(ranks, () => {
        createRunFolder(options.out, options);
        writeAtomically(runPath(options.out, 'scenario'), [Buffer.from(scenarioToYaml(scenario))]);
        if (given.particles) writeInitial(particles, options.out);
      });
      const recorder = new Recorder(options.out, scenario, engine, { own: options.diagnostics, ranks });
      return closing(recorder, () => drive({ simulation, recorder, session, first }, options, scenario.time.end));
    });
  } finally {
    await engine.close();
  }
}

export type ResumeOptions = Omit<SessionOptions, 'reproducible'> & { readonly until?: number };

/**
 * Goes on from a run folder's last checkpoint that can be read, bit for bit, to the scenario's end or `until`. A run that is there already
 * is left as it is: the summary then says `unchanged`. Throws FileError (also when the folder's files are not of one run, or
 * scenario.yaml was edited), ScenarioError or RunStopped.
 */
export async function resumeRun(folder: string, options: ResumeOptions = {}): Promise<RunSummary> {
  const watch = new Stopwatch();
  const { ranks = alone } = options;
  onFirst(ranks, () => {
    requireRunFolder(folder);
    requireUnlocked(folder);
  });
  return inTurn(ranks, folder, options.onNotice, async (session) => {
    const { saved, arena, particles, memory, kept: checkpoints, notice } = restored(folder, ranks);
    if (notice !== undefined) options.onNotice?.(notice);
    onFirst(ranks, () => requireSameRun(folder, saved));
    const end = options.until ?? saved.scenario.time.end;
    const found = together(ranks, () => readManifest(folder));
    if (saved.progress.time >= end && found && isAtRest(found.status)) return together(ranks, () => unchanged(folder, saved, found));
    const same = { reproducible: saved.reproducible, backend: saved.backend as Backend };
    const engineOptions = { ...options, ...engineDefaults({ ...options, ...same }), ranks };
    const engine = await createEngine(saved.scenario, particles, arena, engineOptions, memory, watch);
    try {
      const recorder = new Recorder(folder, saved.scenario, engine, { own: options.diagnostics, kept: saved.batches, checkpoints, ranks });
      const simulation = new Simulation(saved.scenario, engine, saved.progress);
      engine.sums.restore(saved.sums);
      return await closing(recorder, () => drive({ simulation, recorder, session }, { ...engineOptions, out: folder, force: false }, end));
    } finally {
      await engine.close();
    }
  });
}

/** A run and where it is written. `first`: a new run's row at 0. */
interface Course {
  readonly simulation: Simulation;
  readonly recorder: Recorder;
  readonly session: Turn;
  readonly first?: Row;
}

/** Whatever becomes of `work`, the files are closed: it may end before its first step, on a full disk say. */
async function closing<T>(recorder: Recorder, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    recorder.close();
  }
}

/** The loop of a session: outputs at their times, steps between them, a checkpoint last. */
async function drive(course: Course, options: FullOptions, end: number): Promise<RunSummary> {
  const { simulation, recorder, session, first } = course;
  const { scenario, progress, particles, engine } = simulation;
  const { ranks } = options;
  let ended = false;
  // What one rank has been told all do.
  const stop = (): boolean => any(ended || (options.interrupted?.() ?? false), { ranks });
  const { wall = Infinity } = scenario.output.checkpoint;
  // 2: somebody asked for a checkpoint, 1: it is time for one.
  const wanted = (): number => largest(options.checkpointWanted?.() ? 2 : recorder.isOutdated(simulation, wall) ? 1 : 0, { ranks });
  const log = (event: string, more: object = {}): void => {
    if (ranks.rank === 0) logLine(options.out, { event, time: progress.time, iteration: progress.iteration, ...more });
  };
  const { step } = scenario.time;
  const report = new ProgressReport(options.out, {
    end, writes: ranks.rank === 0, onProgress: options.onProgress, ...(typeof step === 'number' && { step }),
  });
  const now = () => ({ time: progress.time, iteration: progress.iteration, particles: allOf(particles), elapsed: session.elapsed() });
  const about = {
    ...engine.computation, scenario: scenario.name, threads: options.threads, fingerprint: recorder.fingerprint,
    ...(ranks.size > 1 && { ranks: ranks.size }), ...(recorder.stretches && { snapshots: recorder.stretches }),
  };

  // Ranks are compared once, at the end: before, some of them may have met an error.
  let timed: Timing | undefined;
  const timing = new SessionTiming(simulation, options.threads, ranks);
  const collisions = toldBy(engine, first ? undefined : readManifest(options.out));
  const tells = { ...about, collisions, timing: () => timed ?? timing.read(progress.iteration, false) };
  session.begin({ ...tells, counts: () => ({ particles: allOf(particles), steps: progress.iteration }) }, first === undefined);
  report.begins(now());
  const chosen = (): object => ({ sums: engine.sums.report(), ...engine.collisions.report() });
  const onStep = (): void => {
    report.stepped(now());
    ended ||= options.stopWhen?.({ time: progress.time, iteration: progress.iteration, particles }) ?? false;
  };
  const listener = { onStep, onSettled: ({ event, ...more }: Settled): void => log(event, more) };
  const many = ranks.size > 1 && { ranks: ranks.size };
  log(first ? 'start' : 'resume', { threads: options.threads, ...many, ...engine.computation, ...chosen() });
  for (const version of session.otherVersions()) {
    options.onNotice?.(`an earlier part of this run was computed by version ${version}; with another version the bits may differ`);
  }
  const outputs = (last: boolean): Promise<void> => engine.watch.during('output', () => output(course, options, last));
  let status = 'done';
  try {
    if (first) await outputs(false);
    while (progress.time < end && !stop()) {
      let asked = 0;
      const reached = await simulation.advance(end, () => stop() || (asked ||= wanted()) > 0, listener);
      if (reached || ended) {
        await outputs(ended || progress.time >= Math.max(end, scenario.time.end));
        log('output', chosen());
      }
      if (asked > 0) {
        engine.watch.during('output', () => keep(course, options.reproducible));
        log('checkpoint');
        if (asked > 1) options.onNotice?.(`checkpoint written at t = ${shown(progress.time)}`);
      }
    }
    if (progress.time < end) status = ended ? 'ended by its stopping rule' : 'interrupted';
    engine.watch.during('output', () => recorder.checkpoint(simulation, options.reproducible));
    timed = timing.read(progress.iteration, true);
  } catch (thrown) {
    const error = asStopped(thrown, progress.time, options.out);
    status =
      error instanceof RunStopped ? `stopped: ${error.message}` : `failed: ${error instanceof Error ? error.message : String(error)}`;
    throw error;
  } finally {
    try {
      recorder.close();
      log(status, ranks.size > 1 ? { traffic: ranks.traffic } : {});
    } finally {
      session.note(status);
      report.ends(now(), isFinished(status) ? 'finished' : 'stopped');
    }
  }
  return fromFirst(ranks, () => summarise(options.out, readTable(runPath(options.out, 'diagnostics')), {
    status, time: progress.time, particles: allOf(particles), steps: progress.iteration, step: scenario.time.step,
    seconds: session.elapsed(), threads: options.threads, ...(ranks.size > 1 && { ranks: ranks.size }), ...engine.computation,
    sums: engine.sums.report(), collisions: collisions() ?? {}, notes: advice(scenario), timing: timed,
  }));
}

/** What the collisions say of themselves; what an earlier session measured at t = 0 stays. Undefined where they say nothing. */
function toldBy({ collisions }: Engine, found: Manifest | undefined): () => Manifest['collisions'] {
  const { tried, blobError, score } = found?.collisions ?? {};
  return () => {
    const told = { ...(score === 'blob' && { score }), ...collisions.report() };
    if (Object.keys(told).length === 0) return undefined;
    return { ...told, ...(tried !== undefined && { tried }), ...(blobError !== undefined && { blobError }) };
  };
}

/**
 * What is due now: a diagnostics row, a snapshot, a checkpoint. The last moment of a run gets a row and a snapshot, that at which a
 * rule ends it too; a session that ends before the scenario does (--until) does not, so that going on writes the bytes of an
 * unbroken run.
 */
async function output(course: Course, { reproducible }: FullOptions, last: boolean): Promise<void> {
  const { simulation, recorder, session, first } = course;
  const { scenario, progress } = simulation;
  session.requireOurs();
  recorder.requireInPlace();
  const { diagnostics, snapshots, checkpoint, profiles } = scenario.output;
  const rowDue = last || fellDue(progress.time, progress.step, diagnostics);
  const snapshotDue = last || fellDue(progress.time, progress.step, snapshots);
  if (rowDue || snapshotDue) {
    const row = first && progress.iteration === 0 ? first : await simulation.observe();
    if (rowDue) recorder.row(row, simulation);
    if (snapshotDue) recorder.snapshot(simulation, row);
  }
  if (last || fellDue(progress.time, progress.step, profiles)) recorder.profiles(simulation);
  if (fellDue(progress.time, progress.step, checkpoint)) keep(course, reproducible);
}

/** A checkpoint, and in the manifest how far the session has come: what is left should it be killed. */
function keep({ simulation, recorder, session }: Course, reproducible: boolean): void {
  recorder.checkpoint(simulation, reproducible);
  session.note('running');
}

/** What ends a run that is under way: a mesh that refuses, a lost thread, the run itself. Anything else is handed back as it is. */
function asStopped(thrown: unknown, time: number, folder: string): unknown {
  if (!(thrown instanceof MeshRefusal) && !(thrown instanceof Refusal && thrown.kind === 'stopped')) return thrown;
  const message = thrown instanceof RunStopped ? thrown.message : `at t = ${shown(time)} ${thrown.message}`;
  const lost = [thrown, thrown.cause].some((error) => error instanceof WorkerFailure);
  return new RunStopped(lost ? `${message}; nothing is wrong with the run, resume it` : message, { folder, cause: thrown });
}
