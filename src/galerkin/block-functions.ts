import type { NativeLibrary } from '../parallel/native/compiler.ts';
import { openLibrary } from '../parallel/native/library.ts';
import { collisionFormulas } from './polynomial-collisions.ts';

/**
 * The functions over a block of points that a bench is made of, compiled; `block-kernels.ts` and `table-kernels.ts` say what they
 * compute. Arrays are given by byte addresses in the shared memory; `extents` holds 32-bit integers, one a space function.
 */
interface CommonFunctions {
  evaluate(
    space: number, velocity: number, coefficients: number, out: number, extents: number, spaceCount: number, size: number, count: number,
  ): void;
  /** `axes` rows from `c` on, tables one after another. */
  hermite(c: number, axes: number, degree: number, roots: number, table: number): void;
  /** `count` rows after the first. */
  fourier(cosine: number, sine: number, count: number, table: number): void;
  /** Rows target = a * b for `count` triples, given by their entries in memory. */
  multiplyRows(memory: number, program: number, count: number): void;
  /** Formulas at points, by their names: they read rows from two addresses on and write from a third on. */
  readonly points: Readonly<Record<string, (first: number, second: number, out: number) => void>>;
}

/** WebAssembly (SIMD): moments from rows of velocity functions. */
export interface SimdFunctions extends CommonFunctions {
  /** `products` is work space: rows for the space functions. */
  moments(
    space: number, velocity: number, columns: number, products: number, partial: number, extents: number,
    spaceCount: number, size: number, count: number,
  ): void;
}

/** By the machine's C compiler: moments from the factors of functions, see `native-moments.ts`. */
export interface NativeFunctions extends CommonFunctions {
  /**
   * `own` is the address of the thread's memory for sums; factors are pairs of entries of `space` and of `velocity`, one pair a function.
   * The first block of a part puts its sums there, the others add to them.
   */
  moments(
    own: number, space: number, spaceFactors: number, velocity: number, velocityFactors: number, columns: number, extents: number,
    spaceCount: number, count: number, isFirst: number,
  ): void;
  /** Adds the sums to `partial`. */
  settle(own: number, partial: number, extents: number, spaceCount: number, size: number, count: number): void;
}

/** Compiled block functions as plain data: WebAssembly, or a native library. */
export type BlockCode = WebAssembly.Module | NativeLibrary;

/** The functions of a code as one thread calls them, over the run's memory. */
export function openFunctions(code: BlockCode, memory: WebAssembly.Memory): SimdFunctions | NativeFunctions {
  if (code instanceof WebAssembly.Module) {
    const exported = new WebAssembly.Instance(code, { run: { memory } }).exports as unknown as SimdFunctions & SimdFunctions['points'];
    return { ...exported, points: exported };
  }
  const { bind } = openLibrary(code.path, memory);
  return {
    points: Object.fromEntries(collisionFormulas.map(({ name }) => [name, bind(name)])),
    moments: bind('moments'), settle: bind('settle'), evaluate: bind('evaluate'), hermite: bind('hermite'),
    fourier: bind('fourier'), multiplyRows: bind('multiplyRows'),
  };
}

export const isNative = (functions: SimdFunctions | NativeFunctions): functions is NativeFunctions => 'settle' in functions;
