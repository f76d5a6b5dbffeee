import type { Basis } from './basis.ts';
import { isNative, type NativeFunctions, type SimdFunctions } from './block-functions.ts';
import { nativeMoments, simdMoments } from './moment-kernels.ts';
import { blockLength } from './points.ts';
import { Scratch, fixedLength, mostColumns } from './scratch.ts';
import type { TableKernels } from './table-kernels.ts';
import { BlockTables, rowProgram, tableLength, type MadeRows, type RowProgram } from './tables.ts';
import type { Bench } from './work.ts';

/** Doubles of scratch to remember a basis: its tables, its program, and the lists of its ranges, which come later. */
const remembered = (basis: Basis): number =>
  tableLength(basis) + programLength(rowProgram(basis)) + 4 * basis.space.length + 4 * mostColumns + 64;

const programLength = ({ space, velocity }: RowProgram): number =>
  [space, velocity].flatMap(({ triples, factors }) => [triples, factors]).reduce((sum, list) => sum + list.length / 2 + 8, 0);

/** Doubles of scratch in which a thread can remember all of `bases` at a time. */
export const scratchLength = (bases: readonly Basis[]): number => fixedLength + bases.reduce((sum, basis) => sum + remembered(basis), 0);

/** A bench whose sums are compiled functions over `memory`, a part of the shared memory that belongs to one thread. */
export function compiledBench(functions: SimdFunctions | NativeFunctions, memory: Float64Array): Bench {
  const { evaluate, hermite, fourier, multiplyRows, points } = functions;
  const scratch = new Scratch(memory);
  const tables = new Map<Basis, BlockTables>();
  const tableKernels: TableKernels = {
    hermite: (c, degree, roots, table) => hermite(c.byteOffset, c.length / blockLength, degree, roots.byteOffset, table.byteOffset),
    fourier: (cosine, sine, table) => fourier(cosine.byteOffset, sine.byteOffset, table.length / blockLength - 1, table.byteOffset),
    multiplyRows: (rows, program) => multiplyRows(rows.byteOffset, program.byteOffset, program.length / 3),
  };
  const copied = ({ triples, parents, factors }: MadeRows): MadeRows =>
    ({ triples: scratch.copyOf(triples), parents, factors: scratch.copyOf(factors) });
  return {
    kernels: {
      ...(isNative(functions) ? nativeMoments(functions, scratch) : simdMoments(functions, scratch)),
      points: ({ name }, first, second, out) => points[name](first.byteOffset, second.byteOffset, out.byteOffset),
      evaluate(table, range, coefficients, count, out) {
        const { spaceValues, basis } = table;
        const [c, to] = [coefficients.byteOffset, out.byteOffset];
        if (basis.degree === 0) {
          const { byteOffset } = scratch.swappedExtents(range).functions;
          evaluate(scratch.ones.byteOffset, spaceValues.byteOffset, c, to, byteOffset, 1, range.size, count);
          return;
        }
        const list = scratch.extentsOf(range);
        evaluate(spaceValues.byteOffset, table.velocityValues.byteOffset, c, to, list.byteOffset, list.length, range.size, count);
      },
    },
    tables(basis) {
      let known = tables.get(basis);
      if (!known) {
        if (!scratch.hasRoom(remembered(basis))) {
          tables.clear();
          scratch.forget();
        }
        const { space, velocity } = rowProgram(basis);
        const rows = { space: copied(space), velocity: copied(velocity) };
        known = new BlockTables(basis, tableKernels, scratch.take(tableLength(basis)), rows);
        tables.set(basis, known);
      }
      return known;
    },
    columns: () => scratch.columns,
    values: () => scratch.values,
  };
}
