import type { Column } from '../contracts.ts';
import { Refusal } from '../refusal.ts';

const pageBytes = 65536;
/** 4 GiB, the most that a 32-bit WebAssembly memory can hold. */
const maximumPages = 65536;
export const arenaBytes = pageBytes * maximumPages;

/** N rounded up to a multiple of 8: the length of a column, so that SIMD blocks need no remainder loop. */
export const padded = (count: number): number => Math.ceil(count / 8) * 8;

/**
 * One shared memory for a whole run. Every column of particles and work space is a view into it, so workers see the
 * same numbers without copies and WebAssembly kernels can address them. It grows when a column is allocated.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  private used = 64;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true });
  }

  /** Bytes set aside so far. */
  get bytes(): number {
    return this.used;
  }

  /** A zeroed vector of `length` doubles, 64-byte aligned. Refuses when 4 GiB are full, or the system has no more. */
  vector(length: number): Float64Array {
    const start = this.used;
    const end = start + Math.ceil((length * 8) / 64) * 64;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / pageBytes);
    if (missing > 0) this.grow(missing);
    this.used = end;
    return new Float64Array(this.memory.buffer, start, length);
  }

  private grow(pages: number): void {
    try {
      this.memory.grow(pages);
    } catch (cause) {
      const [wanted, held] = [pages * pageBytes, this.memory.buffer.byteLength];
      throw new Refusal(
        'input', `the run needs ${wanted} more bytes than the ${held} it has, and cannot have them (at most ${arenaBytes})`,
        { advice: 'use fewer particles, a time scheme with less memory (midpoint), or sums.method direct', cause },
      );
    }
  }

  /** `count` adjacent columns of `capacity` entries. */
  columns(count: number, capacity: number): Column[] {
    return axes(this.vector(count * capacity), count);
  }

  /** A zeroed Int32Array for counters that threads share. */
  counters(length: number): Int32Array {
    const cells = this.vector(Math.ceil(length / 2));
    return new Int32Array(cells.buffer, cells.byteOffset, length);
  }
}

/** A vector of `count` adjacent columns as views of each. */
export function axes(vector: Float64Array, count: number): Column[] {
  const stride = vector.length / count;
  return Array.from({ length: count }, (_, axis) => vector.subarray(axis * stride, (axis + 1) * stride));
}
