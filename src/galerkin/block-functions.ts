import type { NativeLibrary } from '../parallel/native/compiler.ts';
import { openLibrary } from '../parallel/native/library.ts';

/**
 * The functions over a block of points that a bench is made of, compiled; `block-kernels.ts` and `tables.ts` say what they
 * compute. Arrays are given by byte addresses in the shared memory; `extents` holds 32-bit integers, one a space function.
 */
export interface BlockFunctions {
  /** `products` and `packed` are work space: rows for the space functions, and for the velocity functions. */
  moments(
    space: number, velocity: number, columns: number, products: number, partial: number, extents: number,
    spaceCount: number, size: number, count: number, packed: number,
  ): void;
  evaluate(
    space: number, velocity: number, coefficients: number, out: number, extents: number, spaceCount: number, size: number, count: number,
  ): void;
  /** he_0 ... he_degree of a block; roots holds sqrt(n), 1/sqrt(n+1) for n = 1, 2, ... */
  hermite(c: number, degree: number, roots: number, table: number): void;
  /** Rows target = a * b for `count` triples, given by their entries in memory. */
  multiplyRows(memory: number, program: number, count: number): void;
}

/** Compiled block functions as plain data: WebAssembly (SIMD), or a library of the machine's C compiler. */
export type BlockCode = WebAssembly.Module | NativeLibrary;

/** The functions of a code as one thread calls them, over the run's memory. */
export function openFunctions(code: BlockCode, memory: WebAssembly.Memory): BlockFunctions {
  if (code instanceof WebAssembly.Module) return new WebAssembly.Instance(code, { run: { memory } }).exports as unknown as BlockFunctions;
  const { bind } = openLibrary(code.path, memory);
  return {
    moments: bind('moments', 10), evaluate: bind('evaluate', 8), hermite: bind('hermite', 4), multiplyRows: bind('multiplyRows', 3),
  };
}
