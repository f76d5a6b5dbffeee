import type { Column } from '../contracts.ts';
import { enough, scoreError, type Candidate } from '../galerkin/selection.ts';
import { Refusal } from '../refusal.ts';
import { createBlob } from './blob-engine.ts';
import type { BuiltCollisions, EngineParts } from './engine-parts.ts';

/** Particles up to which the blob is measured: its score takes all their pairs, a fraction of a second. */
const most = 2 ** 13;

export interface MeasuredBlob {
  readonly built: BuiltCollisions;
  /** Weighted relative root mean square error of its score at t = 0, as of a space of functions. */
  readonly error: number;
}

/**
 * The blob's collisions and the error of their score at t = 0 beside the spaces that were tried, which it keeps for its report.
 * Undefined where there are too many particles, or there is no such blob.
 */
export async function measuredBlob(
  parts: EngineParts, exact: readonly Column[], tried: readonly Candidate[],
): Promise<MeasuredBlob | undefined> {
  const { particles, options } = parts;
  if (Math.max(particles.count, options.standsFor ?? 0) > most) return undefined;
  const built = await blobWhereOneIs(parts);
  if (!built) return undefined;
  const { score } = await built.collisions.scores();
  const error = scoreError(particles, score, exact);
  built.collisions.measured = { score: 'blob', tried, blobError: error };
  return { built, error };
}

/** Undefined where the scenario's mollifier makes no blob (one as wide as the thermal speed): the fitted score needs none. */
export async function blobWhereOneIs(parts: EngineParts): Promise<Awaited<ReturnType<typeof createBlob>> | undefined> {
  try {
    return await createBlob(parts);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Whether any blob could be: where not, its kernels need not be made, which takes a third of a second. */
export const mayBeBetter = (space: Candidate): boolean => space.error > enough;

/**
 * Whether a blob of that error is to be taken: the space that was chosen is not good enough, and its error squared is larger. For
 * the error of a best fit is orthogonal to the space: a moment feels nothing of it where its test field lies in the space,
 * and else the product of two distances from it, while the moments of a blob feel the blob's error itself.
 */
export const isBetter = (blobError: number, space: Candidate): boolean => mayBeBetter(space) && blobError < space.error ** 2;
