import { beforeAll, describe, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { assemble } from '../../src/parallel/assemble.ts';
import type { Expression } from '../../src/parallel/emit/expression.ts';
import { Graph } from '../../src/parallel/emit/graph.ts';
import { ConstantPool, StatementWriter } from '../../src/parallel/emit/writer.ts';
import { enableFeatures } from '../../src/parallel/features.ts';
import { numbers } from '../../src/math/algebra.ts';

type Formula = (graph: Graph, a: Expression, b: Expression) => Expression;

const features = enableFeatures();
const modes = features.fused ? [false, true] : [false];
const slots = 4096;

/** Compiles y = formula(a, b) over arrays of `slots` entries and returns it as a function of arrays. */
async function compiled(formula: Formula, fused: boolean): Promise<(a: readonly number[], b?: readonly number[]) => number[]> {
  const constants = new ConstantPool();
  const graph = new Graph(fused);
  const writer = new StatementWriter(constants, '');
  const vector = (start: number): Expression => graph.input(`(v128.load offset=${start * 8} (local.get $at))`);
  writer.store('(local.get $at)', 2 * slots * 8, formula(graph, vector(0), vector(slots)));
  const lines = writer.lines();
  const text = `(module (memory (export "memory") 3)
    (func (export "map") (local $work i32) (local $at i32) ${writer.locals.map((name) => `(local $${name} v128)`).join(' ')}
      (local.set $work (i32.const ${3 * slots * 8}))
      (loop $next ${lines.join('\n')}
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $at) (i32.const ${slots * 8}))))))`;
  const { instance } = await WebAssembly.instantiate(await assemble(text));
  const { memory, map } = instance.exports as { memory: WebAssembly.Memory; map: () => void };
  const cells = new Float64Array(memory.buffer);
  cells.set(constants.inMemory(), 3 * slots);
  return (a, b = []) => {
    cells.set(a, 0);
    cells.set(b, slots);
    map();
    return [...cells.subarray(2 * slots, 2 * slots + a.length)];
  };
}

// Exponentials in 320-bit fixed point: the truth to which ulps are counted.
const scaleBits = 320n;
const one = 1n << scaleBits;

/** A double as a fixed-point number, exactly for |a| > 2^-260. */
function fixed(a: number): bigint {
  const [bits] = new BigInt64Array(new Float64Array([Math.abs(a)]).buffer);
  const exponent = Number(bits >> 52n);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent > 0 ? 1n << 52n : 0n);
  const shift = scaleBits + BigInt(Math.max(1, exponent) - 1075);
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return a < 0 ? -size : size;
}

/** ln 2 = 2 atanh(1/3). */
const ln2 = (() => {
  let sum = 0n;
  for (let k = 1n, term = (2n * one) / 3n; term > 0n; k += 2n, term /= 9n) sum += term / k;
  return sum;
})();

/** e^a = 2^n * mantissa with mantissa in [1/2, 2) as fixed point. */
function trueExp(a: bigint): { n: number; mantissa: bigint } {
  const n = (2n * a + ln2) / (2n * ln2) - (2n * a + ln2 < 0n ? 1n : 0n);
  const r = a - n * ln2;
  let sum = 0n;
  for (let k = 1n, term = one; term !== 0n && term !== -1n; term = (term * r) / (k * one), k++) sum += term;
  return { n: Number(n), mantissa: sum };
}

/** Error of `value` as e^a, in units of the last place of `value`. */
function ulpsOfExp(value: number, a: bigint): number {
  const { n, mantissa } = trueExp(a);
  const scaled = fixed(value / 2 ** n);
  const [bits] = new BigInt64Array(new Float64Array([value / 2 ** n]).buffer);
  const lastPlace = 1n << (scaleBits + (bits >> 52n) - 1075n);
  const difference = scaled - mantissa;
  return Number((difference * 1000n) / lastPlace) / 1000;
}

const worst = (errors: readonly number[]): number => Math.max(...errors.map((error) => (Number.isNaN(error) ? Infinity : Math.abs(error))));

describe.each(modes)('elementary functions, fused %s', (fused) => {
  const random = seedrandom('elementary functions');
  const inRange = (low: number, high: number): number[] => Array.from({ length: slots }, () => low + (high - low) * random());

  it('exp is within 2 ulp from the smallest argument kept to the largest', async () => {
    const exp = await compiled((graph, a) => graph.exp(a), fused);
    for (const [low, high] of [[-485, 700], [-2, 2], [-1e-5, 1e-5], [-40, 0]]) {
      const arguments_ = inRange(low, high);
      const values = exp(arguments_);
      expect(worst(values.map((value, k) => ulpsOfExp(value, fixed(arguments_[k]))))).toBeLessThanOrEqual(2);
    }
  });

  it('exp2 is within 2 ulp, and exact at integers', async () => {
    const exp2 = await compiled((graph, a) => graph.exp2(a), fused);
    for (const [low, high] of [[-700, 1000], [-1, 1]]) {
      const arguments_ = inRange(low, high);
      const values = exp2(arguments_);
      expect(worst(values.map((value, k) => ulpsOfExp(value, (fixed(arguments_[k]) * ln2) / one)))).toBeLessThanOrEqual(2);
    }
    const integers = Array.from({ length: 1400 }, (_, k) => k - 700);
    expect(exp2(integers)).toEqual(integers.map((k) => 2 ** k));
  });

  it('the Gaussian 2^(-z^2) is within 2 ulp, and stays far from subnormal numbers for any distance', async () => {
    const gaussian = await compiled((graph, a) => graph.exp2(graph.neg(graph.mul(a, a))), fused);
    const arguments_ = inRange(0, 26);
    const values = gaussian(arguments_);
    // In fused mode too, the product is one rounded number: it is bounded before anything is added to it.
    expect(worst(values.map((value, k) => ulpsOfExp(value, (fixed(-(arguments_[k] * arguments_[k])) * ln2) / one)))).toBeLessThanOrEqual(2);
    const far = gaussian([27, 100, 1e10, 1e200]);
    expect(worst(far)).toBeLessThan(1e-200);
    expect(Math.min(...far)).toBeGreaterThan(1e-215);
  });

  it('log is within 2 ulp for normal positive arguments', async () => {
    const log = await compiled((graph, a) => graph.log(a), fused);
    const arguments_ = [...inRange(-300, 300).slice(0, 2000).map((a) => 10 ** a), ...inRange(0.5, 2).slice(0, 2000), 1];
    const values = log(arguments_);
    // Math.log of V8 is fdlibm, below 1 ulp; so the two may differ by at most 2 ulp of ours plus 1 of it.
    const ulp = (value: number): number => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -60))) - 52);
    expect(worst(values.map((value, k) => (value - Math.log(arguments_[k])) / ulp(value)))).toBeLessThanOrEqual(3);
    expect(values.at(-1)).toBe(0);
  });

  it.each([-3, -1.5, -1.25, -1, -0.5, 0.25, 0.5, 2, 3.5, 0.3, -0.7, 2.1])(
    'pow with exponent %s equals Math.pow to rounding',
    async (exponent) => {
      const pow = await compiled((graph, a) => graph.pow(a, exponent), fused);
      const arguments_ = inRange(-6, 6).map((a) => 10 ** a);
      const values = pow(arguments_);
      // exp(exponent * log a) magnifies the rounding of its argument, at most 3.5 * log(1e6) = 48, by that factor.
      expect(worst(values.map((value, k) => value / arguments_[k] ** exponent - 1))).toBeLessThan(3e-14);
    },
  );

  it('every operation of the algebra gives what plain numbers give, to rounding', async () => {
    const formula = <E>(algebra: { [K in keyof typeof numbers]: unknown } & import('../../src/contracts.ts').Algebra<E>, a: E, b: E): E => {
      const half = algebra.constant(0.5);
      const sum = algebra.add(algebra.mul(a, b), algebra.div(a, algebra.add(algebra.abs(b), half)));
      const chosen = algebra.whereLess(a, b, algebra.min(a, half), algebra.max(b, algebra.neg(half)));
      return algebra.sub(algebra.mul(sum, chosen), algebra.sqrt(algebra.add(algebra.mul(a, a), algebra.mul(b, b))));
    };
    const run = await compiled((graph, a, b) => formula(graph, a, b), fused);
    const a = inRange(-3, 3), b = inRange(-3, 3);
    const values = run(a, b);
    expect(worst(values.map((value, k) => value - formula(numbers, a[k], b[k])))).toBeLessThan(1e-14);
  });
});

describe('expressions', () => {
  it('equal expressions are one node, and constants are folded', () => {
    const graph = new Graph(false);
    const a = graph.input('(local.get $a)');
    expect(graph.add(a, graph.constant(2))).toBe(graph.add(a, graph.constant(2)));
    expect(graph.exp(graph.mul(graph.constant(2), graph.constant(0))).value).toBe(1);
    expect(graph.mul(a, graph.constant(1))).toBe(a);
  });

  let bits: number[];
  beforeAll(async () => {
    const nan = await compiled((graph, a) => graph.exp2(graph.neg(graph.mul(a, a))), false);
    bits = nan([NaN, 1]);
  });
  it('a NaN stays a NaN: a broken particle is seen, not hidden', () => {
    expect(bits[0]).toBeNaN();
    expect(bits[1]).toBe(0.5);
  });
});
