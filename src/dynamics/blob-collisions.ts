import type {
  Clock, Collisions, Interval, Memory, Observation, Particles, Recurrence, Scenario, SchemeKind, Scores, Settled, Stepper, SubstepReport,
} from '../contracts.ts';
import { isDue } from '../math/schedule.ts';
import { axes, type Arena } from '../state/arena.ts';
import type { Equilibrium } from '../state/moments.ts';
import type { Blob } from './blob.ts';
import { kineticEnergy, restoreEnergy } from './energy.ts';
import { velocityVector, type FuzzyLandauFlow } from './flow.ts';
import { labelTime, resetInterval } from './label.ts';
import { takenOut, within } from './memory.ts';
import { estimatingStepper } from './stepping.ts';
import { nothing, single, together } from './substep-report.ts';

/** What the collisions by blob are made from. */
export interface BlobParts {
  readonly scenario: Scenario;
  readonly particles: Particles;
  readonly clock: Clock;
  readonly blob: Blob;
  readonly flow: FuzzyLandauFlow;
  readonly scheme: SchemeKind;
  readonly arena: Arena;
  /** Called before each step: sums may draw or check something then. */
  readonly beforeStep: (iteration: number) => void;
}

const schemeMemory = 'scheme.';

/** The collisions by blob: scores of S_eps, the regularised entropy, on co-moving labels. */
export class BlobCollisions implements Collisions {
  readonly name = 'collisions';
  readonly place = 0;
  readonly keeps: Collisions['keeps'];
  readonly order: number;
  readonly settlings: Recurrence;
  readonly particleColumns = [];
  readonly solver = 'blob';
  readonly flow: FuzzyLandauFlow;
  readonly blob: Blob;
  private readonly scenario: Scenario;
  private readonly particles: Particles;
  private readonly clock: Clock;
  private readonly stepper: Stepper;
  private readonly beforeStep: (iteration: number) => void;
  private readonly score: Float64Array;
  private readonly rate: Float64Array;
  private readonly spatial: readonly Float64Array[];
  private readonly density: Float64Array;
  /** Time of the last reset of the co-moving label. */
  private labelReset = 0;
  /** What was measured when the score was chosen, for the report. */
  measured: Readonly<Record<string, unknown>> = {};
  private jumped = 0;

  constructor({ scenario, particles, clock, blob, flow, scheme, arena, beforeStep }: BlobParts) {
    const { time, equation, mollifier } = scenario;
    this.scenario = scenario;
    this.particles = particles;
    this.clock = clock;
    this.blob = blob;
    this.flow = flow;
    this.beforeStep = beforeStep;
    this.keeps = { energy: !(equation.regularisation && equation.regularisation.delta > 0), entropy: false };
    this.order = scheme.order;
    this.settlings = { every: resetInterval(mollifier.comoving) ?? Infinity };
    this.stepper = typeof time.step === 'number' ? scheme.create(flow, time.solver) : estimatingStepper(scheme, flow, time.solver);
    this.score = flow.vector();
    this.rate = flow.vector();
    this.spatial = arena.columns(particles.position.length, particles.capacity);
    this.density = arena.vector(particles.capacity);
  }

  get jump(): number {
    return this.jumped;
  }

  prepare(iteration: number): void {
    this.beforeStep(iteration);
  }

  /** One interval in `substeps.collisions` equal steps. */
  async advance({ length }: Interval): Promise<SubstepReport> {
    const { substeps, restoreEnergy: restore } = this.scenario.time;
    const velocity = this.labelled();
    const energy = restore ? kineticEnergy(this.flow.space, velocity) : 0;
    let report = nothing;
    for (let k = 0; k < substeps.collisions && report.converged; k++) {
      report = together(report, single(await this.stepper.step(velocity, length / substeps.collisions)));
    }
    if (restore && report.converged) restoreEnergy(this.flow.space, velocity, energy);
    return report;
  }

  async observe(): Promise<Observation> {
    const { flow, particles, score, rate, spatial, density } = this;
    const velocity = this.labelled();
    const entropy = await flow.score(velocity, score, { spatial, density });
    await flow.collide(velocity, score, rate);
    return {
      entropy,
      // D = 1/2 sum_ij s w_i w_j kappa (g_i - g_j) . N (g_i - g_j), by the antisymmetry of the pair forces.
      production: -flow.space.exactDot(score, rate),
      density,
      score: axes(score, particles.velocity.length),
      spatial,
    };
  }

  async scores(): Promise<Scores> {
    const { flow, particles, score, spatial } = this;
    await flow.score(this.labelled(), score, { spatial });
    return { score: axes(score, particles.velocity.length), spatial };
  }

  /** A reset sets tau to 0 and books the jump of S_eps. */
  async settle(time: number): Promise<Settled | undefined> {
    if (!isDue(time, this.settlings)) return undefined;
    const before = await this.flow.entropy(this.labelled());
    this.labelReset = time;
    const jump = (await this.flow.entropy(this.labelled())) - before;
    this.jumped += jump;
    this.stepper.restore?.({});
    return { event: 'label reset', jump };
  }

  memory(): Memory {
    const { meanVelocity, temperature } = this.blob.equilibrium;
    return {
      equilibrium: Float64Array.of(...meanVelocity, temperature),
      label: Float64Array.of(this.labelReset, this.jumped),
      ...within(schemeMemory, this.stepper.memory?.()),
    };
  }

  memoryOfParticles(memory: Memory): readonly string[] {
    return Object.keys(memory).filter((name) => name.startsWith(schemeMemory) && memory[name].length === this.flow.space.length);
  }

  restore(memory: Memory): void {
    [this.labelReset, this.jumped] = memory.label;
    this.stepper.restore?.(takenOut(schemeMemory, memory));
  }

  report(): Readonly<Record<string, unknown>> {
    return this.measured;
  }

  /** The particles' velocities, the flow's label set to where their positions are. */
  private labelled(): Float64Array {
    const { positions } = this.clock;
    this.flow.labelTime = labelTime(this.scenario.mollifier.comoving, positions, positions - this.labelReset);
    return velocityVector(this.particles);
  }
}

/** The equilibrium that a blob's memory holds: it belongs to the run's first moment. */
export function rememberedEquilibrium({ equilibrium }: Memory): Equilibrium {
  return { meanVelocity: [...equilibrium.subarray(0, -1)], temperature: equilibrium.at(-1)! };
}
