import type { Column, ColumnSpec, Particles } from '../contracts.ts';
import { column } from '../io/columns.ts';
import { Refusal } from '../refusal.ts';

/** One output time of a simulation. Columns are views of live memory: copy what must outlast the next moment. */
export interface Moment {
  readonly time: number;
  readonly iteration: number;
  /** The columns of diagnostics.arrow. */
  readonly diagnostics: Readonly<Record<string, number>>;
  readonly particles: Particles;
  /** Smoothed density at the particles, and the score (dv columns). */
  readonly density: Column;
  readonly score: readonly Column[];
}

/** A number of a moment; with a description for the head of its column. */
export type OwnDiagnostic = ((moment: Moment) => number) | { readonly description: string; value(moment: Moment): number };

/** Diagnostics of a user, by the names of their columns. */
export type OwnDiagnostics = Readonly<Record<string, OwnDiagnostic>>;

/** Columns of diagnostics.arrow that a user adds, and their values at a moment. */
export interface OwnColumns {
  readonly specs: readonly ColumnSpec[];
  valuesAt(moment: Moment): Record<string, number>;
}

/** Checks the names. Throws a Refusal for one that no column can have, or that is there already. */
export function ownColumns(own: OwnDiagnostics, taken: readonly string[]): OwnColumns {
  for (const name of Object.keys(own)) {
    const advice = 'use another name';
    if (!/^[A-Za-z]\w*$/.test(name)) throw new Refusal('input', `diagnostics: '${name}' is no name of a column`, { advice });
    if (taken.includes(name)) throw new Refusal('input', `diagnostics: there is a column '${name}' already`, { advice });
  }
  return {
    specs: Object.entries(own).map(([name, one]) => column(name, typeof one === 'function' ? "the user's own" : one.description)),
    valuesAt: (moment) => Object.fromEntries(
      Object.entries(own).map(([name, one]) => [name, typeof one === 'function' ? one(moment) : one.value(moment)])),
  };
}

/** Columns that a table has already, of a user who is not here: they go on as NaN. */
export const absentColumns = (specs: readonly ColumnSpec[]): OwnColumns =>
  ({ specs, valuesAt: () => Object.fromEntries(specs.map(({ name }) => [name, NaN])) });
