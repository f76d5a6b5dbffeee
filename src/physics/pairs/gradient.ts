import type { KernelSpec, PairAlgebra } from '../../contracts.ts';
import { blobPair, labels, labelSamples } from '../blob-pair.ts';
import { minus, numbered, plus, type Contribution, type PairForm } from '../pair-form.ts';
import type { PairPassKind } from '../pair-passes.ts';

/** sum_i = sum_j source_j G(Delta), force_i = sum_j source_j G Delta. */
function form(spec: KernelSpec): PairForm {
  const z = labels(spec);
  return {
    receives: z,
    gives: [...z, 'source'],
    outputs: ['sum', ...numbered('force', z.length)],
    samples: labelSamples(spec),
    pair(algebra, i, j) {
      const { delta, g } = blobPair(algebra, spec, i, j);
      const [fromJ, fromI] = [algebra.mul(j.source, g), () => algebra.mul(i.source, g)];
      return {
        toI: [add(algebra, fromJ), ...delta.map((d) => plus(algebra, fromJ, d))],
        toJ: () => [add(algebra, fromI()), ...delta.map((d) => minus(algebra, fromI(), d))],
      };
    },
  };
}

const add = <E>(algebra: PairAlgebra<E>, value: E): Contribution<E> => (sum) => algebra.add(sum, value);

export default { name: 'gradient', form } satisfies PairPassKind;
