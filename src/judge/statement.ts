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
  /** The measurement cannot tell: its own error is too large for an answer. */
  readonly undecided?: boolean;
  /** Why it is violated, or what would decide, in one line, where that is known. */
  readonly because?: string | undefined;
}

export interface Assumption {
  readonly text: string;
  readonly met: boolean;
}

type Entries = Readonly<Record<string, string>>;

/** How the report draws a statement's series: plain data. */
export interface StatementChart {
  /** What is drawn: symbols, by the name in the series. */
  readonly quantities: Entries;
  /**
   * Its bounds. `tolerance`: sizes stay below the tolerance. `growth`: no value passes 1 + tolerance times the one before it.
   * Or the bound of each quantity is another entry of the series, which it stays below (`above`) or above (`below`).
   */
  readonly bound?: 'tolerance' | 'growth' | { readonly above?: Entries; readonly below?: Entries };
}

/** A statement of the paper as something to measure: one file of `statements/`, default export. */
export interface Statement {
  readonly id: string;
  /** Place in the report. */
  readonly order: number;
  /** The statement and what is measured, in a sentence or two. */
  readonly statement: string;
  /** The statement as a formula, in the part of TeX that `report/tex.ts` reads. */
  readonly formula: string;
  readonly drawn: StatementChart;
  /** Where the paper states it. */
  readonly source: string;
  /** What the statement assumes of equation and data, checked on the run. */
  assumptions(run: StoredRun): readonly Assumption[];
  measure(evidence: Evidence): Measurement;
}

export type VerdictName = 'holds' | 'violated' | 'undecided' | 'outside-assumptions';

/** A statement judged on a run; JSON of `verify`. */
export interface Verdict extends Omit<Measurement, 'undecided' | 'because'> {
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly assumptionsMet: boolean;
  readonly verdict: VerdictName;
  /** Of what is violated or undecided: why, or what would decide, where that is known. */
  readonly because: string | null;
}

export const paper = 'Gualdani, Guillen, Pavlovic, Taskovic, Zamponi 2025';
