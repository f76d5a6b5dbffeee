import type { Solver } from '../contracts.ts';
import { diagnosticsOf } from './catalogue.ts';
import { columnsOf, type Observed } from './diagnostic.ts';

/** The row of `diagnostics.arrow` for one time of a particle run, by column. */
export function diagnosticsRow(solver: Solver, observed: Observed): Record<string, number> {
  const { dimensions } = observed.scenario.equation;
  const row: Record<string, number> = {};
  for (const diagnostic of diagnosticsOf(solver)) {
    const values = [diagnostic.value ? diagnostic.value(observed) : observed.course.overSteps[diagnostic.name]].flat();
    columnsOf(diagnostic, dimensions).forEach((name, k) => {
      if (values[k] === undefined) throw new Error(`nobody says what ${name} is`);
      row[name] = values[k];
    });
  }
  return row;
}
