import type { PairAlgebra } from '../contracts.ts';
import { Recording } from '../math/recording.ts';
import { blockLength } from './points.ts';

/** Rows of a block that are made of other rows of it, point by point: a formula in the algebra, as those of pairs are. */
export interface PointFormula {
  /** The name of the compiled function. */
  readonly name: string;
  /** How many rows it reads of each of two lists, and writes. */
  readonly first: number;
  readonly second: number;
  readonly writes: number;
  rows<E>(algebra: PairAlgebra<E>, first: readonly E[], second: readonly E[]): readonly E[];
}

/** Carries a formula out for a block: lists of rows of blockLength entries each, of which `out` may not be one that is read. */
export type PointKernel = (formula: PointFormula, first: Float64Array, second: Float64Array, out: Float64Array) => void;

/** As plain loops: the law of the compiled ones. */
export const loopPoints: PointKernel = (formula, first, second, out) => {
  const { recording, inputs, outputs } = recordOf(formula);
  inputs.forEach((into, r) => {
    const [list, row] = r < formula.first ? [first, r] : [second, r - formula.first];
    for (let i = 0, from = row * blockLength; i < blockLength; i++) into[i] = list[from + i];
  });
  // A recording has as many lanes as a block has points.
  recording.evaluate(recording.length, blockLength);
  outputs.forEach((values, r) => out.set(values, r * blockLength));
};

interface Recorded {
  readonly recording: Recording;
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
}

const records = new WeakMap<PointFormula, Recorded>();

function recordOf(formula: PointFormula): Recorded {
  let record = records.get(formula);
  if (!record) {
    const recording = new Recording();
    const [first, second] = [formula.first, formula.second].map((count) => Array.from({ length: count }, () => recording.input()));
    const outputs = formula.rows(recording, first, second).map(({ values }) => values);
    records.set(formula, (record = { recording, inputs: [...first, ...second].map(({ values }) => values), outputs }));
  }
  return record;
}
