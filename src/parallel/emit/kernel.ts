import type { Expression } from './expression.ts';
import { Graph } from './graph.ts';
import { indent } from './text.ts';
import type { PairForm } from '../../physics/pair-form.ts';
import { StatementWriter, type ConstantPool } from './writer.ts';

/** Rows i that one pass over the columns serves, and vectors of two columns j that one step of it takes. */
const rowsAtOnce = 4;
const vectorsAtOnce = 2;
const rowBytes = 8 * rowsAtOnce;
const stepBytes = 16 * vectorsAtOnce;

/**
 * How rows meet columns.
 * symmetric: i in [i0, i1) with j in [j0, j1), adding to both; when i0 = j0, only with the j of later groups of rows.
 * diagonal: each group of rows with itself, adding to rows: with `symmetric` it completes an equal pair of blocks.
 * gather: all rows with all columns, adding to rows only.
 */
export type Structure = 'symmetric' | 'diagonal' | 'gather';

/** How kernels are written. */
export interface Writing {
  /** With fused multiply-add. */
  readonly fused: boolean;
  /**
   * Several pairs instruction by instruction, and the sums of columns after each row: that suits engines with 256-bit
   * operations; others run out of registers.
   */
  readonly inStep: boolean;
  /** With 64-bit addresses, for memories of more than 4 GiB. */
  readonly wide?: boolean;
}

/** Lanes of the vectors that are handled side by side: what is the same in all of them lies in memory that often. */
export const lanes = 2 * vectorsAtOnce;

/** Doubles that a kernel needs for the entries and the partial sums of a group of rows. */
export const scratchLength = (form: PairForm): number => (form.gives.length + form.outputs.length) * rowsAtOnce * lanes;

/** The parameter of a column that is read of rows, where they are another set. */
export const rowParameter = (column: string): string => `row_${column}`;

/** Columns that a kernel takes, in the order of its parameters. */
export const parameters = (form: PairForm, structure: Structure): string[] =>
  structure === 'gather' ? [...form.receives.map(rowParameter), ...form.gives, ...form.outputs] : [...form.gives, ...form.outputs];

/**
 * One exported function: parameters are the byte addresses of the columns, then the byte offsets i0, i1, j0, j1.
 * Four rows are held against two vectors of columns. What the loop over columns reads of the rows is spread out in the
 * scratch area first, and partial sums of rows go there before they are added up: V8 joins two neighbours in memory
 * into one 256-bit operation where it can, and plain loads at fixed offsets are the cheapest reads it knows.
 */
export function kernelText(
  name: string, form: PairForm, structure: Structure, writing: Writing, constants: ConstantPool, scratch: number,
): string {
  const graph = new Graph(writing.fused);
  const symmetric = structure === 'symmetric';
  /** Columns that are read of the rows, and their parameters. */
  const read = structure === 'gather' ? form.receives : form.gives;
  const rowColumn = structure === 'gather' ? rowParameter : (column: string): string => column;
  const writer = new StatementWriter(constants, '');
  const vectors = Array.from({ length: vectorsAtOnce }, (_, vector) => vector);
  const rows = Array.from({ length: rowsAtOnce }, (_, row) => row);
  const sumName = (output: string, row: number, vector: number): string => `${output}_row${row}_${vector}`;

  const spread = (column: string, row: number): number => scratch + 8 * lanes * (read.indexOf(column) * rowsAtOnce + row);
  const sumsAt = scratch + 8 * lanes * read.length * rowsAtOnce;

  const columnAt = (column: string, vector: number): string => `(v128.load offset=${16 * vector} (local.get $${column}_j))`;
  const partial = new Map<string, Expression>();
  const key = (output: string, vector: number): string => `${output} ${vector}`;
  for (const output of symmetric ? form.outputs : []) {
    for (const vector of vectors) partial.set(key(output, vector), graph.input(columnAt(output, vector)));
  }
  const groupLength = writing.inStep ? 2 : 1;
  for (let start = 0; start < rowsAtOnce; start += groupLength) {
    const group = rows.slice(start, start + groupLength).flatMap((row) => vectors.map((vector) => {
      graph.vector = vector;
      const rowAt = (column: string): string => `(v128.load offset=${spread(column, row) + 16 * vector} (local.get $work))`;
      const i = entries(read, (column) => graph.rereadInput(`${rowAt(column)} (; ${column} of row ${row} ;)`));
      const j = entries(form.gives, (column) => graph.input(columnAt(column, vector)));
      const { toI, toJ } = form.pair(graph, i, j);
      return { row, vector, toI, toJ: symmetric ? toJ() : [] };
    }));
    form.outputs.forEach((output, index) => {
      const sums = group.map(({ row, vector, toI }) => toI[index](graph.rereadInput(`(local.get $${sumName(output, row, vector)})`)));
      if (writing.inStep) writer.inStep(sums);
      group.forEach(({ row, vector }, k) => writer.set(sumName(output, row, vector), sums[k]));
    });
    form.outputs.forEach((output, index) => {
      if (!symmetric) return;
      for (const { vector, toJ } of group) partial.set(key(output, vector), toJ[index](partial.get(key(output, vector))!));
      if (!writing.inStep) return;
      for (const vector of vectors) writer.keep(`${output}_column${start}_${vector}`, partial.get(key(output, vector))!);
    });
  }
  for (const output of symmetric ? form.outputs : []) {
    for (const vector of vectors) writer.store(`(local.get $${output}_j)`, 16 * vector, partial.get(key(output, vector))!);
  }
  const body = writer.lines();

  const sums = form.outputs.flatMap((output) => rows.flatMap((row) => vectors.map((vector) => sumName(output, row, vector))));
  const columnPointers = symmetric ? [...form.gives, ...form.outputs] : form.gives;
  const rowPointers = [...read.map(rowColumn), ...form.outputs];
  const first = {
    symmetric: '(select (int.add (local.get $i) (int.const ' + rowBytes + ')) (local.get $j0) (int.eq (local.get $i0) (local.get $j0)))',
    diagonal: '(local.get $i)',
    gather: '(local.get $j0)',
  }[structure];
  const last = structure === 'diagonal' ? `(int.add (local.get $i) (int.const ${rowBytes}))` : '(local.get $j1)';
  const sumAt = (index: number, row: number): number => sumsAt + 8 * lanes * (index * rowsAtOnce + row);
  const spreadOut = (column: string, row: number, vector: number): string =>
    `(v128.store offset=${spread(column, row) + 16 * vector} (local.get $work) ` +
    `(v128.load64_splat offset=${8 * row} (local.get $${rowColumn(column)}_i)))`;
  const at = (column: string, index: string): string => `(int.add (local.get $${column}) (local.get $${index}))`;
  return `
  (func (export "${name}")
    ${parameters(form, structure).map((column) => `(param $${column} int)`).join(' ')}
    (param $i0 int) (param $i1 int) (param $j0 int) (param $j1 int)
    (local $work int) (local $i int) (local $j int) (local $end int)
    ${rowPointers.map((column) => `(local $${column}_i int)`).join(' ')}
    ${columnPointers.map((column) => `(local $${column}_j int)`).join(' ')}
    ${[...sums, ...writer.locals].map((local) => `(local $${local} v128)`).join(' ')}
    (local.set $work (global.get $work))
    (local.set $i (local.get $i0))
    (block $done (loop $rows
      (br_if $done (int.ge_u (local.get $i) (local.get $i1)))
${indent(rowPointers.map((column) => `(local.set $${column}_i ${at(column, 'i')})`), 6)}
${indent(read.flatMap((column) => rows.flatMap((row) => vectors.map((vector) => spreadOut(column, row, vector)))), 6)}
${indent(sums.map((sum) => `(local.set $${sum} (v128.const i64x2 0 0))`), 6)}
      (local.set $j ${first})
      (local.set $end ${last})
      (if (int.lt_u (local.get $j) (local.get $end)) (then
      (loop $columns
${indent(columnPointers.map((column) => `(local.set $${column}_j ${at(column, 'j')})`), 8)}
${indent(body, 8)}
        (local.set $j (int.add (local.get $j) (int.const ${stepBytes})))
        (br_if $columns (int.lt_u (local.get $j) (local.get $end))))))
${indent(sums.map((sum, slot) => `(v128.store offset=${sumsAt + 16 * slot} (local.get $work) (local.get $${sum}))`), 6)}
${indent(form.outputs.flatMap((output, index) => rows.map((row) => addRow(output, row, sumAt(index, row)))), 6)}
      (local.set $i (int.add (local.get $i) (int.const ${rowBytes})))
      (br $rows))))`;
}

const entries = (columns: readonly string[], read: (column: string) => Expression): Record<string, Expression> =>
  Object.fromEntries(columns.map((column) => [column, read(column)]));

/** Adds the partial sums of a row, in fixed order, to its output. */
function addRow(output: string, row: number, offset: number): string {
  const part = (k: number): string => `(f64.load offset=${offset + 8 * k} (local.get $work))`;
  const target = `offset=${8 * row} (local.get $${output}_i)`;
  return `(f64.store ${target} (f64.add (f64.load ${target}) (f64.add (f64.add ${part(0)} ${part(2)}) (f64.add ${part(1)} ${part(3)}))))`;
}
