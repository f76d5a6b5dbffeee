import type { Column } from '../contracts.ts';
import { Refusal } from '../refusal.ts';

const pageBytes = 65536;
/** Pages of shared memories: 4 GiB with addresses of 32 bits, and the 16 GiB that engines allow with 64 (wide). */
export const largestPages = { narrow: 65536, wide: 262144 } as const;
export const narrowBytes = pageBytes * largestPages.narrow;
export const wideBytes = pageBytes * largestPages.wide;

/** Wide memories as standardised (BigInt limits, `address`) came with V8 13 of Node 24. */
export const canBeWide = Number(process.versions.node.split('.')[0]) >= 24;

/** The most that one process of a run can hold in shared memory under this Node. */
export const arenaBytes = canBeWide ? wideBytes : narrowBytes;

/** An empty shared memory that can grow to its largest size: wide ones have addresses of 64 bits, and want Node 24. */
export function sharedMemory(wide: boolean): WebAssembly.Memory {
  if (!wide) return new WebAssembly.Memory({ initial: 1, maximum: largestPages.narrow, shared: true });
  const descriptor = { address: 'i64', initial: 1n, maximum: BigInt(largestPages.wide), shared: true };
  return new WebAssembly.Memory(descriptor as unknown as WebAssembly.MemoryDescriptor);
}

/** N rounded up to a multiple of 8: the length of a column, so that SIMD blocks need no remainder loop. */
export const padded = (count: number): number => Math.ceil(count / 8) * 8;

/**
 * One shared memory for a whole run. Every column of particles and work space is a view into it, so workers see the
 * same numbers without copies and WebAssembly kernels can address them. It grows when a column is allocated.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  /** Addresses have 64 bits: there may be more than 4 GiB, and kernels must be compiled for that. */
  readonly wide: boolean;
  private used = 64;

  constructor(wide = false) {
    this.wide = wide;
    this.memory = sharedMemory(wide);
  }

  /** Bytes set aside so far. */
  get bytes(): number {
    return this.used;
  }

  /** A zeroed vector of `length` doubles, 64-byte aligned. Refuses when it is full, or the system has no more. */
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
      this.memory.grow((this.wide ? BigInt(pages) : pages) as number);
    } catch (cause) {
      const [wanted, held] = [pages * pageBytes, this.memory.buffer.byteLength];
      const atMost = this.wide ? wideBytes : narrowBytes;
      throw new Refusal(
        'input', `the run needs ${wanted} more bytes than the ${held} it has, and cannot have them (at most ${atMost})`,
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
