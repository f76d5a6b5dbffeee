import type { KernelSpec } from '../../contracts.ts';
import { pairForm } from '../../physics/pair-passes.ts';
import type { PairForm } from '../../physics/pair-form.ts';
import type { Expression } from '../emit/expression.ts';
import { Graph } from '../emit/graph.ts';
import { parameters, rowParameter, type Structure } from '../emit/kernel.ts';
import { kernelName, structures } from '../emit/module.ts';
import { indent } from '../emit/text.ts';
import { functionText } from './function-text.ts';
import { Statements } from './statements.ts';
import { vectorText } from './vectors.ts';

/** Rows i that one pass over the columns serves: two as long as their entries and sums fit into 32 registers, nearly. */
const rowsOf = ({ gives, outputs }: PairForm): readonly number[] => (gives.length + outputs.length > 11 ? [0] : [0, 1]);

/**
 * C text of the kernels of some kinds of passes, specialised for one run. With `fused` they use fused multiply-add and
 * the longest vectors of the processor. Without, they do what the reproducible SIMD kernels do, operation by operation:
 * vectors of four columns, whose row sums are the four partial sums of those kernels. So the bits are the same.
 */
export function pairText(spec: KernelSpec, fused: boolean, kinds: readonly string[]): string {
  const kernels = kinds.flatMap((kind) => {
    const form = pairForm(kind, spec);
    return structures.map((structure) => kernelText(kernelName(kind, structure), form, structure, fused));
  });
  return [vectorText(fused ? 'target' : 4), ...kernels].join('\n');
}

/**
 * One function over rows [i0, i1) and columns [j0, j1), entries, as the tiles of `TileKernels`. `memory` is the start of the
 * run's memory; at `work` lie the byte addresses of the columns, in the order of `parameters`.
 */
function kernelText(name: string, form: PairForm, structure: Structure, fused: boolean): string {
  const symmetric = structure === 'symmetric';
  const rows = rowsOf(form);
  /** Columns that are read of the rows, and their parameters. */
  const read = symmetric ? form.gives : form.receives;
  const rowColumn = structure === 'gather' ? rowParameter : (column: string): string => column;
  const inLoop = loopBody(form, read, symmetric, fused);
  const pointers = parameters(form, structure).map((column, k) => {
    const type = form.outputs.includes(column) ? 'double' : 'const double';
    return `${type} *restrict ${column} = (${type} *)(memory + at[${k}]);`;
  });
  // Where a block of rows meets itself, the columns begin behind the vector of columns that holds the rows; `diagonal`
  // has that one.
  const [first, last] = {
    symmetric: ['i0 == j0 ? i / LANES * LANES + LANES : j0', 'j1'],
    diagonal: ['i / LANES * LANES', 'first + LANES'],
    gather: ['j0', 'j1'],
  }[structure];
  const each = (text: (column: string, row: number) => string, columns: readonly string[]): string =>
    indent(columns.flatMap((column) => rows.map((row) => text(column, row))), 4);
  return functionText(name, ['work', 'i0', 'i1', 'j0', 'j1'], `
  const uint64_t *at = (const uint64_t *)(memory + work);
${indent(pointers, 2)}
${indent(inLoop.constants, 2)}
  (void)j0, (void)j1;
  for (uint32_t i = i0; i < i1; i += ${rows.length}) {
${each((column, row) => `const V ${column}_${row} = all(${rowColumn(column)}[i + ${row}]);`, read)}
${each((output, row) => `V ${output}_${row} = {0};`, form.outputs)}
    const uint32_t first = ${first}, last = ${last};
    for (uint32_t j = first; j < last; j += LANES) {
${indent(inLoop.lines, 6)}
    }
${each((output, row) => `${output}[i + ${row}] += total(${output}_${row});`, form.outputs)}
  }`);
}

/** One turn of the loop over columns: a vector of them meets the rows one after the other. */
function loopBody(
  form: PairForm, read: readonly string[], symmetric: boolean, fused: boolean,
): { readonly lines: readonly string[]; readonly constants: readonly string[] } {
  const graph = new Graph(fused);
  const statements = new Statements();
  const entries = (columns: readonly string[], suffix: string | number): Record<string, Expression> =>
    Object.fromEntries(columns.map((column) => [column, graph.input(`${column}_${suffix}`)]));
  const loaded = symmetric ? [...form.gives, ...form.outputs] : form.gives;
  for (const column of loaded) statements.line(`const V ${column}_j = load(${column} + j);`);
  const j = entries(form.gives, 'j');
  let received = form.outputs.map((output) => graph.input(`${output}_j`));
  for (const row of rowsOf(form)) {
    const { toI, toJ } = form.pair(graph, entries(read, row), j);
    form.outputs.forEach((output, k) => {
      const sum = `${output}_${row}`;
      statements.line(`${sum} = ${statements.value(toI[k](graph.input(sum)))};`);
    });
    if (symmetric) received = toJ().map((contribution, k) => contribution(received[k]));
    if (symmetric) received.forEach((sum) => statements.value(sum));
  }
  if (symmetric) form.outputs.forEach((output, k) => statements.line(`store(${output} + j, ${statements.value(received[k])});`));
  return { lines: statements.take(), constants: statements.constants };
}
