import type { Collisions, Column, Observation, Particles, Scenario, Solver, SubstepReport } from '../contracts.ts';
import { tensorNames, vectorNames } from '../math/axes.ts';

/** Nouns of the diagnostics: what a column of `diagnostics.arrow` is, how it is measured, compared, told and drawn. */

export interface Dimensions {
  readonly x: number;
  readonly v: number;
}

/** A particle run at an output time: all that a diagnostic may look at. */
export interface Observed {
  readonly scenario: Scenario;
  readonly particles: Particles;
  readonly time: number;
  /** What the collisions saw: entropy, production, density and scores. */
  readonly observation: Observation;
  readonly course: Course;
  /** They are of one kind of class in all runs of a solver: who is of these runs alone may ask what that class alone knows. */
  readonly collisions: Collisions;
}

/** How a run came here. */
export interface Course {
  /** Steps taken, and the length of the last one. */
  readonly iteration: number;
  readonly step: number;
  /** Mean solver iterations, or stages, of a collision step since the last row. */
  readonly iterations: number;
  /** S(0), and since then the integral of the entropy production and the sum of the entropy's jumps. */
  readonly entropyStart: number;
  readonly produced: number;
  readonly jump: number;
  /** What those diagnostics that have `overSteps` made of the steps so far. */
  readonly overSteps: Readonly<Record<string, number>>;
}

/** A step that was accepted: what a diagnostic that is measured over steps may look at. */
export interface StepTaken {
  readonly scenario: Scenario;
  /** After the step. */
  readonly particles: Particles;
  /** The columns of the particles before it. */
  readonly before: { readonly position: readonly Column[]; readonly velocity: readonly Column[] };
  readonly length: number;
  readonly report: SubstepReport;
}

/** One quantity: a column, or the columns of a vector or a symmetric tensor. */
export interface Diagnostic {
  /** The column's name; of several columns the part before `_x`, `_xy`. */
  readonly name: string;
  /** What it is, in a line; the description of its columns. */
  readonly description: string;
  /** In masses M, lengths X, velocities V and times T of the scenario's own units; `1` for a pure number. */
  readonly dimension: string;
  /** Where it stands in the table, from left to right. New ones stand behind the others of their solvers. */
  readonly order: number;
  /** One column for each axis of x, for each of v, or for each pair of axes of v; absent: one column. */
  readonly components?: 'x' | 'v' | 'vv';
  /** Whose runs have it; absent: all. */
  readonly solvers?: readonly Solver[];
  /**
   * The solution itself; `quality`: how well the computation did; `clock`: how far it went, and by what. `compare` compares
   * the solution alone, a study draws all but the clock.
   */
  readonly about: 'solution' | 'quality' | 'clock';
  /** The value, or those of the columns in their order. Absent: `overSteps` is the value. */
  readonly value?: (observed: Observed) => number | readonly number[];
  /**
   * A number that every step changes: what it is before the first one, and after each from what it was. It begins anew after each
   * row, or never. A checkpoint keeps it: it has to be finite.
   */
  readonly overSteps?: { readonly start: number; readonly since: 'row' | 'start'; after(soFar: number, step: StepTaken): number };
  /** Scenarios in which it has no value: its columns are NaN there. */
  readonly missing?: (scenario: Scenario) => boolean;
  /** With which others `compare` sums it up. */
  readonly group?: 'conserved' | 'moments' | 'modes' | 'entropy' | 'Fisher information';
  /** Differences are relative at least to the thermal momentum, beside the largest value; or to the largest of another diagnostic. */
  readonly scale?: 'thermal momentum' | { readonly as: string };
  /**
   * It is an angle, in radians, of a complex number whose modulus the diagnostic named here is. Differences are modulo 2 pi; they
   * count as what they move that number by, and not at all where the modulus is rounding.
   */
  readonly angleOf?: string;
  /** It sums up jumps of the entropy, which nothing produced. */
  readonly jumps?: true;
  /** The summary of a run tells its first and last value. */
  readonly told?: true;
  /** The column that is 0 where this one says nothing of its own. */
  readonly where?: string;
}

/** Diagnostics that belong together: one file, default export. The folder is the list. */
export interface Family {
  readonly diagnostics: readonly Diagnostic[];
  /** How the report draws them. */
  charts?(run: Drawn): readonly DiagnosticChart[];
}

/** What a chart may depend on. */
export interface Drawn {
  readonly dimensions: Dimensions;
  /** Do the particles carry f (Galerkin score)? */
  readonly carried: boolean;
  /** Columns that sum up jumps of the entropy. */
  readonly jumps: readonly string[];
}

/** A chart of the report: plain data, so that the page can carry it. */
export interface DiagnosticChart {
  /** Unique on the page; the name of the static figure's file. */
  readonly id: string;
  /** In which section of the page, and where in it. */
  readonly section: 'pictures' | 'entropy' | 'fisher' | 'indicators' | 'numerics';
  readonly place: number;
  readonly title: string;
  /** What is shown and what to look for, in a sentence or two. */
  readonly note: string;
  readonly yLabel: string;
  readonly log?: true;
  /** Logarithmic charts: smaller values, 0 included, are drawn at 1e-17. */
  readonly floored?: true;
  /** Left out where no curve goes beyond this in size. */
  readonly beyond?: number;
  /** Left out where this column is 0 all the time. */
  readonly where?: string;
  readonly curves: readonly DiagnosticCurve[];
}

/** A curve of a chart, from the columns of one run. */
export interface DiagnosticCurve {
  readonly label: string;
  /** Number of the colour in the palette. */
  readonly colour: number;
  /** Columns that it is made of; drawn for every run that has them all. */
  readonly columns: readonly string[];
  /** Columns that count where a run has them. */
  readonly besides?: readonly string[];
  /** What is made of the columns (`report/page/forms.js`); absent: the first one, as it stands in the file. */
  readonly form?:
    | 'size' | 'positive' | 'gain' | 'relative drift' | 'thermal drift' | 'expected gain' | 'marks' | 'marks on the gain' | 'least Fisher'
    | 'angle';
  /** Not drawn for exact solutions: it tells of the computation. */
  readonly computed?: true;
  /** A broad, pale line, on which another one can be seen that agrees with it. */
  readonly broad?: true;
}

/** Names of a diagnostic's columns. */
export function columnsOf({ name, components }: Pick<Diagnostic, 'name' | 'components'>, { x, v }: Dimensions): readonly string[] {
  if (components === undefined) return [name];
  return components === 'vv' ? tensorNames(name, v) : vectorNames(name, components === 'x' ? x : v);
}
