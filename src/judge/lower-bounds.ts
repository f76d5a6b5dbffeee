import type { Evidence } from './evidence.ts';

/** Said by statements on Fisher informations. */
export const fittedInformations =
  'By Galerkin score the informations are those of the fitted score, lower bounds; score_residual, in the ' +
  'series, says how far it is from its identities.';

/** Why a fitted score alone decides nothing; `missing` says what would. */
export const unconfirmed = (missing: string): string => `the fitted score gives a lower bound, which nothing confirms: ${missing}`;

/** Beside a Fisher information in the series: how good the score is that it was taken of. Nothing for runs by blob and grids. */
export function scoreResidual(evidence: Evidence): (row: number) => Readonly<Record<string, number>> {
  if (!evidence.run.carried) return () => ({});
  const residual = evidence.column('score_residual');
  return (row) => ({ score_residual: residual[row] });
}
