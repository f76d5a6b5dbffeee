import { randomStream } from '../math/random.ts';
import { KernelDisagreement } from '../parallel/self-check.ts';
import { Arena } from '../state/arena.ts';
import { lowered, makeBasis, type Basis } from './basis.ts';
import { openFunctions, type BlockCode } from './block-functions.ts';
import { compiledBench, scratchLength } from './compiled-bench.ts';
import { blockLength } from './points.ts';
import { collisionFormulas } from './polynomial-collisions.ts';
import { mostColumns } from './scratch.ts';
import { plainBench, type Bench } from './work.ts';

/** Largest relative difference that is rounding: sums of 64 products. */
const tolerance = 1e-11;

/** Whether a difference is more than rounding; NaN is. */
export const differs = (difference: number): boolean => !(difference <= tolerance);

/**
 * One thread's bench: plain loops without `code`. A native library is compared with the loops in every thread; the machine
 * code of a WebAssembly module is the same in all of them, and was compared when it was chosen. Throws a KernelDisagreement.
 */
export function openBench(code: BlockCode | undefined, memory: WebAssembly.Memory, scratch: Float64Array): Bench {
  if (!code) return plainBench();
  if (!(code instanceof WebAssembly.Module)) {
    const difference = disagreement(code);
    if (differs(difference)) {
      throw new KernelDisagreement('stopped', `the block kernels differ from the plain loops by ${difference.toExponential(1)}`);
    }
  }
  return compiledBench(openFunctions(code, memory), scratch);
}

/**
 * Calls before the comparison: of SIMD kernels so many that the engine's optimising compiler is what is tested, of native ones one,
 * which leaves its sums behind.
 */
const callsBefore = { simd: 300, native: 1 };

/** The largest relative difference between compiled kernels and the plain loops on random points. */
export function disagreement(code: BlockCode, wide = false): number {
  const frame = { axes: [{ kind: 'fourier' as const, length: 6 }], centre: [0.1, -0.2, 0], scale: [1, 0.9, 1.1] };
  // 56, 56, 56 and 35 velocity functions, then 35 thrice: every group of rows and columns of the kernels, and every rest.
  const basis = makeBasis(frame, 3, (order) => 5 - (order >> 1));
  const arena = new Arena(wide);
  const compiled = compiledBench(openFunctions(code, arena.memory), arena.vector(scratchLength([basis])));
  const next = randomStream(1, 1);
  const random = (length: number): Float64Array => arena.vector(length).map(() => 2 * next()[0] - 1);
  const points = {
    position: [shared(arena, random(blockLength))],
    velocity: Array.from({ length: 3 }, () => shared(arena, random(blockLength))),
  };
  // Rows for the formulas too.
  const columns = shared(arena, random(mostColumns * blockLength));
  const coefficients = shared(arena, random(Math.max(3 * basis.size, mostColumns * blockLength)));
  const found = (bench: Bench): Float64Array[] => sums(bench, basis, points, columns, coefficients, arena);
  for (let call = code instanceof WebAssembly.Module ? callsBefore.simd : callsBefore.native; call > 0; call--) found(compiled);
  const expected = found(plainBench());
  // Math.max hands NaN on, and NaN passes no test.
  return Math.max(...found(compiled).map((values, k) => relativeDifference(values, expected[k])));
}

function shared(arena: Arena, values: Float64Array): Float64Array {
  const vector = arena.vector(values.length);
  vector.set(values);
  return vector;
}

const partials = new WeakMap<Arena, Float64Array>();

function sums(
  bench: Bench,
  basis: Basis,
  points: { position: Float64Array[]; velocity: Float64Array[] },
  columns: Float64Array,
  coefficients: Float64Array,
  arena: Arena,
): Float64Array[] {
  const range = lowered(basis, 0);
  const tables = bench.tables(basis);
  tables.load(points, 0, blockLength);
  let partial = partials.get(arena);
  if (!partial) partials.set(arena, (partial = arena.vector(2 * 3 * range.size)));
  partial.fill(0);
  const block = bench.columns(3), values = bench.values(3);
  block.set(columns.subarray(0, 3 * blockLength));
  // Twice: the first block of a part and the others are not the same to all kernels.
  for (const _ of [1, 2]) bench.kernels.addMoments(tables, range, block, 3, partial);
  bench.kernels.settle();
  bench.kernels.evaluate(tables, range, coefficients, 3, values);
  const found = [partial.slice(), values.slice(0, 3 * blockLength), tables.velocityValues.slice()];
  return [...found, ...collisionFormulas.map((formula) => {
    const out = bench.columns(formula.writes);
    bench.kernels.points(formula, columns, coefficients, out);
    return out.slice(0, formula.writes * blockLength);
  })];
}

function relativeDifference(found: Float64Array, expected: Float64Array): number {
  const size = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const worst = found.reduce((most, x, k) => Math.max(most, Math.abs(x - expected[k])), 0);
  return worst / size;
}
