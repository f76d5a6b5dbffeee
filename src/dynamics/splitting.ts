import type { Interval, Scenario, Substep, SubstepReport } from '../contracts.ts';
import { Refusal } from '../refusal.ts';
import { nothing, together } from './substep-report.ts';

/** A split step: which substep goes over which fraction of it, in this order. The fractions of each sum to 1. */
export type Splitting = readonly (readonly [Substep, number])[];

type Rule = (substeps: readonly Substep[]) => Splitting;

/** First order: one after the other. */
const lie: Rule = (substeps) => substeps.toSorted((a, b) => a.place - b.place).map((substep) => [substep, 1]);

/** Second order (Strang, SIAM J. Numer. Anal. 5, 1968): the collisions in the middle of a palindrome. */
const strang: Rule = (substeps) => {
  const halves = substeps
    .filter(({ place }) => place !== 0)
    .toSorted((a, b) => Math.abs(b.place) - Math.abs(a.place))
    .map((substep) => [substep, 1 / 2] as const);
  const middle = substeps.filter(({ place }) => place === 0).map((substep) => [substep, 1] as const);
  return [...halves, ...middle, ...halves.toReversed()];
};

/** No splitting: the collisions take transport along. Throws a Refusal where they cannot. */
const none: Rule = (substeps) => {
  const { name, place, keeps, whole } = substeps.find((substep) => substep.place === 0)!;
  if (!whole) {
    const advice = 'use score: galerkin, or time.splitting: strang';
    throw new Refusal('input', 'time.splitting: none is for the Galerkin score, and this run is by blob', { advice });
  }
  return [[{ name, place, keeps, advance: whole }, 1]];
};

export const splittings: Readonly<Record<Scenario['time']['splitting'], Rule>> = { lie, strang, none };

/** Does one split step. It ends at once where a substep fails, or the error passes `tolerance`. */
export async function splitStep(splitting: Splitting, { from, to, length }: Interval, tolerance: number): Promise<SubstepReport> {
  const done = new Map<Substep, number>();
  const at = (fraction: number): number => (fraction === 1 ? to : from + fraction * length);
  let report = nothing;
  for (const [substep, fraction] of splitting) {
    const start = done.get(substep) ?? 0;
    const end = start + fraction;
    done.set(substep, end);
    report = together(report, await substep.advance({ from: at(start), to: at(end), length: fraction * length }));
    if (!report.converged || !(report.error! <= tolerance)) break;
  }
  return report;
}
