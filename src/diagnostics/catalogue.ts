import type { Solver } from '../contracts.ts';
import { members } from '../members.ts';
import { columnsOf, type Diagnostic, type DiagnosticChart, type Dimensions, type Drawn, type Family } from './diagnostic.ts';

export const families = await members<Family>(new URL('families/', import.meta.url));

/** All diagnostics, in the order of their columns. */
export const diagnostics: readonly Diagnostic[] = families.flatMap((family) => family.diagnostics).sort((a, b) => a.order - b.order);

/** Those of a solver's runs. */
export const diagnosticsOf = (solver: Solver): readonly Diagnostic[] =>
  diagnostics.filter(({ solvers }) => solvers === undefined || solvers.includes(solver));

const byColumn = new Map(diagnostics.flatMap((diagnostic) => columnsOf(diagnostic, { x: 3, v: 3 }).map((name) => [name, diagnostic])));

/** The diagnostic whose column this is; undefined for columns of references and of other versions. */
export const diagnosticOf = (column: string): Diagnostic | undefined => byColumn.get(column);

/** Those columns of a table that belong to the diagnostic called `name`. */
export const componentsIn = (columns: Readonly<Record<string, unknown>>, name: string): readonly string[] =>
  Object.keys(columns).filter((column) => diagnosticOf(column)?.name === name);

/** Columns in which jumps of the entropy are summed up. */
export const jumpColumns: readonly string[] = diagnostics.filter(({ jumps }) => jumps).map(({ name }) => name);

/** The report's charts of a run, in their order within each section. */
export const chartsOf = (dimensions: Dimensions, carried: boolean): readonly DiagnosticChart[] => {
  const run: Drawn = { dimensions, carried, jumps: jumpColumns };
  return families.flatMap(({ charts }) => charts?.(run) ?? []).sort((a, b) => a.place - b.place);
};
