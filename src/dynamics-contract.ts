/**
 * The nouns of a time step: the collision flow, schemes that solve it, substeps that a step is split into. No code.
 */

/** Named vectors, of any length: what must survive a restart. */
export type Memory = Readonly<Record<string, Float64Array>>;

// ---------------------------------------------------------------------------------------------- vectors

/**
 * Vectors of one length with an inner product. Sums run over fixed blocks in a fixed tree (`src/math/sum.ts`): their bits
 * depend on the numbers alone. Combinations of vectors need no space (`src/dynamics/vectors.ts`).
 */
export interface Space {
  /** Entries of a vector. */
  readonly length: number;
  dot(a: Float64Array, b: Float64Array): number;
  /** The norm that belongs to `dot`; NaN when any entry is. */
  norm(a: Float64Array): number;
  /** True when no entry is NaN or infinite. */
  finite(a: Float64Array): boolean;
}

/**
 * Velocities of all particles, or their rates: dv columns one after the other, of equal length and zero in the padding.
 * The inner product is sum_i m_i a_i . b_i with the inertia m_i of the particles: a score is a gradient in this metric,
 * and the kinetic energy half the square of the norm.
 */
export interface VelocitySpace extends Space {
  /** sum_i m_i. */
  mass(): number;
  /** sum_i m_i a_i, one entry an axis, compensated. */
  sum(a: Float64Array): number[];
  /** The inner product, compensated: for energies, whose drift is to be seen in the last bits. */
  exactDot(a: Float64Array, b: Float64Array): number;
  /** sum_i m_i |a_i - center|^2. */
  squareAbout(center: readonly number[], a: Float64Array): number;
  /** a_i <- center + factor (a_i - center), padding left out. */
  scaleAbout(center: readonly number[], factor: number, a: Float64Array): void;
  /** (sum_i |a_i|^2)^(1/2): light particles count as much as heavy ones. */
  euclidean(a: Float64Array): number;
}

// ---------------------------------------------------------------------------------------------- schemes

/** The collision flow at fixed positions, as the time schemes see it. Its vectors are those of `space`. */
export interface CollisionFlow {
  readonly space: VelocitySpace;
  /** S_eps at `velocity`. */
  entropy(velocity: Float64Array): Promise<number>;
  /** score <- -(1/m) dS_eps/dv at `velocity`; returns S_eps there. */
  score(velocity: Float64Array, score: Float64Array): Promise<number>;
  /** rate <- strength * collision sum with N at `velocity` and the given score. */
  collide(velocity: Float64Array, score: Float64Array, rate: Float64Array): Promise<void>;
  /**
   * Turns the residual of an implicit step into nearly its solution: residual <- (1 - step d(rate)/dv / 2)^-1 residual,
   * approximately. Absent: the solver does without.
   */
  precondition?(residual: Float64Array, step: number): void;
  /** A fresh zeroed vector at which the flow can be asked: it lies in shared memory. */
  vector(): Float64Array;
}

/** What one collision step did. */
export interface StepReport {
  /** False: the solver gave up or, `overflow`, met a non-finite value; `velocity` is as it was before the step. */
  readonly converged: boolean;
  readonly overflow?: boolean;
  /** Time integral of the entropy production over the step, by the scheme's own quadrature. */
  readonly production: number;
  /** Solver iterations, or stages of an explicit scheme (score evaluations). */
  readonly iterations: number;
  /** Estimate of the local error, over the thermal norm of the velocities, when there is one. */
  readonly error?: number;
}

export interface SchemeOptions {
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly depth: number;
  /** Adaptive runs: report `error` in every step, where the scheme has its own estimate. */
  readonly estimateError?: boolean;
}

export interface Stepper {
  /** Advances `velocity` in place by `step`. */
  step(velocity: Float64Array, step: number): Promise<StepReport>;
  /**
   * Copies of what must survive a restart for bit-identical continuation (rates of past steps, a spectral radius).
   * Also the way back after a rejected step.
   */
  memory?(): Memory;
  /** Takes a memory back; an empty one makes the stepper forget its past (after a jump of the flow). */
  restore?(memory: Memory): void;
}

// ---------------------------------------------------------------------------------------------- substeps

/** A stretch of time. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  /** to - from, without the rounding of the clock. */
  readonly length: number;
}

/** What a substep did, or several. Not converged: the particles are anywhere, and the step has to be taken back. */
export interface SubstepReport extends StepReport {
  /** Collision steps taken. */
  readonly steps: number;
  /** Least determinant of the change of variables of a collision step, where steps are such changes. */
  readonly leastDeterminant?: number;
}

/** A term of the equation, solved by itself: transport, collisions, viscosity. */
export interface Substep {
  readonly name: string;
  /**
   * Place in a step (`src/dynamics/splitting.ts`), the collisions' being 0. Lie's splitting goes from the least to the
   * largest. Strang's does one half on either side of the collisions, the larger |place| the farther out.
   */
  readonly place: number;
  /** What the term itself keeps, whatever the scheme: the kinetic energy; the entropy, which it may else raise. */
  readonly keeps: { readonly energy: boolean; readonly entropy: boolean };
  /** Moves the particles. */
  advance(interval: Interval): Promise<SubstepReport>;
  /** Moves them by this term and free transport together, unsplit; absent where the term cannot. */
  whole?(interval: Interval): Promise<SubstepReport>;
}

/** Where the split step is. */
export interface Clock {
  /** The time to which the positions have been transported: halfway through Strang's step they are ahead of the clock. */
  positions: number;
}

/** Something that happens at times 0, every, 2 every, ...; `every` 0 or Infinity: never after 0. */
export interface Recurrence {
  readonly every: number;
}

/** Scores g = -(1/w) dS/d(x, v) at the particles now: dv columns, and dx spatial ones. Overwritten by the next look. */
export interface Scores {
  readonly score: readonly Float64Array[];
  readonly spatial: readonly Float64Array[];
}

/** What the particles look like at one time. Columns are overwritten by the next observation. */
export interface Observation extends Scores {
  readonly entropy: number;
  /** Entropy production D. */
  readonly production: number;
  /** Smoothed density at the particles. */
  readonly density: Float64Array;
}

/** Work that was done between two steps. */
export interface Settled {
  /** What to call it in the log. */
  readonly event: string;
  /** By how much the entropy jumped. */
  readonly jump: number;
}

/** A column of numbers a particle that a run keeps beside position, velocity and weight. */
export interface ParticleColumn {
  readonly name: string;
  readonly description: string;
  readonly values: Float64Array;
}

/** What computes a run: particles by blob, particles by Galerkin score, or the grid. */
export type Solver = 'blob' | 'galerkin' | 'grid';

/**
 * The collisions of a run, by one way of giving the particles a score. It is what a run asks about entropy and score,
 * so that whoever drives the steps knows no particular way.
 */
export interface Collisions extends Substep {
  /** Order of the time scheme, for the step control. */
  readonly order: number;
  /** Called before each step, and again when it is retried. */
  prepare(iteration: number): void;
  /** The particles now. */
  observe(): Promise<Observation>;
  scores(): Promise<Scores>;
  /** Times at which `settle` has something to do: steps end there. */
  readonly settlings: Recurrence;
  /**
   * Work between steps, asked for after every step: a reset, a remap. It may change weights and the number of particles.
   * Undefined when there was nothing to do.
   */
  settle(time: number): Promise<Settled | undefined>;
  /** Sum of the jumps of the entropy so far. */
  readonly jump: number;
  /** Copies of what must survive a restart for bit-identical continuation; also the way back after a rejected step. */
  memory(): Memory;
  restore(memory: Memory): void;
  /** Names in a memory of the vectors that are columns of particles, one after the other: each rank has its own. */
  memoryOfParticles(memory: Memory): readonly string[];
  /** Whose runs these are: which diagnostics a row has. */
  readonly solver: Solver;
  /** Columns of its own for snapshots.arrow. Those that a restart needs are in `memory` too. */
  readonly particleColumns: readonly ParticleColumn[];
  /** What was chosen and what came of it, for the log and the summary. */
  report(): Readonly<Record<string, unknown>>;
}
