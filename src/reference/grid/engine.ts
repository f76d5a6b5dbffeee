import { radialLawOf } from '../kernels.ts';
import { Chebyshev, stagesFor } from './chebyshev.ts';
import { Collisions } from './collisions.ts';
import { ConvolutionFields } from './convolution-fields.ts';
import { Tally, type Crew } from './crew.ts';
import { entropyProduction } from './diagnostics.ts';
import { stiffnessBounds, type CollisionFields } from './fields.ts';
import type { GridMesh } from './mesh.ts';
import { MomentFields } from './moment-fields.ts';
import { Transport } from './transport.ts';

/** What is solved, as plain data that any thread can be handed. */
export interface GridProblem {
  readonly mesh: GridMesh;
  /** Weights of kappa along x, see `spatialKernel`. */
  readonly kernel: Float64Array;
  readonly gamma: number;
  readonly softening: number;
  readonly strength: number;
  /** Whether a second density goes along, with steps twice as long: what it differs by is the error of the step. */
  readonly companion?: boolean;
}

/**
 * Largest step times drift rate in one collision step. Measured on gamma = 1, 0X-2V, 32 points: stable up to 19; a
 * frozen-coefficient bound would be 0.4, but the growth it fears is carried inwards and damped.
 */
const driftLimit = 8;

/** Strang steps of one problem, with their work arrays; every member of a crew has one and calls the same methods. */
export class Engine {
  /** A density that all members of the crew have in common. */
  readonly state: Float64Array;
  /** The companion, also in common; empty without one. */
  readonly companion: Float64Array;
  readonly collisions: Collisions;
  readonly fields: CollisionFields;
  private readonly problem: GridProblem;
  private readonly crew: Crew;
  private readonly slabs: Tally;
  private readonly chebyshev: Chebyshev;
  private readonly transports = new Map<number, Transport>();

  constructor(problem: GridProblem, crew: Crew) {
    const { mesh, kernel, gamma, softening, strength } = problem;
    const size = mesh.positions * mesh.slab;
    this.problem = problem;
    this.crew = crew;
    this.state = crew.array(size);
    this.companion = crew.array(problem.companion ? size : 0);
    const graded = softening > 0 || !Number.isInteger(gamma);
    this.fields =
      gamma === 0 ? new MomentFields(mesh, kernel, crew) : new ConvolutionFields(mesh, kernel, radialLawOf(gamma, softening), graded, crew);
    this.collisions = new Collisions(mesh, strength, crew);
    this.slabs = new Tally(crew, mesh.positions);
    this.chebyshev = new Chebyshev(size, crew, mesh.slab);
  }

  /** More threads than that have nothing to do. */
  get parts(): number {
    return Math.max(this.problem.mesh.positions, this.fields.parts);
  }

  /** D[f], see `entropyProduction`; the fields are then those of f. */
  production(f: Float64Array): number {
    return entropyProduction(this.problem.mesh, f, this.collisions, this.fields, this.slabs);
  }

  /** `count` steps of f in place (common to the crew); returns the time integral of the entropy production (trapezoidal over the steps). */
  advance(f: Float64Array, step: number, count: number): number {
    const { problem: { mesh, strength }, fields, collisions, chebyshev } = this;
    const half = this.transport(step / 2);
    let integral = 0;
    let before = this.production(f);
    for (let n = 0; n < count; n++) {
      half.apply(f);
      fields.update(f);
      const bounds = stiffnessBounds(fields, this.slabs, mesh.dv);
      // As many parts in the halved steps as in the whole one, or the two errors would not be in the ratio 4.
      const parts = Math.max(1, Math.ceil((step * count * strength * bounds.drift) / driftLimit));
      // The bounds cover A at the start of the step; a tenth more for its growth within the step.
      const radius = 1.1 * strength * bounds.diffusion * mesh.spacings.reduce((sum, spacing) => sum + (Math.PI / spacing) ** 2, 0);
      for (let part = 0; part < parts; part++) {
        chebyshev.step((state, rate) => collisions.rate(state, fields, rate), f, step / parts, stagesFor((radius * step) / parts));
      }
      half.apply(f);
      const after = this.production(f);
      integral += ((before + after) * step) / 2;
      before = after;
    }
    return integral;
  }

  private transport(time: number): Transport {
    let found = this.transports.get(time);
    if (!found) {
      // Output intervals may differ by rounding only; a few shift tables are enough.
      if (this.transports.size > 8) this.transports.clear();
      this.transports.set(time, (found = new Transport(this.problem.mesh, time, this.crew)));
    }
    return found;
  }
}
