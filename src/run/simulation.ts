import type { Column, Particles, Scenario, Stepper, StepReport } from '../contracts.ts';
import { named, schemes } from '../catalogue.ts';
import { diagnosticsRow, Observer, type Observation } from '../diagnostics/observation.ts';
import { energyAbout } from '../diagnostics/moments.ts';
import { boxLength } from '../dynamics/blob.ts';
import { velocityVector } from '../dynamics/flow.ts';
import { labelTime, resetInterval } from '../dynamics/label.ts';
import { Viscosity } from '../dynamics/viscosity.ts';
import { transport } from '../dynamics/transport.ts';
import { kineticEnergy, restoreEnergy } from '../dynamics/energy.ts';
import { advance, estimatingStepper, fitted, initialSteps, judged, type StepRule, type StepState } from '../dynamics/stepping.ts';
import { Refusal } from '../refusal.ts';
import { requireKeptEnergy } from './energy-bound.ts';
import type { Engine } from './engine.ts';
import { requireFiniteRow } from './row-check.ts';
import { RunStopped } from './run-stopped.ts';
import { nextEvent, isDue } from './schedule.ts';

/** The clock and the running integrals of a simulation: all numbers, so that a checkpoint can keep them. */
export interface Progress {
  time: number;
  iteration: number;
  /** Time of the last reset of the co-moving label. */
  labelReset: number;
  /** S_eps and thermal energy at time 0. */
  entropyStart: number;
  energyStart: number;
  /** Integral of the entropy production since time 0, by the scheme's own quadrature. */
  produced: number;
  /** Sum of the jumps of S_eps at resets. */
  labelJump: number;
  /** Length of the last step. */
  step: number;
  /** State of the adaptive step control. */
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
  time: 0, iteration: 0, labelReset: 0, entropyStart: NaN, energyStart: NaN, produced: 0, labelJump: 0,
  step: 0, control: initialSteps(rule), iterations: 0, collisionSteps: 0,
});

/** Adaptive runs obey a tolerance; in the others a step shrinks only where the solver fails. */
function stepRule({ time }: Scenario): StepRule {
  const { order } = named(schemes, time.scheme);
  return typeof time.step === 'number'
    ? { tolerance: Infinity, max: time.step, order }
    : { tolerance: time.step.adaptive, max: time.step.max, order };
}

/**
 * A fuzzy Landau run: particles and clock, advanced by split steps. It knows nothing of files. `progress` can be handed
 * in from a checkpoint; the particles are then expected to be at its time.
 */
export class Simulation {
  readonly scenario: Scenario;
  readonly engine: Engine;
  readonly progress: Progress;
  readonly stepper: Stepper;
  private readonly observer: Observer;
  private readonly velocity: Float64Array;
  private readonly length: readonly number[] | undefined;
  private readonly rule: StepRule;
  private readonly viscosity: Viscosity | undefined;
  /** Positions and velocities before the step, to go back to when it is rejected; adaptive runs only. */
  private readonly saved: readonly Column[] | undefined;

  constructor(scenario: Scenario, engine: Engine, progress?: Progress) {
    const { particles, flow, arena } = engine;
    const { solver } = scenario.time;
    const scheme = named(schemes, scenario.time.scheme);
    this.rule = stepRule(scenario);
    progress ??= atStart(this.rule);
    const adaptive = Number.isFinite(this.rule.tolerance);
    this.saved = adaptive ? arena.columns(particles.position.length + particles.velocity.length, particles.capacity) : undefined;
    this.scenario = scenario;
    this.engine = engine;
    this.progress = progress;
    this.velocity = velocityVector(particles);
    this.length = boxLength(scenario);
    this.stepper = adaptive ? estimatingStepper(scheme, flow, solver) : scheme.create(flow, solver);
    const epsilon = scenario.equation.regularisation?.epsilon ?? 0;
    this.viscosity = epsilon > 0 ? new Viscosity(particles, flow, epsilon, this.length, arena) : undefined;
    this.observer = new Observer(particles, flow, arena);
    if (Number.isNaN(progress.energyStart)) progress.energyStart = energyAbout(particles, engine.blob.equilibrium.meanVelocity);
    flow.labelTime = this.labelAt(progress.time);
  }

  get particles(): Particles {
    return this.engine.particles;
  }

  /** Looks at the particles now; counts iterations anew. Throws RunStopped when what is seen is not finite. */
  async observe(): Promise<Row> {
    const { progress, scenario, particles } = this;
    const observed = await this.observer.observe();
    if (Number.isNaN(progress.entropyStart)) progress.entropyStart = observed.entropy;
    const values = diagnosticsRow(scenario, particles, progress.time, observed);
    Object.assign(values, {
      iteration: progress.iteration,
      generic_residual: observed.entropy - progress.entropyStart - progress.produced - progress.labelJump,
      step: progress.step,
      iterations: progress.collisionSteps === 0 ? 0 : progress.iterations / progress.collisionSteps,
      label_time: this.engine.flow.labelTime,
      label_jump: progress.labelJump,
    });
    progress.iterations = 0;
    progress.collisionSteps = 0;
    requireFiniteRow(scenario, particles, values, observed);
    return { values, observed };
  }

  /** Steps to the next output, reset or end. Returns early, between steps, when `stop` says so: then false. */
  async advance(end: number, stop: () => boolean, onStep: () => void): Promise<boolean> {
    const { output, mollifier } = this.scenario;
    const reset = { every: resetInterval(mollifier.comoving) ?? Infinity };
    const { progress } = this;
    const target = nextEvent(progress.time, end, [output.diagnostics, output.snapshots, output.checkpoint, reset]);
    // Each step is worked out from the clock alone, so that a run resumed between two steps goes on as if never stopped.
    while (progress.time < target && !stop()) {
      const remaining = target - progress.time;
      const step = fitted(this.saved ? progress.control : { ...progress.control, step: this.rule.max }, remaining);
      await this.step(step, step === remaining ? target : progress.time + step);
      onStep();
    }
    const reached = progress.time === target;
    if (reached && isDue(target, reset)) await this.resetLabel();
    return reached;
  }

  /** One split step. Strang: transport/2, collisions, transport/2; Lie: transport, collisions. May reject itself. */
  private async step(step: number, next: number): Promise<void> {
    const { progress, scenario, particles } = this;
    const strang = scenario.time.splitting === 'strang';
    const state = [...particles.position, ...particles.velocity];
    this.engine.sums.beforeStep(progress.iteration);
    this.saved?.forEach((column, k) => column.set(state[k]));
    const memory = this.saved && this.stepper.memory?.();
    if (strang) await this.viscosity?.step(step / 2);
    this.stream(strang ? step / 2 : step);
    this.engine.flow.labelTime = this.labelAt(strang ? progress.time + step / 2 : next);
    const report = await this.collide(step);
    if (this.saved) {
      const verdict = this.judge(step, report);
      progress.control = verdict.state;
      if (!verdict.accepted) {
        this.saved.forEach((column, k) => state[k].set(column));
        if (memory) this.stepper.restore?.(memory);
        return;
      }
    }
    if (strang) this.stream(step / 2);
    progress.produced += report.production;
    progress.time = next;
    progress.iteration++;
    progress.step = step;
    this.engine.flow.labelTime = this.labelAt(next);
    await this.viscosity?.step(strang ? step / 2 : step);
    requireKeptEnergy(scenario, particles, { meanVelocity: this.engine.blob.equilibrium.meanVelocity, thermal: progress.energyStart }, progress.time);
  }

  /** Free transport; it is exact, so several transport steps in one make no difference but rounding. */
  private stream(interval: number): void {
    const { equation, time } = this.scenario;
    const parts = time.substeps.transport;
    for (let k = 0; k < parts; k++) transport(this.particles, interval / parts, this.length, equation.regularisation?.delta);
  }

  /** The collision part of a step, in `substeps.collisions` equal parts. Adaptive runs report failure, others retry. */
  private async collide(interval: number): Promise<StepReport> {
    const { progress, rule, stepper, velocity } = this;
    const { substeps, restoreEnergy: restore } = this.scenario.time;
    const before = restore ? kineticEnergy(this.particles.weight, velocity) : 0;
    const part = interval / substeps.collisions;
    const total = { converged: true, production: 0, iterations: 0, error: 0 };
    for (let k = 0; k < substeps.collisions && total.converged; k++) {
      if (this.saved) {
        const report = await stepper.step(velocity, part);
        total.converged = report.converged;
        total.error += report.error ?? 0;
        total.production += report.production;
        progress.iterations += report.iterations;
        progress.collisionSteps++;
      } else {
        const advanced = await this.attempt(() => advance(stepper, velocity, part, rule, progress.control));
        progress.control = advanced.state;
        total.production += advanced.production;
        progress.iterations += advanced.iterations;
        progress.collisionSteps += advanced.accepted;
      }
    }
    if (restore) this.attempt(() => restoreEnergy(this.particles.weight, velocity, before));
    return total;
  }

  private judge(step: number, report: StepReport): { accepted: boolean; state: StepState } {
    return this.attempt(() => judged(this.rule, this.progress.control, step, report));
  }

  /** Says when the run could not go on, and makes it the end of the run. */
  private attempt<T>(work: () => T): T {
    const failed = (error: unknown): never => {
      throw error instanceof Refusal && error.kind === 'stopped' ? new RunStopped(`at t = ${this.progress.time} ${error.message}`, { cause: error }) : error;
    };
    try {
      const result = work();
      return result instanceof Promise ? (result.catch(failed) as T) : result;
    } catch (error) {
      return failed(error);
    }
  }

  private labelAt(time: number): number {
    return labelTime(this.scenario.mollifier.comoving, time, time - this.progress.labelReset);
  }

  /** Sets tau to 0 and books the jump of S_eps. */
  private async resetLabel(): Promise<void> {
    const { flow } = this.engine;
    const before = await flow.entropy(this.velocity);
    this.progress.labelReset = this.progress.time;
    flow.labelTime = 0;
    this.progress.labelJump += (await flow.entropy(this.velocity)) - before;
    this.stepper.restore?.({});
  }
}
