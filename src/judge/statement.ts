import type { Evidence } from './evidence.ts';
import type { StoredRun } from './stored-run.ts';

/** One moment of a measurement: `value` is what the statement speaks of, the rest is named. */
export interface SeriesPoint {
  readonly time: number;
  readonly value: number;
  readonly [name: string]: number;
}

export interface Measurement {
  /** How far the statement is missed, 0 when it is not; what it is relative to, each statement says. */
  readonly worstViolation: number;
  /** Error estimate of the measurement itself: what is below it decides nothing. */
  readonly tolerance: number;
  readonly series: readonly SeriesPoint[];
}

export interface Assumption {
  readonly text: string;
  readonly met: boolean;
}

/** A statement of the paper as something to measure: one file of `statements/`, default export. */
export interface Statement {
  readonly id: string;
  /** Place in the report. */
  readonly order: number;
  /** The statement and what is measured, in a sentence or two. */
  readonly statement: string;
  /** Where the paper states it. */
  readonly source: string;
  /** What the statement assumes of equation and data, checked on the run. */
  assumptions(run: StoredRun): readonly Assumption[];
  measure(evidence: Evidence): Measurement;
}

export type VerdictName = 'holds' | 'violated' | 'outside-assumptions';

/** A statement judged on a run; JSON of `verify`. */
export interface Verdict extends Measurement {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly assumptionsMet: boolean;
  readonly verdict: VerdictName;
}

export const paper = 'Gualdani, Guillen, Pavlovic, Taskovic, Zamponi 2025';
