/**
 * The scenario: every noun a user can write, with defaults filled in and lengths checked (`src/scenario/scenario.ts`).
 * Imports nothing; `contracts.ts` passes these types on.
 */

/** Values of a kernel's parameters by name. */
export type Parameters = Readonly<Record<string, number | string>>;

export type KappaChoice = { readonly kind: string } & Parameters;

/** Space of one Maxwellian component; the density integrates to the component's mass over the domain. */
export type SpaceProfile =
  | { readonly kind: 'uniform' }
  /** rho proportional to prod_d (1 + amplitude_d cos(2 pi mode_d x_d / length_d)) in a periodic box. */
  | { readonly kind: 'cosine'; readonly amplitude: readonly number[]; readonly mode: readonly number[] }
  | { readonly kind: 'gaussian'; readonly mean: readonly number[]; readonly width: readonly number[] };

export interface MaxwellianComponent {
  readonly mass: number;
  /** Mean velocity, dv entries. */
  readonly velocity: readonly number[];
  /** Temperature along each velocity axis, dv entries (variance of v). */
  readonly temperature: readonly number[];
  readonly space: SpaceProfile;
  /** dv rows of dx entries: adds G x to the mean velocity (x from the Gaussian's mean, or from 0). */
  readonly velocityGradient?: readonly (readonly number[])[];
}

/** What the weights keep exactly of f0: mass, momentum and second moments; the mass; nothing (f0 times cell volume). */
export type Normalisation = 'moments' | 'mass' | false;

/** A number, or a formula of the position: + - * / ^, exp, log, sqrt, abs, min, max, pow, sin, cos, tanh, step, pi, e. */
export type Field = number | string;

/** A Maxwellian whose density, mean velocity and temperatures depend on x. */
export interface ProfileComponent {
  /** Particles per unit of volume (without x: the mass). */
  readonly density: Field;
  /** dv entries. */
  readonly velocity: readonly Field[];
  /** Variance of v along each velocity axis, dv entries. */
  readonly temperature: readonly Field[];
}

/** A box of x or v: centre and half the edges, one entry an axis. */
export interface BoxPart {
  readonly centre: readonly number[];
  readonly halfWidth: readonly number[];
}

/** Where an f0 that is given by formulas lives; outside it is 0. `position` in free space only. */
export interface InitialBox {
  readonly position?: BoxPart;
  readonly velocity?: BoxPart;
}

/** What initial data given by formulas have in common. */
interface ByFormulas {
  readonly normalise: Normalisation;
  /** f0 is scaled to this mass; absent: the mass is that of the formulas. */
  readonly mass?: number;
  /** Numbers that the formulas may use by name. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly box: InitialBox;
}

export type InitialData =
  | ({ readonly kind: 'profiles'; readonly components: readonly ProfileComponent[] } & ByFormulas)
  /** f0 as a formula of x, y, z, v_x, v_y, v_z. */
  | ({ readonly kind: 'formula'; readonly density: Field } & ByFormulas)
  | { readonly kind: 'maxwellians'; readonly normalise: Normalisation; readonly components: readonly MaxwellianComponent[] }
  /** Bobylev-Krook-Wu solution at `time` (its own clock, with the scenario's strength); homogeneous in x. */
  | { readonly kind: 'bkw'; readonly normalise: Normalisation; readonly time: number }
  /** Particles, with the weights that they have. */
  | { readonly kind: 'arrow'; readonly file: string };

export interface PositionLattice {
  readonly count: readonly number[];
  /** Free space only: half the edge of the sampled box in each direction. */
  readonly halfWidth?: readonly number[];
  /** Free space only: centre of the sampled box. */
  readonly centre?: readonly number[];
}

export interface VelocityLattice {
  readonly count: readonly number[];
  readonly halfWidth: readonly number[];
  readonly centre: readonly number[];
}

export type Sampling =
  | {
      readonly sampling: 'lattice';
      readonly position?: PositionLattice;
      readonly velocity: VelocityLattice;
      /** Particles lighter than `trim` times the heaviest are left out (0 keeps all). */
      readonly trim: number;
      /** Galerkin score: a fresh lattice before the old one recurs, or every so often. */
      readonly remap: Remap;
      readonly stagger: Stagger;
    }
  | { readonly sampling: 'sobol' | 'random'; readonly count: number }
  /** With `initial.kind: arrow` the particles are the file's. */
  | { readonly sampling: 'given' };

/**
 * What is shifted by a part of its spacing: with true the positions, from velocity cell to velocity cell; with `velocity` the
 * velocities, from position cell to position cell, so that no two particles at different positions have the same velocity.
 */
export type Stagger = boolean | 'velocity';

export type Remap = 'auto' | 'never' | { readonly every: number };

/** Standard deviations of the mollifier. `position` has dx entries. */
export type MollifierWidth =
  | { readonly position: readonly number[]; readonly velocity: number }
  /** factor * h^exponent with h the lattice spacing of that direction. */
  | { readonly rule: 'lattice'; readonly factor: number; readonly exponent: number };

/** How the co-moving label xi = x - tau v runs: tau = time since the last reset, or saturating at 1/rate. */
export type Comoving = boolean | { readonly reset: number } | { readonly relax: number };

export interface Mollifier {
  readonly kind: 'gaussian';
  readonly width: MollifierWidth;
  readonly variancePreserving: boolean;
  readonly comoving: Comoving;
}

/** Where the score grad_v log f comes from: fitted by functions (Galerkin), or of a blob's entropy; auto takes the better. */
export type ScoreForm =
  | 'auto' | 'particle-sum' | 'quadrature' | 'one-sided'
  /** Degree in v of the score, and largest total order of its space functions. */
  | { readonly kind: 'galerkin'; readonly degree: number | 'auto'; readonly modes: number | 'auto' };

export interface TimeControl {
  readonly scheme: string;
  readonly splitting: 'lie' | 'strang' | 'none';
  readonly step: number | { readonly adaptive: number; readonly max: number };
  readonly end: number;
  /** Collision sub-steps in one transport step; transport is exact and needs none. */
  readonly substeps: { readonly collisions: number };
  readonly solver: { readonly tolerance: number; readonly maxIterations: number; readonly depth: number };
  /** Put the energy back exactly after each explicit collision step by rescaling c = v - u. */
  readonly restoreEnergy: boolean;
  /** Relative energy drift beyond which the run stops itself (exit 3). */
  readonly energyBound: number;
}

export interface SumsControl {
  readonly method: 'auto' | 'direct' | 'mesh' | 'random-batch';
  readonly tolerance: number;
  readonly batch: number;
  /** Relative tolerance below which far Gaussian pairs of the blob passes may be left out; 0 keeps every pair. */
  readonly truncation: number;
  /** Use exact O(N) moment sums where the physics allows (gamma = 0, constant kappa). */
  readonly moments: boolean;
}

export interface OutputControl {
  readonly diagnostics: { readonly every: number };
  readonly snapshots: {
    readonly every: number;
    /** Columns to write; absent: all. */
    readonly columns?: readonly string[];
    /** Write every n-th particle. */
    readonly stride: number;
    readonly precision: 'float64' | 'float32';
  };
  /** After so much time of the run, after so many seconds of the clock on the wall, or both; the latter changes no number. */
  readonly checkpoint: { readonly every?: number; readonly wall?: number };
  /** Batches of profiles.arrow, in periodic boxes of one or two dimensions. */
  readonly profiles: { readonly every: number };
}

/** A scenario with every default filled in and every length checked (`src/scenario/scenario.ts`). */
export interface Scenario {
  readonly name: string;
  readonly equation: {
    readonly dimensions: { readonly x: number; readonly v: number };
    readonly gamma: number;
    readonly strength: number;
    /** Softening delta of the projected kernel N(w) = (|w|^2 + delta)^(gamma/2) (|w|^2 I - w w^T). */
    readonly softening: number;
    readonly kappa: KappaChoice;
    /** The paper's approximating system (2.34): N_delta, kappa_delta, damped transport, viscosity epsilon. */
    readonly regularisation?: { readonly delta: number; readonly epsilon: number };
  };
  /** Absent when dimensions.x is 0. */
  readonly domain?: { readonly x: { readonly kind: 'periodic'; readonly length: readonly number[] } | { readonly kind: 'free' } };
  readonly initial: InitialData;
  readonly particles: Sampling;
  readonly mollifier: Mollifier;
  readonly score: ScoreForm;
  readonly time: TimeControl;
  readonly sums: SumsControl;
  readonly output: OutputControl;
  readonly seed: number;
}
