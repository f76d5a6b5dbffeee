import type { KernelSpec } from '../../contracts.ts';
import { blobPair, labels } from './blob.ts';
import { plus, type PairForm } from './form.ts';

/** sum_i = sum_j source_j G(z_i - z_j). */
export const densityForm = (spec: KernelSpec): PairForm => ({
  receives: labels(spec),
  gives: [...labels(spec), 'source'],
  outputs: ['sum'],
  pair(algebra, i, j) {
    const { g } = blobPair(algebra, spec, i, j);
    return { toI: [plus(algebra, j.source, g)], toJ: () => [plus(algebra, i.source, g)] };
  },
});
