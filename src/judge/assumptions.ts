import { constantKappa as valueOfKappa } from '../physics/kappa-facts.ts';
import type { Assumption } from './statement.ts';
import type { StoredRun } from './stored-run.ts';

/** Assumptions that several statements share, checked on the scenario of a run. */

export const constantKappa = ({ scenario: { equation } }: StoredRun): Assumption =>
  ({ text: 'kappa is constant', met: valueOfKappa(equation) !== undefined });

export const gammaIn = (low: number, high: number, text: string) => ({ scenario: { equation: { gamma } } }: StoredRun): Assumption =>
  ({ text: `gamma is in ${text}`, met: gamma >= low && gamma <= high });

export const hasPosition = ({
  scenario: { equation: { dimensions } },
}: StoredRun): Assumption => ({ text: 'there is a position space', met: dimensions.x > 0 });

export const paperKernel = ({ scenario: { equation: { regularisation } } }: StoredRun): Assumption =>
  ({ text: 'the kernel is the projected one, N(w) w = 0, not the regularised (2.34)', met: regularisation === undefined });

export const wholeSnapshots = ({ complete, snapshotTimes }: StoredRun): Assumption =>
  ({ text: 'the run kept at least two whole snapshots', met: complete && snapshotTimes.length > 1 });

export const severalRows = ({ diagnostics }: StoredRun): Assumption => ({
  text: 'the run has at least two diagnostics rows', met: diagnostics.rows > 1,
});
