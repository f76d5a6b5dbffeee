import type { NativeFunctions, SimdFunctions } from './block-functions.ts';
import { ownMemory } from '../parallel/native/library.ts';
import type { Scratch } from './scratch.ts';
import type { BlockKernels } from './work.ts';

type MomentKernels = Pick<BlockKernels, 'addMoments' | 'settle'>;

/** Moments from rows of functions: each block adds to the partial sums. */
export function simdMoments({ moments }: SimdFunctions, scratch: Scratch): MomentKernels {
  return {
    addMoments(tables, range, block, count, partial) {
      const { spaceValues, productValues, basis } = tables;
      const [columns, sums] = [block.byteOffset, partial.byteOffset];
      if (basis.degree === 0) {
        const extents = scratch.swappedExtents(range).columns.byteOffset, { ones, products } = scratch;
        moments(columns, spaceValues.byteOffset, ones.byteOffset, products.byteOffset, sums, extents, count, range.size, 1);
        return;
      }
      const list = scratch.extentsOf(range), velocity = tables.velocityValues;
      moments(
        spaceValues.byteOffset, velocity.byteOffset, columns, productValues.byteOffset, sums,
        list.byteOffset, list.length, range.size, count,
      );
    },
    settle: () => {},
  };
}

/** Functions that a row of kept sums is rounded up to: a bound of what `native-moments.ts` writes. */
const mostFunctions = 4;

/** What `settle` has to hand over. */
interface Kept {
  readonly partial: Float64Array;
  readonly extents: number;
  readonly spaceCount: number;
  readonly size: number;
  readonly count: number;
}

/**
 * Moments by a native library, from the factors of the functions. The sums of a part are kept in memory of this thread's own, in
 * the order in which they are made, until the part is done.
 */
export function nativeMoments({ moments, settle }: NativeFunctions, scratch: Scratch): MomentKernels {
  let own = ownMemory(0);
  let kept: Kept | undefined;
  return {
    addMoments(tables, range, block, columnCount, partial) {
      const { basis, memory } = tables;
      const isSwapped = basis.degree === 0;
      const extents = isSwapped ? scratch.swappedExtents(range).columns : scratch.extentsOf(range);
      const [spaceCount, count] = isSwapped ? [columnCount, 1] : [extents.length, columnCount];
      const [rows, pairs] = isSwapped ? [block, scratch.columnFactors] : [memory, tables.space.factors];
      const columns = isSwapped ? scratch.ones : block;
      const factors = isSwapped ? tables.space.factors : tables.velocity.factors;
      // Another part, though the last one was not settled: an error ended it.
      const isFirst = kept?.partial !== partial;
      if (isFirst) {
        let sums = 0;
        for (let k = 0; k < spaceCount; k++) sums += 2 * mostFunctions * Math.ceil(extents[k] / mostFunctions);
        if (own.values.length < count * sums) own = ownMemory(count * sums);
        kept = { partial, extents: extents.byteOffset, spaceCount, size: range.size, count };
      }
      moments(
        own.address, rows.byteOffset, pairs.byteOffset, memory.byteOffset, factors.byteOffset, columns.byteOffset, extents.byteOffset,
        spaceCount, count, Number(isFirst),
      );
    },
    settle() {
      if (!kept) return;
      settle(own.address, kept.partial.byteOffset, kept.extents, kept.spaceCount, kept.size, kept.count);
      kept = undefined;
    },
  };
}
