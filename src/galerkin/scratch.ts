import type { Range } from './basis.ts';
import { blockLength } from './points.ts';

/** Largest number of block columns that any work asks for: the 25 collision fields of 3V. */
export const mostColumns = 25;

/** Doubles that every thread needs beside what it remembers. */
export const fixedLength = (3 * mostColumns + 1) * blockLength + 8 * Math.ceil(mostColumns / 8);

/** A thread's part of the shared memory: rows of its own, and what it remembers of bases. When that is full, all of it is forgotten. */
export class Scratch {
  readonly columns: Float64Array;
  readonly values: Float64Array;
  readonly ones: Float64Array;
  readonly products: Float64Array;
  /** Every column as a product of itself and `ones`, by entries from the first column on. */
  readonly columnFactors: Int32Array;
  private readonly memory: Float64Array;
  private readonly begin: number;
  private used = 0;
  private readonly extents = new Map<Range, Int32Array>();
  private readonly swapped = new Map<Range, { readonly columns: Int32Array; readonly functions: Int32Array }>();

  constructor(memory: Float64Array) {
    this.memory = memory;
    const rows = mostColumns * blockLength;
    [this.columns, this.values, this.ones, this.products] = [rows, rows, blockLength, rows].map((length) => this.take(length));
    this.ones.fill(1);
    const one = (this.ones.byteOffset - this.columns.byteOffset) / Float64Array.BYTES_PER_ELEMENT;
    this.columnFactors = this.copyOf(Array.from({ length: mostColumns }, (_, m) => [m * blockLength, one]).flat());
    this.begin = this.used;
  }

  /** Room for something to be remembered. */
  take(length: number): Float64Array {
    const rounded = Math.ceil(length / 8) * 8;
    const from = this.used;
    if (from + rounded > this.memory.length) throw new RangeError('a thread has too little scratch for this basis');
    this.used += rounded;
    return this.memory.subarray(from, from + length);
  }

  hasRoom(length: number): boolean {
    return this.used + length <= this.memory.length;
  }

  forget(): void {
    this.extents.clear();
    this.swapped.clear();
    this.used = this.begin;
  }

  copyOf(integers: ArrayLike<number>): Int32Array {
    const cells = this.take(Math.ceil(integers.length / 2));
    const copy = new Int32Array(cells.buffer, cells.byteOffset, integers.length);
    copy.set(integers);
    return copy;
  }

  /** The extents of a range, where kernels can read them. */
  extentsOf(range: Range): Int32Array {
    let list = this.extents.get(range);
    if (!list) this.extents.set(range, (list = this.copyOf(range.extent)));
    return list;
  }

  /**
   * Without velocity functions the roles are swapped: the columns take the place of the space functions, and these that of the
   * velocity functions. The sums are the same, and the kernels see long rows.
   */
  swappedExtents(range: Range): { readonly columns: Int32Array; readonly functions: Int32Array } {
    let lists = this.swapped.get(range);
    if (!lists) {
      const columns = this.copyOf(Array.from({ length: mostColumns }, () => range.size));
      this.swapped.set(range, (lists = { columns, functions: this.copyOf([range.size]) }));
    }
    return lists;
  }
}
