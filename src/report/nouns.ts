/** Nouns of the report: plain data, so that the page can carry them as JSON. This file holds no code. */

import type { DiagnosticChart, DiagnosticCurve } from '../diagnostics/diagnostic.ts';
import type { StatementChart, Verdict as Judged } from '../judge/statement.ts';

export type { DiagnosticChart, DiagnosticCurve };

/** One curve. Points whose x or y is not a number are gaps. */
export interface Series {
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Number of the colour in the palette, or 'neutral' for lines that are no data of a run. */
  readonly colour: number | 'neutral';
  /** Of which compared run it is, 1, 2, ...: each has its own dashes. The run itself (absent) is drawn through. */
  readonly run?: number;
  /** A broad, pale line, on which another one can be seen that agrees with it. */
  readonly broad?: boolean;
  /** No curve of a run, but a bound: what lies above it, or below, is shaded. */
  readonly bound?: 'above' | 'below';
  /** Marks instead of a line: exact values next to computed ones. */
  readonly points?: boolean;
  /** Marks on the line, where the points are few. */
  readonly marked?: boolean;
}

export interface Chart {
  /** Unique on the page; the name of the static figure's file. */
  readonly id: string;
  readonly title: string;
  /** What is shown and what to look for, in a sentence or two. */
  readonly note: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly log?: boolean;
  /** Logarithmic charts: smaller values (and 0) are drawn here. */
  readonly floor?: number;
  readonly series: readonly Series[];
}

/** A titled group of charts. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly charts: readonly Chart[];
}

/** What of a chart is looked at, and how large. */
export interface View {
  readonly width: number;
  readonly height: number;
  /** Zoomed range of x; all of it when absent. */
  readonly x?: readonly [number, number];
  /** Fixed range of y; that of the curves in view when absent. */
  readonly y?: readonly [number, number];
  /** Labels of series switched off. */
  readonly hidden?: ReadonlySet<string>;
  /** Static figures carry their title and a legend inside. */
  readonly complete?: boolean;
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Where a chart's data come to lie. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  toX(value: number): number;
  toY(value: number): number;
  fromX(pixel: number): number;
}

/** Columns of a diagnostics table; NaN travels as null and is a number again after `revived`. */
export type Columns = Readonly<Record<string, readonly number[]>>;

export interface RunSeries {
  readonly name: string;
  readonly role: 'run' | 'compared' | 'exact';
  /** Of an exact solution: which one. */
  readonly note?: string;
  readonly columns: Columns;
  /** Every n-th row of the file is here (and the last one). */
  readonly every: number;
}

export interface Axis {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly count: number;
  /** What f is along this axis in equilibrium: uniform over a length, or normal. Absent in free space, where there is none. */
  readonly equilibrium?: { readonly length: number } | { readonly mean: number; readonly temperature: number };
}

/** Density on a mesh of two coordinates, one frame for each snapshot that is shown. */
export interface PhasePlane {
  readonly x: Axis;
  readonly y: Axis;
  /** Both axes are positions, or velocities, and are drawn to the same scale. */
  readonly sameScale: boolean;
  /** The value of level 65535 in every frame. */
  readonly largest: number;
  readonly frames: readonly {
    readonly time: number;
    /** count.y rows of count.x little-endian 16-bit levels, base64. */ readonly levels: string;
  }[];
}

/** Phase space of a run: every plane of two coordinates, the one that says most first. */
export interface PhaseSpace {
  /** What the density is that of, in words. */
  readonly source: string;
  readonly planes: readonly PhasePlane[];
}

/** Density rho(x) at the times of the snapshots, all other coordinates integrated over. */
export interface SpaceDensity {
  /** What the density is that of, in words. */
  readonly source: string;
  readonly label: string;
  readonly x: readonly number[];
  readonly times: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/** A quantity along an axis of x: a chart. */
export interface SpaceProfile {
  /** Of the chart. */
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly symbol: string;
  /** The name of the axis. */
  readonly along: string;
  readonly curves: readonly ProfileCurve[];
}

/** A quantity along an axis at one time: of the run itself, of compared run 1, 2, ..., or exact. */
export interface ProfileCurve {
  readonly time: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly run?: number;
  readonly exact?: true;
  /** Of which run or solution it is; absent for the run itself. */
  readonly name?: string;
}

/** What the judge said about one statement of the paper. */
export interface Verdict extends Omit<Judged, 'because'> {
  /** Of the statement's record. */
  readonly formula?: string;
  readonly drawn?: StatementChart;
  /** Why it is violated or undecided, where that is known. */
  readonly because?: string | null;
  /** Assumptions of the statement that the run does not meet. */
  readonly unmet: readonly string[];
}

/** Everything the page of a run is drawn from. */
export interface ReportData {
  /** The charts of the diagnostics, as their records describe them. */
  readonly charts: readonly DiagnosticChart[];
  /** d * mass / T of the initial data themselves, not of their sampling; absent for data given as particles. */
  readonly fisherFloor?: number;
  readonly runs: readonly RunSeries[];
  /** Of the run itself, then of the compared ones that have snapshots. */
  readonly phaseSpaces?: readonly (PhaseSpace & { readonly name: string })[];
  /** The density in space, then what the tables of profiles hold. */
  readonly profiles?: readonly SpaceProfile[];
  readonly statements?: readonly Verdict[];
}

/** The page of a study draws from this. */
export interface StudyData {
  readonly parameters: readonly {
    readonly name: string;
    /** The column to draw against: the parameter's own, or the place of its value in the list when the values are no numbers. */
    readonly column: string;
    readonly values: readonly string[];
  }[];
  /** Columns of the summary that are drawn. */
  readonly results: readonly string[];
  /** What they are, with their dimension. */
  readonly notes?: Readonly<Record<string, string>>;
  readonly columns: Columns;
  /** Diagnostics of the runs, where they are still there: at most as many as can be told apart. */
  readonly runs?: { readonly charts: readonly DiagnosticChart[]; readonly series: readonly RunSeries[] };
}
