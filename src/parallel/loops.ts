import type { Column, KernelSpec, PairPass, TileKernels } from '../contracts.ts';
import { lanes, Recording, type Register } from '../math/recording.ts';
import { pairForm } from '../physics/pair-passes.ts';
import type { PairForm } from '../physics/pair-form.ts';
import { columnsByName } from './columns.ts';

/**
 * The pair kernels as plain loops: the law that every other backend must agree with, to rounding. The formulas are those
 * of `physics/pairs`, written down once and evaluated pair by pair in ordinary doubles.
 */
export function loopKernels(spec: KernelSpec): TileKernels {
  const recorded = new Map<string, Recorded>();
  const recordOf = (kind: string): Recorded => {
    let record = recorded.get(kind);
    if (!record) recorded.set(kind, (record = recordPair(pairForm(kind, spec))));
    return record;
  };
  return {
    tile(pass, i0, i1, j0, j1) {
      const record = recordOf(pass.kind);
      if (pass.rows === pass.columns) meet(record, pass, i0, i1, j0, j1);
      else gather(record, pass, i0, i1, j0, j1);
    },
  };
}

/** A pair's formula, written down for one row and several columns: what the row receives first, then what columns do. */
interface Recorded {
  readonly form: PairForm;
  readonly recording: Recording;
  /** Entries of i and j, and outputs of j before the pair. */
  readonly i: Readonly<Record<string, Register>>;
  readonly j: Readonly<Record<string, Register>>;
  readonly before: readonly Register[];
  /** Contributions to i, outputs of j after the pair. */
  readonly toI: readonly Register[];
  readonly after: readonly Register[];
  /** Instructions for `toI` alone. */
  readonly half: number;
}

function recordPair(form: PairForm): Recorded {
  const recording = new Recording();
  const inputs = (): Record<string, Register> => Object.fromEntries(form.gives.map((name) => [name, recording.input()]));
  const [i, j] = [inputs(), inputs()];
  const before = form.outputs.map(() => recording.input());
  const pair = form.pair(recording, i, j);
  // 0 + a b and 0 - a b: what is added to the partial sums of the row, one column after the other.
  const toI = pair.toI.map((contribution) => contribution(recording.constant(0)));
  const half = recording.length;
  const after = pair.toJ().map((contribution, k) => contribution(before[k]));
  return { form, recording, i, j, before, toI, after, half };
}

/** Columns beside the registers that they are read into. */
const bound = (set: object, names: readonly string[], registers: Readonly<Record<string, Register>>) => {
  const columns = columnsByName(set);
  return names.map((name) => ({ column: columns[name], values: registers[name].values }));
};

/** The outputs of a pass, in the order of the formula. */
const outputsOf = ({ form }: Recorded, { output }: PairPass): Column[] => {
  const columns = columnsByName(output);
  return form.outputs.map((name) => columns[name]);
};

/** Rows and columns of one set: adds to both; a point receives from itself too, once. */
function meet(record: Recorded, pass: PairPass, i0: number, i1: number, j0: number, j1: number): void {
  const { form, recording, before, toI, after, half } = record;
  const rows = bound(pass.rows, form.gives, record.i), columns = bound(pass.columns, form.gives, record.j);
  const output = outputsOf(record, pass);
  const sums = new Float64Array(output.length);
  for (let i = i0; i < i1; i++) {
    for (const { column, values } of rows) values.fill(column[i]);
    sums.fill(0);
    const itself = i0 === j0;
    if (itself) {
      for (const { column, values } of columns) values[0] = column[i];
      recording.evaluate(half, 1);
      for (let k = 0; k < sums.length; k++) sums[k] += toI[k].values[0];
    }
    for (let j = itself ? i + 1 : j0; j < j1; j += lanes) {
      const n = Math.min(lanes, j1 - j);
      for (const { column, values } of columns) copy(column, j, values, n);
      for (let k = 0; k < output.length; k++) copy(output[k], j, before[k].values, n);
      recording.evaluate(recording.length, n);
      for (let k = 0; k < output.length; k++) {
        for (let l = 0; l < n; l++) sums[k] += toI[k].values[l];
        for (let l = 0; l < n; l++) output[k][j + l] = after[k].values[l];
      }
    }
    for (let k = 0; k < output.length; k++) output[k][i] += sums[k];
  }
}

/** Rows of one set and columns of another: adds to rows. */
function gather(record: Recorded, pass: PairPass, i0: number, i1: number, j0: number, j1: number): void {
  const { form, recording, toI, half } = record;
  const rows = bound(pass.rows, form.receives, record.i), columns = bound(pass.columns, form.gives, record.j);
  const output = outputsOf(record, pass);
  const sums = new Float64Array(output.length);
  for (let i = i0; i < i1; i++) {
    for (const { column, values } of rows) values.fill(column[i]);
    sums.fill(0);
    for (let j = j0; j < j1; j += lanes) {
      const n = Math.min(lanes, j1 - j);
      for (const { column, values } of columns) copy(column, j, values, n);
      recording.evaluate(half, n);
      for (let k = 0; k < sums.length; k++) for (let l = 0; l < n; l++) sums[k] += toI[k].values[l];
    }
    for (let k = 0; k < output.length; k++) output[k][i] += sums[k];
  }
}

/** A subarray for each would cost more than the numbers. */
function copy(from: Column, start: number, to: Float64Array, count: number): void {
  for (let k = 0; k < count; k++) to[k] = from[start + k];
}
