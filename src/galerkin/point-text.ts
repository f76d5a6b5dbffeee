import { Graph } from '../parallel/emit/graph.ts';
import { get, indent, range } from '../parallel/emit/text.ts';
import { ConstantPool, StatementWriter } from '../parallel/emit/writer.ts';
import { functionText } from '../parallel/native/function-text.ts';
import { Statements } from '../parallel/native/statements.ts';
import type { PointFormula } from './point-formulas.ts';

/**
 * A formula at the points of a block as an exported function of WebAssembly, two points at a time: name(first, second, out), the
 * byte addresses of rows of `row` bytes each. Formulas have no constants, so no place for them is needed.
 */
export function pointText(formula: PointFormula, fused: boolean, row: number): string {
  const graph = new Graph(fused);
  const pool = new ConstantPool();
  const writer = new StatementWriter(pool, '');
  const read = (list: string, count: number) => range(count).map((r) => graph.rereadInput(`(v128.load offset=${r * row} ${get(list)})`));
  const rows = formula.rows(graph, read('first', formula.first), read('second', formula.second));
  rows.forEach((value, r) => writer.store(get('out'), r * row, value));
  const body = writer.lines();
  if (pool.values.length > 0) throw new RangeError(`${formula.name} has constants; there is no place for them`);
  const lists = ['first', 'second', 'out'];
  return `(func (export "${formula.name}") ${lists.map((list) => `(param $${list} int)`).join(' ')}
  (local $end int) ${writer.locals.map((local) => `(local $${local} v128)`).join(' ')}
  (local.set $end (int.add ${get('first')} (int.const ${row})))
  (loop $points
${indent(body, 4)}
    ${lists.map((list) => `(local.set $${list} (int.add ${get(list)} (int.const 16)))`).join(' ')}
    (br_if $points (int.lt_u ${get('first')} ${get('end')}))))`;
}

/** The same in C. */
export function nativePointText(formula: PointFormula, fused: boolean): string {
  const graph = new Graph(fused);
  const statements = new Statements();
  const read = (list: string, count: number) => range(count).map((r) => graph.input(`load(${list}_rows + ${r} * POINTS + i)`));
  const values = formula.rows(graph, read('first', formula.first), read('second', formula.second)).map((value) => statements.value(value));
  return functionText(formula.name, ['first', 'second', 'out'], `
  const double *first_rows = (const double *)(memory + first), *second_rows = (const double *)(memory + second);
  double *restrict out_rows = (double *)(memory + out);
  (void)second_rows;
${indent(statements.constants, 2)}
  for (int i = 0; i < POINTS; i += LANES) {
${indent(statements.take(), 4)}
${indent(values.map((value, r) => `store(out_rows + ${r} * POINTS + i, ${value});`), 4)}
  }`);
}
