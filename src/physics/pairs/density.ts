import { blobPair, labels, labelSamples } from '../blob-pair.ts';
import { plus } from '../pair-form.ts';
import type { PairPassKind } from '../pair-passes.ts';

/** sum_i = sum_j source_j G(z_i - z_j). */
export default {
  name: 'density',
  form: (spec) => ({
    receives: labels(spec),
    gives: [...labels(spec), 'source'],
    outputs: ['sum'],
    samples: labelSamples(spec),
    pair(algebra, i, j) {
      const { g } = blobPair(algebra, spec, i, j);
      return { toI: [plus(algebra, j.source, g)], toJ: () => [plus(algebra, i.source, g)] };
    },
  }),
} satisfies PairPassKind;
