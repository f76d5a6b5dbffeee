import type { ProfileQuantity } from '../diagnostics/profiles.ts';
import type { Difference as ScenarioDifference } from '../scenario/differences.ts';
import type { CarriedError, DensityError } from './density-errors.ts';

export interface Difference {
  readonly run: number;
  readonly reference: number;
  /** run - reference. */
  readonly difference: number;
}

export interface ComparisonTime {
  readonly time: number;
  /** null where one of the two has no density at this time. */
  readonly density: DensityError | null;
  /** Of f at the run's particles; null where they do not carry it, or the reference does not know f at a point. */
  readonly carried: CarriedError | null;
  /** Every diagnostics column that both have, by name. */
  readonly diagnostics: Readonly<Record<string, Difference>>;
}

/** Errors of profiles over x at one time. */
export interface ProfileTime {
  readonly time: number;
  readonly errors: Readonly<Record<ProfileQuantity['symbol'], ProfileError>>;
}

/** Largest and root mean square error over x, relative to the largest such value of the reference over all times. */
export interface ProfileError {
  readonly max: number;
  readonly l2: number;
}

/** The worst relative error of a group of quantities, and where it is. */
export interface GroupError {
  readonly group: string;
  readonly worst: number;
  /** The column, or the norm of a density. */
  readonly of: string;
  readonly time: number;
}

export interface Comparison {
  readonly folder: string;
  readonly reference: string;
  /** Where the densities were compared; null when they were not. */
  readonly mesh: string | null;
  /** How good the reference itself is, where that is not to rounding. */
  readonly note: string | null;
  /** Where the scenarios of two runs differ; empty for a reference, which is that of the run's own. */
  readonly scenarios: readonly ScenarioDifference[];
  /** The worst relative error of each group of quantities. */
  readonly summary: readonly GroupError[];
  /** Diagnostics columns that differ by more than rounding, relative to their scale, at some time. */
  readonly beyondRounding: readonly string[];
  readonly times: readonly ComparisonTime[];
  /** n, u, T and q over x at the times of profiles.arrow that both have; empty where they have none. */
  readonly profiles: readonly ProfileTime[];
}
