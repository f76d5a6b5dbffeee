import type { KernelSpec } from '../../contracts.ts';
import { blobPair, labels, labelSamples } from '../blob-pair.ts';
import { minus, numbered, plus, type PairForm } from '../pair-form.ts';
import type { PairPassKind } from '../pair-passes.ts';

/** force_i = sum_j (ratio_i source_j + ratio_j source_i) G Delta and back_i = sum_j ratio_j G; one-sided without ratio_j. */
function form(spec: KernelSpec): PairForm {
  const z = labels(spec);
  const force = numbered('force', z.length);
  const twoSided = spec.score === 'two-sided';
  const read = [...z, 'source', 'ratio'];
  return {
    receives: read,
    gives: read,
    outputs: twoSided ? [...force, 'back'] : force,
    samples: labelSamples(spec),
    pair(algebra, i, j) {
      const { delta, g } = blobPair(algebra, spec, i, j);
      const forward = algebra.mul(i.ratio, j.source);
      const backward = algebra.mul(j.ratio, i.source);
      const both = algebra.mul(algebra.add(forward, backward), g);
      const toI = twoSided ? both : algebra.mul(forward, g);
      const toJ = twoSided ? both : algebra.mul(backward, g);
      return {
        toI: [...delta.map((d) => plus(algebra, toI, d)), ...(twoSided ? [plus(algebra, j.ratio, g)] : [])],
        toJ: () => [...delta.map((d) => minus(algebra, toJ, d)), ...(twoSided ? [plus(algebra, i.ratio, g)] : [])],
      };
    },
  };
}

export default { name: 'score', form } satisfies PairPassKind;
