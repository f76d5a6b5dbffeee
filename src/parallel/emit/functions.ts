import { roundingShift } from '../../math/algebra.ts';
import { negated, type Expression, type Instructions } from './expression.ts';

/**
 * exp, log and powers as straight-line SIMD arithmetic. They are accurate to 2 ulp (see test/parallel/emit.test.ts)
 * and stay clear of subnormal numbers: exponentials are bounded below by 2^-700 instead of flushing to zero.
 */

/** Smallest and largest power of two that the exponentials return. */
const lowest = -700;
const highest = 1023;

/** 2^f on [-1/2, 1/2] by interpolation at Chebyshev nodes; relative error 4.2e-18. */
const exp2Coefficients = [
  1.0, 0.6931471805599453, 0.24022650695910158, 0.055504108664821625, 0.009618129107587256, 0.001333355814640647, 0.00015403530463724353,
  1.5252733841556773e-5, 1.3215432535912375e-6, 1.0178057087733941e-7, 7.074194297288521e-9, 4.4558179083360645e-10,
];

/** e^r on [-0.3466, 0.3466] by interpolation at Chebyshev nodes; relative error 4.2e-18. */
const expCoefficients = [
  1.0, 1.0, 0.5000000000000019, 0.1666666666666668, 0.04166666666648799, 0.008333333333319592, 0.0013888888952343797,
  0.00019841269890069431, 2.4801485451264055e-5, 2.7557240894691074e-6, 2.76326511328741e-7, 2.5110046444457486e-8,
];

/** ln 2 in two pieces; the first has 21 trailing zero bits, so that its product with an exponent is exact. */
const ln2High = 0.693147180369123816490;
const ln2Low = 1.90821492927058770002e-10;

/** c_0 + x (c_1 + x (c_2 + ...)). */
function polynomial(graph: Instructions, coefficients: readonly number[], x: Expression): Expression {
  return coefficients
    .slice(0, -1)
    .reduceRight((sum, c) => graph.add(graph.constant(c), graph.mul(sum, x)), graph.constant(coefficients.at(-1)!));
}

/**
 * The same as c_0 + x (even part + x odd part): two short chains instead of a long one, worth one more product. Adding
 * c_0 last keeps the error of the parts, which x makes small, away from the last place.
 */
function splitPolynomial(graph: Instructions, [first, ...rest]: readonly number[], x: Expression): Expression {
  const square = graph.mul(x, x);
  const even = polynomial(graph, rest.filter((_, k) => k % 2 === 0), square);
  const odd = polynomial(graph, rest.filter((_, k) => k % 2 === 1), square);
  return graph.add(graph.constant(first), graph.mul(x, graph.add(even, graph.mul(odd, x))));
}

/** Known from its form to be >= 0 (or <= 0): then a bound on the other side needs no instruction. */
function sign(a: Expression): 1 | 0 | -1 {
  const [first, second, third] = a.args;
  switch (a.op) {
    case 'constant': return a.value! >= 0 ? 1 : -1;
    case 'f64x2.abs': case 'f64x2.sqrt': return 1;
    case 'v128.xor': return negated(a) ? (-sign(first) as 1 | 0 | -1) : 0;
    case 'f64x2.mul': return first === second ? 1 : (sign(first) * sign(second) as 1 | 0 | -1);
    case 'f64x2.add': return sign(first) === sign(second) ? sign(first) : 0;
    case 'f64x2.relaxed_madd': {
      const product = first === second ? 1 : sign(first) * sign(second);
      return product === sign(third) ? sign(third) : 0;
    }
    default: return 0;
  }
}

/** value * 2^n, with n in the low bits of `shifted` = n + roundingShift: an integer addition to the exponent field. */
function scaleByPower(graph: Instructions, value: Expression, shifted: Expression): Expression {
  return graph.node('i64x2.add', [value, graph.node('i64x2.shl', [shifted], { text: '52' })]);
}

/** 2^a. For a = -s with s >= 0 the sign goes into the polynomial, and s needs one bound only. */
export function exp2(graph: Instructions, a: Expression): Expression {
  const shift = graph.constant(roundingShift);
  const size = negated(a);
  if (size && sign(size) === 1) {
    const s = graph.min(size, graph.constant(-lowest));
    const shifted = graph.sub(shift, s);
    const fraction = graph.add(s, graph.sub(shifted, shift));
    const alternating = exp2Coefficients.map((c, k) => (k % 2 ? -c : c));
    return scaleByPower(graph, splitPolynomial(graph, alternating, fraction), shifted);
  }
  const bounded = bound(graph, a, lowest, highest);
  const shifted = graph.node('f64x2.add', [bounded, shift]);
  const fraction = graph.sub(bounded, graph.sub(shifted, shift));
  return scaleByPower(graph, splitPolynomial(graph, exp2Coefficients, fraction), shifted);
}

/** e^a, by a = n ln 2 + r (Cody and Waite). */
export function exp(graph: Instructions, a: Expression): Expression {
  const shift = graph.constant(roundingShift);
  const bounded = bound(graph, a, lowest * Math.LN2, highest * Math.LN2);
  const shifted = graph.add(shift, graph.mul(bounded, graph.constant(Math.LOG2E)));
  const n = graph.sub(shifted, shift);
  const r = graph.sub(graph.sub(bounded, graph.mul(n, graph.constant(ln2High))), graph.mul(n, graph.constant(ln2Low)));
  return scaleByPower(graph, splitPolynomial(graph, expCoefficients, r), shifted);
}

function bound(graph: Instructions, a: Expression, low: number, high: number): Expression {
  const known = sign(a);
  const above = known === 1 ? a : graph.max(a, graph.constant(low));
  return known === -1 ? above : graph.min(above, graph.constant(high));
}

/** A double made of 64 bits, for use as a mask or an integer. */
const bits = (pattern: bigint): number => new Float64Array(new BigInt64Array([pattern]).buffer)[0];
const patternOf = (value: number): bigint => new BigInt64Array(new Float64Array([value]).buffer)[0];

const mantissaMask = 0xfffffffffffffn;
const oneBits = patternOf(1);
/** Mantissas are taken from [sqrt(1/2), sqrt(2)). */
const lowestMantissa = patternOf(Math.SQRT1_2) & ~0xfffffn;
const exponentBase = 2 ** 52;
/** Of the even function R in log(1 + f) = 2 s + s R, s = f / (2 + f) (Sun's fdlibm, e_log.c). */
const logCoefficients = [
  6.666666666666735130e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1, 1.818357216161805012e-1,
  1.531383769920937332e-1, 1.479819860511658591e-1,
];

/** log a for normal a > 0 (fdlibm's method: a = 2^k m, log m by a series in (m - 1)/(m + 1)). */
export function log(graph: Instructions, a: Expression): Expression {
  const integer = (value: bigint): Expression => graph.constant(bits(value));
  const moved = graph.node('i64x2.add', [a, integer(oneBits - lowestMantissa)]);
  const biased = graph.node('i64x2.shr_u', [moved], { text: '52' });
  const k = graph.sub(graph.node('v128.or', [biased, graph.constant(exponentBase)]), graph.constant(exponentBase + 1023));
  const mantissa = graph.node('i64x2.add', [graph.node('v128.and', [moved, integer(mantissaMask)]), integer(lowestMantissa)]);
  const f = graph.sub(mantissa, graph.constant(1));
  const s = graph.div(f, graph.add(f, graph.constant(2)));
  const z = graph.mul(s, s);
  const remainder = graph.mul(z, polynomial(graph, logCoefficients, z));
  const halfSquare = graph.mul(graph.mul(graph.constant(0.5), f), f);
  const low = graph.add(graph.mul(s, graph.add(halfSquare, remainder)), graph.mul(k, graph.constant(ln2Low)));
  const correction = graph.sub(graph.sub(halfSquare, low), f);
  return graph.sub(graph.mul(k, graph.constant(ln2High)), correction);
}

/** Largest |exponent| that is worth repeated multiplication. */
const largestProduct = 16;

/** a^exponent for a > 0: by products and square roots when 4 * exponent is an integer, else exp(exponent * log a). */
export function pow(graph: Instructions, a: Expression, exponent: number): Expression {
  const size = Math.abs(exponent);
  if (!Number.isInteger(4 * size) || size > largestProduct) return graph.exp(graph.mul(graph.constant(exponent), graph.log(a)));
  const root = (): Expression => graph.sqrt(a);
  const factors = [integerPower(graph, a, Math.floor(size))];
  const quarters = (4 * size) % 4;
  if (quarters >= 2) factors.push(root());
  if (quarters % 2 === 1) factors.push(graph.sqrt(root()));
  const power = factors.reduce((x, y) => graph.mul(x, y));
  return exponent < 0 ? graph.div(graph.constant(1), power) : power;
}

/** a^n by repeated squaring. */
function integerPower(graph: Instructions, a: Expression, n: number): Expression {
  let result = graph.constant(1);
  let square = a;
  for (let rest = n; rest > 0; rest >>= 1) {
    if (rest & 1) result = graph.mul(result, square);
    if (rest > 1) square = graph.mul(square, square);
  }
  return result;
}
