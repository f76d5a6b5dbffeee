import { negated, type Expression } from '../emit/expression.ts';

/** C of an instruction with its arguments; the names are those of `vectors.ts`. */
const written: Readonly<Record<string, (args: readonly string[], operand?: string) => string>> = {
  'f64x2.add': ([a, b]) => `${a} + ${b}`,
  'f64x2.sub': ([a, b]) => `${a} - ${b}`,
  'f64x2.mul': ([a, b]) => `${a} * ${b}`,
  'f64x2.div': ([a, b]) => `${a} / ${b}`,
  'f64x2.relaxed_madd': ([a, b, c]) => `fma_(${a}, ${b}, ${c})`,
  'f64x2.relaxed_nmadd': ([a, b, c]) => `fma_(-${a}, ${b}, ${c})`,
  'f64x2.abs': ([a]) => `abs_(${a})`,
  'f64x2.sqrt': ([a]) => `sqrt_(${a})`,
  'f64x2.pmin': ([a, b]) => `pmin(${a}, ${b})`,
  'f64x2.pmax': ([a, b]) => `pmax(${a}, ${b})`,
  'f64x2.lt': ([a, b]) => `less(${a}, ${b})`,
  'v128.bitselect': ([yes, no, mask]) => `select_(${yes}, ${no}, ${mask})`,
  'v128.or': ([a, b]) => `or_(${a}, ${b})`,
  'v128.and': ([a, b]) => `and_(${a}, ${b})`,
  'v128.xor': ([a, b]) => `xor_(${a}, ${b})`,
  'i64x2.add': ([a, b]) => `add_bits(${a}, ${b})`,
  'i64x2.shl': ([a], n) => `shift_left(${a}, ${n})`,
  'i64x2.shr_u': ([a], n) => `shift_right(${a}, ${n})`,
};

/**
 * Writes expressions as C statements, each once, in the order in which they are asked for. Inputs are C variables;
 * constants go into a list of their own, for they are the same in all turns of a loop.
 */
export class Statements {
  readonly constants: string[] = [];
  private readonly names = new Map<Expression, string>();
  private lines: string[] = [];

  /** The lines written since this was last asked for. */
  take(): string[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }

  line(text: string): void {
    this.lines.push(text);
  }

  /** The C variable that holds an expression; what it is made of is written down first. */
  value(expression: Expression): string {
    const { op, args, text } = expression;
    if (op === 'input') return text!;
    let name = this.names.get(expression);
    if (name) return name;
    const opposite = negated(expression);
    const parts = (opposite ? [opposite] : args).map((arg) => this.value(arg));
    name = `${op === 'constant' ? 'c' : 't'}${this.names.size}`;
    this.names.set(expression, name);
    if (op === 'constant') this.constants.push(constantText(name, expression.value!));
    else this.lines.push(`const V ${name} = ${opposite ? `-${parts[0]}` : written[op](parts, text)};`);
    return name;
  }
}

/** By its bits: some constants are masks. */
function constantText(name: string, value: number): string {
  const [pattern] = new BigInt64Array(new Float64Array([value]).buffer);
  return `const V ${name} = bits(INT64_C(${pattern})); /* ${value} */`;
}
