import type { Basis, Range } from './basis.ts';
import { blockLength } from './points.ts';
import { BlockTables, rowProgram, tableLength, type TableKernels } from './tables.ts';
import type { BlockFunctions } from './block-functions.ts';
import type { Bench } from './work.ts';

/** Largest number of block columns that any work asks for: the 25 collision fields of 3V. */
const mostColumns = 25;

/** Doubles of scratch to remember a basis: its tables, its program, and the lists of its ranges, which come later. */
const remembered = (basis: Basis): number => tableLength(basis) + rowProgram(basis).length + 4 * basis.space.length + 4 * mostColumns + 64;

/** Doubles of scratch in which a thread can remember all of `bases` at a time. */
export const scratchLength = (bases: readonly Basis[]): number =>
  (3 * mostColumns + 1) * blockLength + bases.reduce((sum, basis) => sum + remembered(basis), 0);

/** A bench whose sums are compiled functions over `scratch`, a part of the shared memory that belongs to one thread. */
export function compiledBench({ moments, evaluate, hermite, multiplyRows }: BlockFunctions, scratch: Float64Array): Bench {
  const columns = scratch.subarray(0, mostColumns * blockLength);
  const values = scratch.subarray(mostColumns * blockLength, 2 * mostColumns * blockLength);
  const tables = new Map<Basis, BlockTables>();
  const extents = new Map<Range, Int32Array>();
  let used = 2 * mostColumns * blockLength;
  /** Scratch for something to be remembered; when it is full everything remembered is forgotten. */
  const take = (length: number): Float64Array => {
    const rounded = Math.ceil(length / 8) * 8;
    if (used + rounded > scratch.length) throw new RangeError('a thread has too little scratch for this basis');
    used += rounded;
    return scratch.subarray(used - rounded, used - rounded + length);
  };
  const forget = (): void => {
    tables.clear();
    extents.clear();
    swapped.clear();
    used = begin;
  };
  const tableKernels: TableKernels = {
    hermite: (c, degree, roots, table) => hermite(c.byteOffset, degree, roots.byteOffset, table.byteOffset),
    multiplyRows: (rows, program) => multiplyRows(rows.byteOffset, program.byteOffset, program.length / 3),
  };
  const sharedCopy = (integers: ArrayLike<number>): Int32Array => {
    const cells = take(Math.ceil(integers.length / 2));
    const copy = new Int32Array(cells.buffer, cells.byteOffset, integers.length);
    copy.set(integers);
    return copy;
  };
  const extentsOf = (range: Range): Int32Array => {
    let list = extents.get(range);
    if (!list) {
      extents.set(range, (list = sharedCopy(range.extent)));
    }
    return list;
  };
  const ones = take(blockLength).fill(1);
  const products = take(mostColumns * blockLength);
  // Without velocity functions the roles are swapped: the columns take the place of the space functions, and these that of
  // the velocity functions. The sums are the same, and the kernels see long rows.
  const swapped = new Map<Range, { columns: Int32Array; functions: Int32Array }>();
  const swappedExtents = (range: Range): { columns: Int32Array; functions: Int32Array } => {
    let lists = swapped.get(range);
    if (!lists) {
      const columns = sharedCopy(Array.from({ length: mostColumns }, () => range.size));
      swapped.set(range, (lists = { columns, functions: sharedCopy([range.size]) }));
    }
    return lists;
  };
  const begin = used;
  return {
    kernels: {
      addMoments(table, range, block, count, partial) {
        const { spaceValues, velocityValues, productValues, packedValues, basis } = table;
        if (basis.degree === 0) {
          const { byteOffset } = swappedExtents(range).columns;
          moments(
            block.byteOffset,
            spaceValues.byteOffset,
            ones.byteOffset,
            products.byteOffset,
            partial.byteOffset,
            byteOffset,
            count,
            range.size,
            1,
            packedValues.byteOffset,
          );
          return;
        }
        const list = extentsOf(range);
        moments(
          spaceValues.byteOffset, velocityValues.byteOffset, block.byteOffset, productValues.byteOffset, partial.byteOffset,
          list.byteOffset, list.length, range.size, count, packedValues.byteOffset,
        );
      },
      evaluate(table, range, coefficients, count, out) {
        const { spaceValues, velocityValues, basis } = table;
        if (basis.degree === 0) {
          const { byteOffset } = swappedExtents(range).functions;
          evaluate(ones.byteOffset, spaceValues.byteOffset, coefficients.byteOffset, out.byteOffset, byteOffset, 1, range.size, count);
          return;
        }
        const list = extentsOf(range);
        evaluate(
          spaceValues.byteOffset, velocityValues.byteOffset, coefficients.byteOffset, out.byteOffset,
          list.byteOffset, list.length, range.size, count,
        );
      },
    },
    tables(basis) {
      let known = tables.get(basis);
      if (!known) {
        if (used + remembered(basis) > scratch.length) forget();
        known = new BlockTables(basis, tableKernels, take(tableLength(basis)), sharedCopy(rowProgram(basis)));
        tables.set(basis, known);
      }
      return known;
    },
    columns: () => columns,
    values: () => values,
  };
}
