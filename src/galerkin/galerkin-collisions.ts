import type {
  Collisions,
  Column,
  Interval,
  Memory,
  Observation,
  ParticleColumn,
  Particles,
  Recurrence,
  Scenario,
  SchemeKind,
  Scores,
  Settled,
  SubstepReport,
} from '../contracts.ts';
import { takenOut, within } from '../dynamics/memory.ts';
import { estimatingStepper } from '../dynamics/stepping.ts';
import { nothing, together } from '../dynamics/substep-report.ts';
import { compensatedSum } from '../math/sum.ts';
import { isDue } from '../math/schedule.ts';
import { shown } from '../math/shown.ts';
import { timed, type Stopwatch } from '../stopwatch.ts';
import type { Frame } from './basis.ts';
import { CentredStep } from './centred-step.ts';
import { CoordinateFlow, type CollisionRates } from './flow.ts';
import { scoreResidual } from './indicators.ts';
import { aliasingAge, modesCarried, remapDue, type Lattice } from './lattice.ts';
import type { Passes } from './passes.ts';
import { Preconditioner } from './preconditioner.ts';
import { remap } from './remap.ts';
import { fieldsOf, type GalerkinSettings } from './settings.ts';
import { lost, requireSound, requireTails } from './soundness.ts';
import { spatialScore } from './spatial-score.ts';
import { requireStable, WholeStep } from './whole-step.ts';

export interface GalerkinParts {
  readonly scenario: Scenario;
  readonly particles: Particles;
  readonly scheme: SchemeKind;
  readonly passes: Passes;
  readonly frame: Frame;
  readonly settings: GalerkinSettings;
  readonly rates: CollisionRates;
  /** The spaces that were tried at t = 0, for the report; none when a run is resumed. */
  readonly tried: readonly { readonly degree: number; readonly modes: number; readonly functions: number; readonly error: number }[];
  /** Error of the blob's score at t = 0, where it was measured. */
  readonly blobError?: number;
  /** What log f at the start is from, where the initial density is not known. */
  readonly estimatedBy?: string;
  /** By what the rates are summed, for the report. */
  readonly ratesBy: string;
  /** How fast the collisions relax: strength, mass, mean of kappa and of |w|^gamma over that of gamma = 0. */
  readonly relaxation: number;
  /** log f at the particles. */
  readonly logDensity: Column;
  /** The lattice that the particles lie on at the start, if they do. */
  readonly lattice?: Lattice;
  readonly beforeStep: (iteration: number) => void;
  /** Hears of the time of scores and collisions. */
  readonly watch: Stopwatch;
}

const schemeMemory = 'scheme.';

/**
 * The collisions by Galerkin score: fitted by score matching in a space of functions, moved in the same space, so that the
 * particles carry log f and the entropy S = -sum w log f is theirs exactly (`flow.ts`).
 */
export class GalerkinCollisions implements Collisions {
  readonly name = 'collisions';
  readonly place = 0;
  readonly keeps = { energy: true, entropy: false };
  readonly order: number;
  readonly settlings: Recurrence;
  readonly particleColumns: readonly ParticleColumn[];
  readonly solver = 'galerkin';
  private readonly parts: GalerkinParts;
  private flow!: CoordinateFlow;
  private steps!: CentredStep;
  private wholeSteps!: WholeStep;
  private readonly density: Column;
  private readonly score: readonly Column[];
  private readonly spatial: readonly Column[];
  /** Largest total order of the space functions in use. */
  modes: number;
  /** Residual of the score that was last observed (`indicators.ts`). */
  residual = NaN;
  private latticeSince = 0;
  /** Not tried again before this time, after a remap that was refused. */
  private remapAfter = 0;
  private jumped = 0;
  /** Largest log f of the first observation. */
  private peak: number | undefined;
  private lastRemap = 'none';
  private remaps = 0;

  constructor(parts: GalerkinParts) {
    const { scenario, particles, passes, scheme, settings, frame, relaxation, logDensity } = parts;
    this.parts = parts;
    this.order = scheme.order;
    this.settlings = { every: typeof settings.remap === 'object' ? settings.remap.every : Infinity };
    this.particleColumns = [
      { name: 'log_density', description: 'log f at the particle, carried by its change of variables', values: logDensity },
    ];
    // What is observed lies where a step works, until the next one: no column is kept for it.
    const { position: { length: dx }, velocity: { length: dv }, capacity } = particles;
    [this.density] = passes.columns('velocity', dv, capacity);
    this.score = passes.columns('score', dv, capacity);
    this.spatial = passes.columns('rate', Math.max(dx, dv), capacity).slice(0, dx);
    this.modes = settings.modes;
    requireStable(scenario.time, settings.degree, frame.scale.length, relaxation);
    this.build();
  }

  /** Makes the space of the present number of modes. */
  private build(): void {
    const { frame, settings, particles, passes, rates, scenario, scheme, watch } = this.parts;
    const space = fieldsOf(frame, { ...settings, modes: this.modes });
    const preconditioner = new Preconditioner(space, this.parts.relaxation);
    this.flow = new CoordinateFlow({ space, particles, passes, rates, strength: scenario.equation.strength, preconditioner });
    timed(watch, 'score', this.flow, ['rebase', 'entropy', 'score']);
    timed(watch, 'collisions', this.flow, ['collide']);
    const { step, solver } = scenario.time;
    const stepper = typeof step === 'number' ? scheme.create(this.flow, solver) : estimatingStepper(scheme, this.flow, solver);
    this.steps = new CentredStep(this.flow, scheme, stepper);
    this.wholeSteps = new WholeStep(this.flow, particles, passes);
  }

  get jump(): number {
    return this.jumped;
  }

  /** Degree in v of the score. */
  get degree(): number {
    return this.parts.settings.degree;
  }

  /** Before every step: particles that are driven out take the mesh of the kernel with them, long before they would be observed. */
  prepare(iteration: number): void {
    const { particles, logDensity } = this.parts;
    this.peak = requireTails(particles, logDensity, this.peak);
    this.parts.beforeStep(iteration);
  }

  async advance({ length }: Interval): Promise<SubstepReport> {
    const { scenario: { time: { substeps: { collisions } } }, logDensity } = this.parts;
    let report = nothing;
    for (let k = 0; k < collisions && report.converged; k++) {
      report = together(report, await this.steps.advance(length / collisions, logDensity));
    }
    return report;
  }

  /** Transport and collisions in one, by `whole-step.ts`. */
  readonly whole = ({ length }: Interval): Promise<SubstepReport> => this.wholeSteps.advance(length, this.parts.logDensity);

  async observe(): Promise<Observation> {
    const { flow, density, parts: { particles, logDensity, frame } } = this;
    const y = await this.fitted(), rate = flow.vector();
    await flow.collide(flow.origin, y, rate);
    const { score, spatial } = await this.scoresOf(y);
    this.residual = await scoreResidual(flow, this.parts.passes, score);
    for (let i = 0; i < particles.count; i++) density[i] = Math.exp(logDensity[i]);
    density.fill(0, particles.count);
    const entropy = this.entropy();
    this.peak = requireSound({ frame, particles, logDensity, entropy, residual: this.residual, peak: this.peak });
    return { entropy, production: -flow.space.exactDot(y, rate), density, score, spatial };
  }

  async scores(): Promise<Scores> {
    return this.scoresOf(await this.fitted());
  }

  /** Coordinates of the score of the particles as they are. */
  private async fitted(): Promise<Float64Array> {
    const { flow } = this;
    if (!(await flow.rebase())) throw lost('its functions are dependent on the particles');
    const y = flow.vector();
    await flow.score(flow.origin, y);
    return y;
  }

  private async scoresOf(y: Float64Array): Promise<Scores> {
    const { flow, score, spatial, parts: { passes } } = this;
    await flow.evaluate(flow.toCoefficients(y), score);
    const { basis } = flow.fields;
    const coefficients = spatial.length > 0 ? spatialScore(basis, flow.products, flow.moments) : undefined;
    if (coefficients) await passes.evaluate(basis, flow.points, coefficients, spatial);
    return { score, spatial };
  }

  private entropy(): number {
    const { particles: { count, weight, share }, logDensity } = this.parts;
    return -compensatedSum(count, (i) => weight[i] * logDensity[i], share);
  }

  /** A remap when the lattice is about to recur; then the modes that it can carry. */
  async settle(time: number): Promise<Settled | undefined> {
    const { lattice, settings, frame } = this.parts;
    if (!lattice) return undefined;
    const age = time - this.latticeSince;
    const due =
      settings.remap === 'auto' ? remapDue(lattice, frame, settings.modes, age) && time >= this.remapAfter : isDue(time, this.settlings);
    const settled = due && settings.remap !== 'never' ? await this.relattice(time, lattice) : undefined;
    const modes = modesCarried(lattice, frame, settings.modes, time - this.latticeSince);
    if (modes !== this.modes) {
      this.modes = modes;
      this.build();
    }
    return settled;
  }

  private async relattice(time: number, { nodes, trim }: Lattice): Promise<Settled> {
    const { particles, logDensity, frame, settings, passes } = this.parts;
    const before = this.entropy();
    const { modes: order, degree } = settings;
    const report = await remap({ particles, logDensity, nodes, frame, order, degree: degree + 1, moments: degree, trim, passes });
    const how = `residual ${report.residual.toExponential(1)}`;
    if (!report.done) {
      this.remapAfter = time + (time - this.latticeSince) / 4;
      this.lastRemap = `refused at t = ${shown(time)}, ${how}`;
      return { event: 'remap refused', jump: 0 };
    }
    this.latticeSince = time;
    this.remaps++;
    this.lastRemap = `done at t = ${shown(time)}, ${how}, moments to degree ${report.moments}`;
    this.steps.forget();
    const jump = this.entropy() - before;
    this.jumped += jump;
    return { event: 'remap', jump };
  }

  memory(): Memory {
    const { frame, logDensity, settings } = this.parts;
    return {
      log_density: logDensity.slice(),
      frame: Float64Array.of(
        ...frame.centre,
        ...frame.scale,
        ...frame.axes.map((axis) => (axis.kind === 'hermite' ? axis.centre : 0)),
        ...frame.axes.map((axis) => (axis.kind === 'hermite' ? axis.scale : axis.length)),
      ),
      space: Float64Array.of(settings.degree, settings.modes),
      clock: Float64Array.of(
        this.latticeSince,
        this.remapAfter,
        this.jumped,
        this.modes,
        this.peak ?? NaN,
        this.remaps,
      ),
      ...within(schemeMemory, this.steps.memory()),
    };
  }

  memoryOfParticles(): readonly string[] {
    return ['log_density'];
  }

  restore(memory: Memory): void {
    const modes = memory.clock[3];
    this.parts.logDensity.set(memory.log_density);
    [this.latticeSince, this.remapAfter, this.jumped] = memory.clock;
    this.peak = Number.isNaN(memory.clock[4]) ? undefined : memory.clock[4];
    this.remaps = memory.clock[5];
    if (this.remaps > 0) this.lastRemap = `done at t = ${shown(this.latticeSince)}`;
    if (modes !== this.modes) {
      this.modes = modes;
      this.build();
    }
    this.steps.restore(takenOut(schemeMemory, memory));
  }

  report(): Readonly<Record<string, unknown>> {
    const { settings, ratesBy, tried, blobError, estimatedBy, lattice, frame } = this.parts;
    const age = lattice ? aliasingAge(lattice, frame, settings.modes) : Infinity;
    return {
      score: 'galerkin', degree: settings.degree, modes: this.modes, functions: this.flow.fields.size, collisions: ratesBy,
      ...(age < Infinity && { aliasingAge: age }), remaps: this.remaps, remap: this.lastRemap, tried,
      ...(blobError !== undefined && { blobError }), ...(estimatedBy !== undefined && { firstDensity: `of ${estimatedBy}` }),
    };
  }
}
