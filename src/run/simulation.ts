import type { Column, Observation, Particles, Scenario, Settled, Solver } from '../contracts.ts';
import { afterRow, afterStep, beforeSteps, type OverSteps } from '../diagnostics/over-steps.ts';
import type { StepTaken } from '../diagnostics/diagnostic.ts';
import { diagnosticsRow } from '../diagnostics/row.ts';
import { splitStep, splittings, type Splitting } from '../dynamics/splitting.ts';
import { fitted, initialSteps, judged, type StepRule, type StepState } from '../dynamics/stepping.ts';
import { nextEvent } from '../math/schedule.ts';
import { shown } from '../math/shown.ts';
import { Refusal } from '../refusal.ts';
import { energyAbout, meanVelocity } from '../state/moments.ts';
import { requireKeptEnergy } from './energy-bound.ts';
import type { Engine } from './engine.ts';
import { requireFiniteRow } from './row-check.ts';
import { RunStopped } from './run-stopped.ts';

/** The clock and the running integrals of a simulation: numbers, so that a checkpoint can keep them. */
export interface Progress {
  time: number;
  iteration: number;
  /** At time 0: entropy, mean velocity, and the energy about it. */
  entropyStart: number;
  meanVelocity: readonly number[];
  thermalStart: number;
  /** Integral of the entropy production since time 0, by the scheme's own quadrature. */
  produced: number;
  /** Length of the last step. */
  step: number;
  /** State of the step control. */
  control: StepState;
  /** Solver iterations and collision steps since the last diagnostics row. */
  iterations: number;
  collisionSteps: number;
  /** What diagnostics make of the accepted steps. */
  overSteps: OverSteps;
}

/** One row for diagnostics.arrow and what it was made from. */
export interface Row {
  readonly values: Record<string, number>;
  readonly observed: Observation;
}

function atStart(rule: StepRule, particles: Particles, solver: Solver): Progress {
  const mean = meanVelocity(particles);
  return {
    time: 0, iteration: 0, entropyStart: NaN, meanVelocity: mean, thermalStart: energyAbout(particles, mean), produced: 0,
    step: 0, control: initialSteps(rule), iterations: 0, collisionSteps: 0, overSteps: beforeSteps(solver),
  };
}

/** Relative distance below which an output is at the end of a step. */
const rounding = 1e-9;

/** Adaptive runs obey a tolerance; in the others a step shrinks only where the solver fails. */
const stepRule = ({ step }: Scenario['time'], order: number): StepRule =>
  typeof step === 'number' ? { tolerance: Infinity, max: step, order } : { tolerance: step.adaptive, max: step.max, order };

/** What a caller may want to hear of while the clock runs. */
export interface Listener {
  /** After every step tried. */
  onStep?(): void;
  onSettled?(settled: Settled): void;
}

/** Lets signals, and what else waits for the event loop, come in: steps that the calling thread does by itself wait for nothing. */
const loopTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * A fuzzy Landau run: particles and clock, advanced by split steps that are accepted or taken back. It knows neither
 * files nor what the steps are made of. `progress` can be handed in from a checkpoint; the particles and the engine's
 * collisions are then expected to be at its time.
 */
export class Simulation {
  readonly scenario: Scenario;
  readonly engine: Engine;
  readonly progress: Progress;
  private readonly rule: StepRule;
  private readonly splitting: Splitting;

  constructor(scenario: Scenario, engine: Engine, progress?: Progress) {
    this.scenario = scenario;
    this.engine = engine;
    this.rule = stepRule(scenario.time, engine.collisions.order);
    this.splitting = splittings[scenario.time.splitting](engine.substeps);
    this.progress = progress ?? atStart(this.rule, engine.particles, engine.collisions.solver);
    engine.clock.positions = this.progress.time;
  }

  get particles(): Particles {
    return this.engine.particles;
  }

  /** Looks at the particles now; counts iterations anew. Throws RunStopped when what is seen is not finite. */
  async observe(): Promise<Row> {
    const { progress, scenario, particles, engine: { collisions } } = this;
    const observed = await collisions.observe();
    if (Number.isNaN(progress.entropyStart)) progress.entropyStart = observed.entropy;
    const iterations = progress.collisionSteps === 0 ? 0 : progress.iterations / progress.collisionSteps;
    const values = diagnosticsRow(collisions.solver, {
      scenario, particles, time: progress.time, observation: observed,
      course: { ...progress, iterations, jump: collisions.jump }, collisions,
    });
    progress.iterations = 0;
    progress.collisionSteps = 0;
    progress.overSteps = afterRow(collisions.solver, progress.overSteps);
    requireFiniteRow(scenario, particles, values, observed);
    return { values, observed };
  }

  /**
   * Steps until the next output or `end` is reached; a fixed step may pass it by a part of itself. Returns early, between
   * steps, when `stop` says so: then false.
   */
  async advance(end: number, stop: () => boolean = () => false, listener: Listener = {}): Promise<boolean> {
    const { progress, engine: { collisions }, scenario: { output } } = this;
    const goal = nextEvent(progress.time, end, [output.diagnostics, output.snapshots, output.checkpoint, output.profiles]);
    // Each step is worked out from the clock alone, so that a run resumed between two steps goes on as if never stopped.
    while (progress.time < goal && !stop()) {
      const target = this.target(goal, end);
      const remaining = target - progress.time;
      const step = fitted(progress.control, remaining);
      if (await this.step(step, step === remaining ? target : progress.time + step)) {
        const settled = await collisions.settle(progress.time);
        if (settled) listener.onSettled?.(settled);
      }
      await loopTurn();
      listener.onStep?.();
    }
    return progress.time >= goal;
  }

  /**
   * Where the present step, or the equal parts of one that fails, has to land. Fixed steps land on multiples of themselves,
   * adaptive ones on `goal`; both where the collisions settle, and at the scenario's end or a later `end`.
   */
  private target(goal: number, end: number): number {
    const { rule: { tolerance, max }, progress, scenario, engine: { collisions } } = this;
    const cut = nextEvent(progress.time, Math.max(end, scenario.time.end), [collisions.settlings]);
    if (tolerance < Infinity) return Math.min(goal, cut);
    const tick = nextEvent(progress.time, cut, [{ every: max }]);
    return Math.abs(tick - goal) <= rounding * max ? goal : tick;
  }

  /** One split step, accepted or taken back. What cannot go on ends the run, and says when. */
  private async step(step: number, next: number): Promise<boolean> {
    try {
      return await this.attempt(step, next);
    } catch (error) {
      const stops = error instanceof Refusal && error.kind === 'stopped' && !(error instanceof RunStopped);
      throw stops ? new RunStopped(`at t = ${shown(this.progress.time)} ${error.message}`, { cause: error }) : error;
    }
  }

  private async attempt(step: number, next: number): Promise<boolean> {
    const { progress, rule, scenario, engine: { collisions, substeps, particles } } = this;
    const { before, goBack } = this.present();
    collisions.prepare(progress.iteration);
    const report = await splitStep(this.splitting, { from: progress.time, to: next, length: step }, rule.tolerance);
    progress.iterations += report.iterations;
    progress.collisionSteps += report.steps;
    const { accepted, state } = judged(rule, progress.control, step, report);
    progress.control = state;
    if (!accepted) {
      goBack();
      return false;
    }
    progress.overSteps = afterStep(collisions.solver, progress.overSteps, { scenario, particles, before, length: step, report });
    progress.produced += report.production;
    progress.time = next;
    this.engine.clock.positions = next;
    progress.iteration++;
    progress.step = step;
    const kept = substeps.every(({ keeps }) => keeps.energy);
    const start = { meanVelocity: progress.meanVelocity, thermal: progress.thermalStart, kept };
    this.engine.watch.during('checks', () => requireKeptEnergy(scenario, particles, start, next));
    return true;
  }

  /** Notes the state before a step, and can put it back. */
  private present(): { readonly before: StepTaken['before']; goBack(): void } {
    const { particles: { position, velocity }, clock, collisions } = this.engine;
    const copies = (columns: readonly Column[]): Column[] => columns.map((column) => column.slice());
    const before = { position: copies(position), velocity: copies(velocity) };
    const memory = collisions.memory();
    const { positions } = clock;
    const goBack = (): void => {
      before.position.forEach((column, d) => position[d].set(column));
      before.velocity.forEach((column, d) => velocity[d].set(column));
      collisions.restore(memory);
      clock.positions = positions;
    };
    return { before, goBack };
  }
}
