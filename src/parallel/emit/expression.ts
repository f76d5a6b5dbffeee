import type { PairAlgebra } from '../../contracts.ts';

/**
 * A node of a formula read by the emitter: a WebAssembly SIMD instruction and its arguments, in two f64 lanes. Equal
 * expressions are one object (hash-consing), so common subexpressions are computed once.
 */
export interface Expression {
  readonly id: number;
  /** The WebAssembly instruction; `constant` and `input` are the leaves. */
  readonly op: string;
  readonly args: readonly Expression[];
  /** Value of a constant. */
  readonly value?: number;
  /** WAT text of an input, the scalar operand of a shift, or which copy of a constant to read. */
  readonly text?: string;
  /** An input that is read again at each use rather than kept in a local. */
  readonly reread?: boolean;
}

/** The algebra of expressions, with access to single instructions. */
export interface Instructions extends PairAlgebra<Expression> {
  node(op: string, args: readonly Expression[], rest?: { value?: number; text?: string; reread?: boolean }): Expression;
}

/** x where `a` is -x, written as x with its sign bit turned over. */
export const negated = ({ op, args: [operand, bits] }: Expression): Expression | undefined =>
  op === 'v128.xor' && Object.is(bits.value, -0) ? operand : undefined;
