import type { NativeFunctions, SimdFunctions } from './block-functions.ts';
import { ownMemory } from '../parallel/native/library.ts';
import { blockLength } from './points.ts';
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

/** Entries that a row of kept sums is rounded up to, and products beside one column's: bounds of what `native-moments.ts` writes. */
const widestPanel = 16, mostBeside = 128;

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
      const { spaceValues, basis, memory, factors } = tables;
      const isSwapped = basis.degree === 0;
      const [space, columns] = isSwapped ? [block, scratch.ones] : [spaceValues, block];
      const extents = isSwapped ? scratch.swappedExtents(range).columns : scratch.extentsOf(range);
      const [spaceCount, count] = isSwapped ? [columnCount, 1] : [extents.length, columnCount];
      tables.makeParents();
      // Another part, though the last one was not settled: an error ended it.
      const isFirst = kept?.partial !== partial;
      if (isFirst) {
        let sums = 0;
        for (let k = 0; k < spaceCount; k++) sums += 2 * widestPanel * Math.ceil(extents[k] / widestPanel);
        const length = count * sums + (spaceCount + mostBeside) * blockLength;
        if (own.values.length < length) own = ownMemory(length);
        kept = { partial, extents: extents.byteOffset, spaceCount, size: range.size, count };
      }
      moments(
        own.address, space.byteOffset, memory.byteOffset, factors.byteOffset, columns.byteOffset, extents.byteOffset, spaceCount, count,
        Number(isFirst),
      );
    },
    settle() {
      if (!kept) return;
      settle(own.address, kept.partial.byteOffset, kept.extents, kept.spaceCount, kept.size, kept.count);
      kept = undefined;
    },
  };
}
