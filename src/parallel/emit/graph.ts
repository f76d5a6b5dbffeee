import { roundingShift } from '../../math/algebra.ts';
import { negated, type Expression, type Instructions } from './expression.ts';
import { exp, exp2, log, pow } from './functions.ts';

/**
 * The algebra whose numbers are expressions. With `fused`, a product that is added becomes a fused multiply-add;
 * without, every operation is one IEEE operation and the bits are the same on every machine.
 */
export class Graph implements Instructions {
  readonly fused: boolean;
  /** Which of the vectors side by side is being written: each reads its own copy of a constant. */
  vector = 0;
  private readonly known = new Map<string, Expression>();

  constructor(fused: boolean) {
    this.fused = fused;
  }

  node(op: string, args: readonly Expression[], rest: { value?: number; text?: string; reread?: boolean } = {}): Expression {
    const value = rest.value !== undefined && Object.is(rest.value, -0) ? '-0' : rest.value;
    const key = `${op} ${args.map((arg) => arg.id).join(' ')} ${value ?? ''} ${rest.text ?? ''}`;
    const found = this.known.get(key);
    if (found) return found;
    const made: Expression = { id: this.known.size, op, args, ...rest };
    this.known.set(key, made);
    return made;
  }

  /** A vector that WAT text reads, e.g. a load. */
  input(text: string): Expression {
    return this.node('input', [], { text });
  }

  /** An input that is cheaper to read again than to keep in a register. */
  rereadInput(text: string): Expression {
    return this.node('input', [], { text, reread: true });
  }

  constant(value: number): Expression {
    return this.node('constant', [], { value, text: String(this.vector) });
  }

  add(a: Expression, b: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return this.constant(a.value + b.value);
    if (a.value === 0) return b;
    if (b.value === 0) return a;
    if (this.fused && b.op === 'f64x2.mul') return this.node('f64x2.relaxed_madd', [...b.args, a]);
    if (this.fused && a.op === 'f64x2.mul') return this.node('f64x2.relaxed_madd', [...a.args, b]);
    return this.node('f64x2.add', [a, b]);
  }

  sub(a: Expression, b: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return this.constant(a.value - b.value);
    if (b.value === 0) return a;
    if (a.value === 0) return this.neg(b);
    if (this.fused && b.op === 'f64x2.mul') return this.node('f64x2.relaxed_nmadd', [...b.args, a]);
    return this.node('f64x2.sub', [a, b]);
  }

  mul(a: Expression, b: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return this.constant(a.value * b.value);
    if (a.value === 1) return b;
    if (b.value === 1) return a;
    return this.node('f64x2.mul', [a, b]);
  }

  div(a: Expression, b: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return this.constant(a.value / b.value);
    return b.value === 1 ? a : this.node('f64x2.div', [a, b]);
  }

  /**
   * The sign bit turned over. Not f64x2.neg: joined to 256 bits by V8 13.6 (Node 24), it turns over bits 31 to 63 wherever
   * its operand is used again, for it makes the sign mask by a shift of 31 instead of 63.
   */
  neg(a: Expression): Expression {
    if (a.value !== undefined) return this.constant(-a.value);
    return negated(a) ?? this.node('v128.xor', [a, this.constant(-0)]);
  }

  abs(a: Expression): Expression {
    return a.value === undefined ? this.node('f64x2.abs', [a]) : this.constant(Math.abs(a.value));
  }

  /** b < a ? b : a, so a NaN in `a` stays. */
  min(a: Expression, b: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return this.constant(Math.min(a.value, b.value));
    return this.node('f64x2.pmin', [a, b]);
  }

  /** a < b ? b : a, so a NaN in `a` stays. */
  max(a: Expression, b: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return this.constant(Math.max(a.value, b.value));
    return this.node('f64x2.pmax', [a, b]);
  }

  sqrt(a: Expression): Expression {
    return a.value === undefined ? this.node('f64x2.sqrt', [a]) : this.constant(Math.sqrt(a.value));
  }

  exp(a: Expression): Expression {
    return a.value === undefined ? exp(this, a) : this.constant(Math.exp(a.value));
  }

  exp2(a: Expression): Expression {
    return a.value === undefined ? exp2(this, a) : this.constant(2 ** a.value);
  }

  log(a: Expression): Expression {
    return a.value === undefined ? log(this, a) : this.constant(Math.log(a.value));
  }

  pow(a: Expression, exponent: number): Expression {
    return a.value === undefined ? pow(this, a, exponent) : this.constant(a.value ** exponent);
  }

  whereLess(a: Expression, b: Expression, yes: Expression, no: Expression): Expression {
    if (a.value !== undefined && b.value !== undefined) return a.value < b.value ? yes : no;
    return this.node('v128.bitselect', [yes, no, this.node('f64x2.lt', [a, b])]);
  }

  /** The nearest integer, ties to even, for |a| < 2^51. The product in `a`, if any, is rounded first: it decides ties. */
  nearest(a: Expression): Expression {
    const shift = this.constant(roundingShift);
    return this.node('f64x2.sub', [this.node('f64x2.add', [a, shift]), shift]);
  }
}
