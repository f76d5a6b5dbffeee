/**
 * Every noun of the project as a type (those of the scenario stand in `scenario-contract.ts`, those of time steps in
 * `dynamics-contract.ts`). No code.
 *
 * Units: the equation is dimensionless. x has length unit 1, v velocity unit 1, and `strength` multiplies the
 * collision operator.
 */

import type { Share } from './ranks-contract.ts';
import type { Clock, CollisionFlow, Collisions, SchemeOptions, Stepper, Substep } from './dynamics-contract.ts';
import type { KappaChoice, Normalisation, Parameters, Scenario } from './scenario-contract.ts';

export type * from './dynamics-contract.ts';
export type * from './ranks-contract.ts';
export type * from './scenario-contract.ts';

// ---------------------------------------------------------------------------------------------- formulas

/**
 * The small algebra in which physics formulas are written once (`src/math/algebra.ts`). Read with numbers, a formula
 * is its own reference; read by the emitter, it becomes SIMD instructions.
 */
export interface Algebra<E> {
  constant(value: number): E;
  add(a: E, b: E): E;
  sub(a: E, b: E): E;
  mul(a: E, b: E): E;
  div(a: E, b: E): E;
  neg(a: E): E;
  abs(a: E): E;
  min(a: E, b: E): E;
  max(a: E, b: E): E;
  sqrt(a: E): E;
  exp(a: E): E;
  exp2(a: E): E;
  log(a: E): E;
  /** a^exponent for a > 0 and a fixed exponent. */
  pow(a: E, exponent: number): E;
  /** a < b ? yes : no, lane by lane. */
  whereLess(a: E, b: E, yes: E, no: E): E;
}

/** The algebra in which pairs of points are written. */
export interface PairAlgebra<E> extends Algebra<E> {
  /** The nearest integer, ties to even, for |a| < 2^51. */
  nearest(a: E): E;
}

/** One parameter of a kernel, described as data so that the scenario schema, `list` and the docs can be made from it. */
export interface ParameterSpec {
  readonly type: 'number' | 'expression';
  readonly description: string;
  /** Smallest admissible value of a number; `exclusive` excludes the bound itself. */
  readonly minimum?: number;
  readonly exclusive?: boolean;
}

/** A member of a catalogue folder: one file, default export. */
export interface Member {
  /** The name users type. */
  readonly name: string;
  /** One line for `list` and the docs. */
  readonly summary: string;
  /** Paper and equation number. */
  readonly source: string;
}

/** A spatial interaction kernel kappa(x - x*), radial: a formula in r^2 = |x - x*|^2. */
export interface KappaKind extends Member {
  readonly parameters: Readonly<Record<string, ParameterSpec>>;
  formula<E>(algebra: Algebra<E>, rSquared: E, parameters: Parameters): E;
}

// ---------------------------------------------------------------------------------------------- state

/**
 * Columns live in one shared memory (`src/state/arena.ts`) that every worker opens. A column has `capacity` entries:
 * N rounded up to a multiple of 8. The padding entries are zero, with zero weight, and sums leave them zero.
 */
export type Column = Float64Array;

/** The particles f = sum_i w_i delta(x - x_i) delta(v - v_i). */
export interface Particles {
  /** May change between steps, up to `capacity`: read it when it is needed. */
  count: number;
  readonly capacity: number;
  /** dx columns; periodic coordinates lie in [0, length). */
  readonly position: readonly Column[];
  /** dv columns, adjacent in memory. */
  readonly velocity: readonly Column[];
  readonly weight: Column;
  readonly id: Column;
  /** What of f0 the weights keep exactly, where that is known. */
  kept?: Normalisation;
  /** log f0 and its gradient in v at the particles, where they came with them. */
  readonly initial?: { readonly logDensity: Column; readonly score: readonly Column[] };
  /** How all particles are shared out, where these are those of one rank of several. Changes with the number of all. */
  share?: Share;
  /** How many particles all ranks together may come to have; absent: `capacity`. */
  readonly most?: number;
}

// ---------------------------------------------------------------------------------------------- pair sums

/**
 * What the pair kernels of a run are specialised for. Plain data: it travels to workers and into the manifest.
 *
 * Blob passes work on scaled coordinates z (D = dx + dv columns) in which the mollifier is G(z) = 2^(-|z|^2).
 * Entry d < dx of `blobPeriod` is the scaled period of a periodic label, 0 when free.
 */
export interface KernelSpec {
  readonly dimensions: { readonly x: number; readonly v: number };
  readonly gamma: number;
  readonly softening: number;
  readonly kappa: KappaChoice;
  /** Box length of each position axis for the minimum image; 0 when free. dx entries. */
  readonly period: readonly number[];
  /** Scaled period of each label axis of z; 0 when free. dx entries. */
  readonly blobPeriod: readonly number[];
  /** 'two-sided': exact gradient of the particle-sum entropy. 'one-sided': gradient of log density only. */
  readonly score: 'two-sided' | 'one-sided';
  /** delta of N_delta and kappa_delta (the paper's (2.34)); absent in ordinary runs. */
  readonly regularisation?: number;
}

/**
 * Cells of neighbouring particles: pairs of cells farther apart than both of their ranges are left out. Cell k holds
 * particles [k * length, (k + 1) * length), `length` a multiple of 8, and has one entry in every column.
 */
export interface Reach {
  readonly length: number;
  /** Smallest and largest z of each cell, one column an axis; scaled periods, 0 when free; squared ranges. */
  readonly low: readonly Column[];
  readonly high: readonly Column[];
  readonly period: readonly number[];
  readonly range: Column;
}

/**
 * Points that pair passes run over: `count` of them, first in columns of shared memory; the entries behind, up to a
 * multiple of 8, are zero.
 */
export interface PointSet {
  /** May change between passes: to be read at each. */
  readonly count: number;
  /** Another number whenever the points are others: moved, weighted anew, more or fewer. */
  readonly revision: number;
  /** How all points are shared out, where these are those of one rank of several. */
  readonly share?: Share;
}

/** Points in scaled coordinates, D columns. */
export interface Labels extends PointSet {
  readonly z: readonly Column[];
}

/** Points that the blob smooths. */
export interface Sources extends Labels {
  readonly source: Column;
}

/** Points with a density, whose ratio to their source the score needs. */
export interface ScoredSources extends Sources {
  readonly ratio: Column;
}

/** Points that collide; scores are per inertia. */
export interface Colliders extends PointSet {
  readonly position: readonly Column[];
  readonly velocity: readonly Column[];
  readonly score: readonly Column[];
  readonly weight: Column;
}

/**
 * A pass: every point of `rows` receives from every point of `columns`, into `output`, which has an entry for each row.
 * Rows and columns may be one set, the same object: then each pair is worked out once, for both.
 */
export interface PairPass<
  Kind extends string = string, Rows extends PointSet = PointSet, Columns extends Rows = Rows, Output extends object = object,
> {
  /** Its file in `src/physics/pairs`, which says what a pair contributes. */
  readonly kind: Kind;
  readonly rows: Rows;
  readonly columns: Columns;
  readonly output: Output;
  /** Leaves far pairs of one set out. */
  readonly reach?: Reach;
}

/** sum_i = sum_j source_j G(z_i - z_j), self pair included. */
export type DensityPass = PairPass<'density', Labels, Sources, { readonly sum: Column }>;

/** Density and its gradient: force_i = sum_j source_j G Delta, Delta = z_i - z_j (minimum image on periodic axes). */
export type GradientPass = PairPass<'gradient', Labels, Sources, { readonly sum: Column; readonly force: readonly Column[] }>;

/**
 * Score pass, with Delta = z_i - z_j (minimum image on periodic axes):
 *   two-sided  force_i = sum_j (ratio_i source_j + ratio_j source_i) G Delta,   back_i = sum_j ratio_j G
 *   one-sided  force_i = sum_j  ratio_i source_j                     G Delta,   back untouched
 * D force columns. The caller multiplies by -2 ln 2 and the scales of z (the gradient of G is -2 ln 2 G Delta).
 */
export type ScorePass = PairPass<'score', ScoredSources, ScoredSources, { readonly force: readonly Column[]; readonly back: Column }>;

/** rate_i = - sum_j weight_j kappa(x_i - x_j) N(v_i - v_j) (score_i - score_j), strength left out. */
export type CollisionPass = PairPass<'collisions', Omit<Colliders, 'weight'>, Colliders, { readonly rate: readonly Column[] }>;

/**
 * A backend's kernels over blocks of points, synchronous, on one thread (`src/parallel/loops.ts` is the law).
 * Every call ADDS to the output columns. Block bounds are multiples of 8.
 */
export interface TileKernels {
  /**
   * Rows i in [i0, i1) with columns j in [j0, j1): adds to rows i what they receive and, where rows and columns are one
   * set, to rows j as well; then either the blocks are disjoint, or they are equal, and every unordered pair counts
   * once and self pairs once.
   */
  tile(pass: PairPass, i0: number, i1: number, j0: number, j1: number): void;
}

/** Runs a pass over all pairs: zeroes the outputs, then fills them. Same bits for any number of threads. */
export interface PairSums {
  run(pass: PairPass): Promise<void>;
}

/** Density and score sums of the blob; direct, truncated or on a mesh. */
export interface BlobSums {
  readonly name: string;
  density(pass: DensityPass): Promise<void>;
  score(pass: ScorePass): Promise<void>;
}

/** Collision sums; direct, by moments, on a mesh or in random batches. */
export interface CollisionSums {
  readonly name: string;
  collisions(pass: CollisionPass): Promise<void>;
}

// ---------------------------------------------------------------------------------------------- dynamics

/** A time scheme for the collision flow: one file, default export. */
export interface SchemeKind extends Member {
  readonly order: number;
  /** What a step keeps to the tolerance of its solver: the energy; that S_eps rises by exactly the production. */
  readonly keeps: { readonly energy: boolean; readonly entropyLaw: boolean };
  /** True when the stepper can report `error` itself; step doubling serves the others. */
  readonly estimatesError: boolean;
  /** Makes a stepper that owns its work vectors. */
  create(flow: CollisionFlow, options: SchemeOptions): Stepper;
}

/** A term of the equation beside the collisions: one file, default export. */
export interface SubstepKind extends Member {
  /** The substep of a run; undefined where the scenario's equation has no such term. */
  create(parts: SubstepParts): Substep | undefined;
}

/** What a substep can be made from. */
export interface SubstepParts {
  readonly scenario: Scenario;
  readonly particles: Particles;
  readonly clock: Clock;
  readonly collisions: Collisions;
}

// ---------------------------------------------------------------------------------------------- output

export type ColumnType = 'float64' | 'float32' | 'int32';

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  /** openPMD 1.1 unitDimension: powers of length, mass, time, current, temperature, amount, luminosity. */
  readonly unitDimension: readonly [number, number, number, number, number, number, number];
  readonly unitSI: number;
  readonly description: string;
}

/** A table on disk that grows by record batches. */
export interface TableWriter {
  readonly path: string;
  readonly rows: number;
  readonly batches: number;
  /** Writes one record batch; the arrays are free for reuse when the call returns. */
  append(columns: Readonly<Record<string, ArrayLike<number>>>): void;
  /** Returns when everything appended so far is on the disk itself. */
  flush(): void;
  close(): void;
}

/** A table read back: columns of all batches, and where each batch begins. */
export interface Table {
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly rows: number;
  readonly batches: readonly number[];
  readonly metadata: Readonly<Record<string, string>>;
}
