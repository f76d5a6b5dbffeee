import type { Particles, Scenario, Stepper } from '../contracts.ts';
import { named, schemes } from '../catalogue.ts';
import { diagnosticsRow, Observer, type Observation } from '../diagnostics/observation.ts';
import { energy } from '../diagnostics/moments.ts';
import { boxLength } from '../dynamics/blob.ts';
import { velocityVector } from '../dynamics/flow.ts';
import { labelTime, resetInterval } from '../dynamics/label.ts';
import { transport } from '../dynamics/transport.ts';
import { restoreEnergy } from '../dynamics/energy.ts';
import type { Engine } from './engine.ts';
import { nextEvent, isDue, stepsIn } from './schedule.ts';

/** A run that cannot go on: non-finite numbers, an energy drift beyond its bound, a solver that gave up. */
export class RunStopped extends Error {
  override readonly name = 'RunStopped';
}

/** The clock and the running integrals of a simulation: all numbers, so that a checkpoint can keep them. */
export interface Progress {
  time: number;
  iteration: number;
  /** Time of the last reset of the co-moving label. */
  labelReset: number;
  /** S_eps and energy at time 0. */
  entropyStart: number;
  energyStart: number;
  /** Integral of the entropy production since time 0, by the scheme's own quadrature. */
  produced: number;
  /** Sum of the jumps of S_eps at resets. */
  labelJump: number;
  /** Length of the last step. */
  step: number;
  /** Solver iterations and collision steps since the last diagnostics row. */
  iterations: number;
  collisionSteps: number;
}

/** One row for diagnostics.arrow and what it was made from. */
export interface Row {
  readonly values: Record<string, number>;
  readonly observed: Observation;
}

const atStart = (): Progress => ({
  time: 0, iteration: 0, labelReset: 0, entropyStart: NaN, energyStart: NaN, produced: 0, labelJump: 0,
  step: 0, iterations: 0, collisionSteps: 0,
});

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

  constructor(scenario: Scenario, engine: Engine, progress: Progress = atStart()) {
    const { particles, flow, arena } = engine;
    const { scheme, solver } = scenario.time;
    this.scenario = scenario;
    this.engine = engine;
    this.progress = progress;
    this.velocity = velocityVector(particles);
    this.length = boxLength(scenario);
    this.stepper = named(schemes, scheme).create(flow, solver);
    this.observer = new Observer(particles, flow, arena);
    if (Number.isNaN(progress.energyStart)) progress.energyStart = energy(particles);
    flow.labelTime = this.labelAt(progress.time);
  }

  get particles(): Particles {
    return this.engine.particles;
  }

  /** Looks at the particles now; counts iterations anew. */
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
    return { values, observed };
  }

  /** Steps to the next output, reset or end; returns early, between steps, when `stop` says so. */
  async advance(end: number, stop: () => boolean, onStep: () => void): Promise<void> {
    const { output, mollifier, time } = this.scenario;
    const reset = { every: resetInterval(mollifier.comoving) ?? Infinity };
    const { progress } = this;
    const target = nextEvent(progress.time, end, [output.diagnostics, output.snapshots, output.checkpoint, reset]);
    const size = typeof time.step === 'number' ? time.step : time.step.max;
    // Each step is worked out from the clock alone, so that a run resumed between two steps goes on as if never stopped.
    while (progress.time < target && !stop()) {
      const steps = stepsIn(target - progress.time, size);
      const step = (target - progress.time) / steps;
      await this.step(step, steps === 1 ? target : progress.time + step);
      onStep();
    }
    if (progress.time === target && isDue(target, reset)) await this.resetLabel();
  }

  /** One split step. Strang: transport/2, collisions, transport/2; Lie: transport, collisions. */
  private async step(step: number, next: number): Promise<void> {
    const { progress, scenario, particles, length } = this;
    const strang = scenario.time.splitting === 'strang';
    const delta = scenario.equation.regularisation?.delta ?? 0;
    transport(particles, strang ? step / 2 : step, length, delta);
    this.engine.flow.labelTime = this.labelAt(strang ? progress.time + step / 2 : next);
    await this.collide(step);
    if (strang) transport(particles, step / 2, length, delta);
    progress.time = next;
    progress.iteration++;
    progress.step = step;
    this.engine.flow.labelTime = this.labelAt(next);
    this.check();
  }

  private async collide(interval: number): Promise<void> {
    const { substeps, restoreEnergy: restore } = this.scenario.time;
    const { weight } = this.particles;
    const before = restore ? energy(this.particles) : 0;
    for (let k = 0; k < substeps.collisions; k++) await this.collisionStep(interval / substeps.collisions, 0);
    if (restore) restoreEnergy(weight, this.velocity, before);
  }

  /** A step that does not converge is taken as two halves, down to a floor. */
  private async collisionStep(step: number, halvings: number): Promise<void> {
    const report = await this.stepper.step(this.velocity, step);
    if (report.converged) {
      this.progress.produced += report.production;
      this.progress.iterations += report.iterations;
      this.progress.collisionSteps++;
      return;
    }
    if (halvings >= 12) {
      throw new RunStopped(
        `the ${this.scenario.time.scheme} solver did not converge at t = ${this.progress.time}, even with the step cut to ${step}. ` +
          'Use a smaller time.step, a wider mollifier, or a larger particles.trim (light tail particles are stiff).',
      );
    }
    this.progress.iterations += report.iterations;
    await this.collisionStep(step / 2, halvings + 1);
    await this.collisionStep(step / 2, halvings + 1);
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
