import type { Scenario } from '../contracts.ts';
import { linearColumns } from '../judge/linear-columns.ts';
import { referenceProfile } from '../judge/profile-errors.ts';
import { modesColumns, referenceFor, type Reference } from '../judge/references.ts';
import type { Profile } from '../judge/stored-profiles.ts';
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
  solve(scenario: Scenario, times: readonly number[]): Pick<Reference, 'rows' | 'moments'> | undefined;
}

/** What is known of a solution, the most first. */
const kinds: readonly Kind[] = [
  {
    name: 'exact', note: 'the exact solution, mode by mode',
    solve(scenario, times) {
      const { gamma, dimensions } = scenario.equation;
      if (gamma !== 0 || constantKappa(scenario.equation) !== 1 || !boxLength(scenario)) return undefined;
      // In three velocities the integrals over velocity space take minutes; the modes alone do not.
      return modesColumns(scenario, times, dimensions.v === 2 ? {} : { functionals: false, maximumDegree: 27 });
    },
  },
  {
    name: 'exact', note: 'the exact solution of Bobylev, Krook and Wu',
    solve: (scenario, times) => referenceFor('bkw', scenario, times),
  },
  { name: 'exact', note: 'the exact moments of degree 2', solve: (scenario, times) => referenceFor('moments', scenario, times) },
  {
    name: 'linear response', note: 'the linear response',
    solve(scenario, times) {
      const response = linearColumns(scenario, times);
      return response.offBy <= goodEnough ? response : undefined;
    },
  },
];

export interface ExactSolution {
  /** Diagnostics at some of the times. */
  readonly series: RunSeries;
  /** n, u, T and q on a mesh in x at one of the other times that were asked for; absent where they are not known. */
  profile?(time: number, axes: readonly Float64Array[]): Profile | undefined;
}

/**
 * The exact solution at some of the times, or what is known of it; undefined where nothing is.
 * @param also times at which its profiles may be asked for
 */
export function exactSolution(scenario: Scenario, times: readonly number[], also: readonly number[] = []): ExactSolution | undefined {
  const chosen = [...evenly(times.length, mostTimes)].map((row) => times[row]);
  const all = [...new Set([...chosen, ...also])].sort((a, b) => a - b);
  for (const { name, note, solve } of kinds) {
    try {
      const solution = solve(scenario, all);
      if (!solution || solution.rows.length === 0) continue;
      const { rows, moments } = solution;
      const own = chosen.map((time) => rows[all.indexOf(time)]);
      const columns = Object.fromEntries(Object.keys(own[0]).map((column) => [column, own.map((row) => row[column])]));
      return {
        series: { name, note, role: 'exact', columns: { time: chosen, ...columns }, every: 1 },
        ...(moments && {
          profile(time, axes) {
            const n = all.indexOf(time);
            return n < 0 ? undefined : { axes, columns: referenceProfile(scenario, moments, n, axes) };
          },
        }),
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return undefined;
}
