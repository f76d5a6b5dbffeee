import type { Observation, Particles, Scenario, Settled, SubstepReport } from '../contracts.ts';
import { diagnosticsRow } from '../diagnostics/observation.ts';
import { energy } from '../diagnostics/moments.ts';
import { splitStep, splittings, type Splitting } from '../dynamics/splitting.ts';
import { fitted, initialSteps, judged, SolverFailure, type StepRule, type StepState } from '../dynamics/stepping.ts';
import { nextEvent } from '../math/schedule.ts';
import type { Engine } from './engine.ts';

/** A run that cannot go on: non-finite numbers, an energy drift beyond its bound, a solver that gave up. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

/** The clock and the running integrals of a simulation: all numbers, so that a checkpoint can keep them. */
export interface Progress {
  time: number;
  iteration: number;
  /** S_eps and energy at time 0. */
  entropyStart: number;
  energyStart: number;
  /** Integral of the entropy production since time 0, by the scheme's own quadrature. */
  produced: number;
  /** Length of the last step. */
  step: number;
  /** State of the step control. */
  control: StepState;
  /** Solver iterations and collision steps since the last diagnostics row. */
  iterations: number;
  collisionSteps: number;
}

/** One row for diagnostics.arrow and what it was made from. */
export interface Row {
  readonly values: Record<string, number>;
  readonly observed: Observation;
}

const atStart = (rule: StepRule): Progress => ({
  time: 0, iteration: 0, entropyStart: NaN, energyStart: NaN, produced: 0,
  step: 0, control: initialSteps(rule), iterations: 0, collisionSteps: 0,
});

/** Adaptive runs obey a tolerance; in the others a step shrinks only where the solver fails. */
const stepRule = ({ step }: Scenario['time'], order: number): StepRule =>
  typeof step === 'number' ? { tolerance: Infinity, max: step, order } : { tolerance: step.adaptive, max: step.max, order };

/** What a caller may want to hear of while the clock runs. */
export interface Listener {
  /** After every step tried. */
  onStep?(): void;
  onSettled?(settled: Settled): void;
}

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
    this.progress = progress ?? atStart(this.rule);
    if (Number.isNaN(this.progress.energyStart)) this.progress.energyStart = energy(engine.particles);
    engine.clock.positions = this.progress.time;
  }

  get particles(): Particles {
    return this.engine.particles;
  }

  /** Looks at the particles now; counts iterations anew. */
  async observe(): Promise<Row> {
    const { progress, scenario, particles, engine: { collisions } } = this;
    const observed = await collisions.observe();
    if (Number.isNaN(progress.entropyStart)) progress.entropyStart = observed.entropy;
    const values = diagnosticsRow(scenario, particles, progress.time, observed);
    Object.assign(values, {
      iteration: progress.iteration,
      generic_residual: observed.entropy - progress.entropyStart - progress.produced - collisions.jump,
      step: progress.step,
      iterations: progress.collisionSteps === 0 ? 0 : progress.iterations / progress.collisionSteps,
      ...collisions.columns(),
    });
    progress.iterations = 0;
    progress.collisionSteps = 0;
    return { values, observed };
  }

  /** Steps to the next output, settling or end. Returns early, between steps, when `stop` says so: then false. */
  async advance(end: number, stop: () => boolean = () => false, listener: Listener = {}): Promise<boolean> {
    const { progress, engine: { collisions }, scenario: { output } } = this;
    const target = nextEvent(progress.time, end, [output.diagnostics, output.snapshots, output.checkpoint, collisions.settlings]);
    // Each step is worked out from the clock alone, so that a run resumed between two steps goes on as if never stopped.
    while (progress.time < target && !stop()) {
      const remaining = target - progress.time;
      const step = fitted(progress.control, remaining);
      if (await this.step(step, step === remaining ? target : progress.time + step)) {
        const settled = await collisions.settle(progress.time);
        if (settled) listener.onSettled?.(settled);
      }
      listener.onStep?.();
    }
    return progress.time === target;
  }

  /** One split step, accepted or taken back. */
  private async step(step: number, next: number): Promise<boolean> {
    const { progress, rule, engine: { collisions } } = this;
    const goBack = this.wayBack();
    collisions.prepare(progress.iteration);
    const report = await splitStep(this.splitting, { from: progress.time, to: next, length: step }, rule.tolerance);
    progress.iterations += report.iterations;
    progress.collisionSteps += report.steps;
    const { accepted, state } = this.judge(step, report);
    progress.control = state;
    if (!accepted) {
      goBack();
      return false;
    }
    progress.produced += report.production;
    progress.time = next;
    progress.iteration++;
    progress.step = step;
    this.check();
    return true;
  }

  /** Notes the state before a step; the function returned puts it back. */
  private wayBack(): () => void {
    const { particles, clock, collisions } = this.engine;
    const columns = [...particles.position, ...particles.velocity];
    const saved = columns.map((column) => column.slice());
    const memory = collisions.memory();
    const { positions } = clock;
    return () => {
      saved.forEach((column, k) => columns[k].set(column));
      collisions.restore(memory);
      clock.positions = positions;
    };
  }

  /** Whether a step is accepted, and the next one proposed. A step that cannot be made small enough ends the run. */
  private judge(step: number, report: SubstepReport): { accepted: boolean; state: StepState } {
    try {
      return judged(this.rule, this.progress.control, step, report);
    } catch (error) {
      throw error instanceof SolverFailure ? new RunStopped(`at t = ${this.progress.time} ${error.message}`) : error;
    }
  }

  /** Stops the run on non-finite numbers or an energy drift beyond the scenario's bound. */
  private check(): void {
    const { progress, scenario } = this;
    const now = energy(this.particles);
    const drift = Math.abs(now - progress.energyStart) / progress.energyStart;
    const advice =
      'Use a smaller time.step, time.scheme: discrete-gradient, or a larger particles.trim (light tail particles are stiff).';
    if (!Number.isFinite(now)) {
      throw new RunStopped(`the particles' velocities are no longer finite at t = ${progress.time}. ${advice}`);
    }
    if (drift > scenario.time.energyBound && !scenario.equation.regularisation) {
      throw new RunStopped(
        `the energy has drifted by ${drift.toExponential(2)} at t = ${progress.time}, beyond time.energyBound ${scenario.time.energyBound}. ${advice}`,
      );
    }
  }
}
