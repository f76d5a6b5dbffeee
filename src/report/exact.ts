import type { Scenario } from '../contracts.ts';
import { linearColumns } from '../judge/linear-columns.ts';
import { modesColumns, referenceFor, type Reference } from '../judge/references.ts';
import { constantKappa } from '../physics/kappa-facts.ts';
import { Refusal } from '../refusal.ts';
import { boxLength } from '../state/box.ts';
import type { RunSeries } from './nouns.ts';
import { evenly } from './planes.ts';

/** Times at which an exact solution is worked out at most. */
const mostTimes = 41;
/** A linear response that is off by more of the perturbation than this is not drawn. */
const goodEnough = 1e-3;

interface Kind {
  /** What the page calls it, and says of its marks. */
  readonly name: string;
  readonly note: string;
  /** Undefined where it is known beforehand not to apply. Throws a Refusal where it does not. */
  rows(scenario: Scenario, times: readonly number[]): Reference['rows'] | undefined;
}

/** What is known of a solution, the most first. */
const kinds: readonly Kind[] = [
  {
    name: 'exact', note: 'the exact solution, mode by mode',
    rows(scenario, times) {
      const { gamma, dimensions } = scenario.equation;
      if (gamma !== 0 || constantKappa(scenario.equation) !== 1 || !boxLength(scenario)) return undefined;
      // In three velocities the integrals over velocity space take minutes; the modes alone do not.
      return modesColumns(scenario, times, dimensions.v === 2 ? {} : { functionals: false, maximumDegree: 27 }).rows;
    },
  },
  {
    name: 'exact', note: 'the exact solution of Bobylev, Krook and Wu',
    rows: (scenario, times) => referenceFor('bkw', scenario, times).rows,
  },
  { name: 'exact', note: 'the exact moments of degree 2', rows: (scenario, times) => referenceFor('moments', scenario, times).rows },
  {
    name: 'linear response', note: 'the linear response',
    rows(scenario, times) {
      const { rows, offBy } = linearColumns(scenario, times);
      return offBy <= goodEnough ? rows : undefined;
    },
  },
];

/** Diagnostics of the exact solution at some of the times, or what is known of it; undefined where nothing is. */
export function exactRun(scenario: Scenario, times: readonly number[]): RunSeries | undefined {
  const chosen = [...evenly(times.length, mostTimes)].map((row) => times[row]);
  for (const { name, note, rows: rowsOf } of kinds) {
    try {
      const rows = rowsOf(scenario, chosen);
      if (!rows || rows.length === 0) continue;
      const columns = Object.fromEntries(Object.keys(rows[0]).map((column) => [column, rows.map((row) => row[column])]));
      return { name, note, role: 'exact', columns: { time: chosen, ...columns }, every: 1 };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return undefined;
}
