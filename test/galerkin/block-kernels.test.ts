import { describe, expect, test } from 'vitest';
import { lowered, type Basis } from '../../src/galerkin/basis.ts';
import { addMoments, evaluate } from '../../src/galerkin/block-kernels.ts';
import { disagreement } from '../../src/galerkin/block-check.ts';
import { openFunctions, type BlockCode } from '../../src/galerkin/block-functions.ts';
import { chooseBlockKernels } from '../../src/galerkin/block-module.ts';
import { blockText } from '../../src/galerkin/block-text.ts';
import { blockLength } from '../../src/galerkin/points.ts';
import { compiledBench, scratchLength } from '../../src/galerkin/compiled-bench.ts';
import { plainBench, type Bench } from '../../src/galerkin/work.ts';
import { assemble } from '../../src/parallel/assemble.ts';
import { enableFeatures } from '../../src/parallel/features.ts';
import { Arena } from '../../src/state/arena.ts';
import { bases, sums } from './block-sums.ts';
import { difference, pointOf, randomNumbers, randomParticles, sameBits, valuesAt } from './small.ts';

const { simd, fused } = enableFeatures();
const openCompiled = (code: BlockCode, arena: Arena, scratch: Float64Array): Bench =>
  compiledBench(openFunctions(code, arena.memory), scratch);
const compile = async (text: string): Promise<WebAssembly.Module> => WebAssembly.compile(await assemble(text));

async function compiledSums(isFused: boolean, basis: Basis): Promise<Float64Array[]> {
  const arena = new Arena();
  return sums(openCompiled(await compile(blockText(isFused, blockLength)), arena, arena.vector(scratchLength([basis]))), arena, basis);
}

test('the plain loops are the sums that they stand for', () => {
  for (const basis of [bases[3], bases[4]]) {
    const points = randomParticles(blockLength, { axes: basis.axes, centre: basis.centre, scale: basis.scale });
    const functions = Array.from({ length: blockLength }, (_, i) => valuesAt(basis, pointOf(points, i).x, pointOf(points, i).v));
    const tables = plainBench().tables(basis);
    tables.load(points, 0, blockLength);
    const range = lowered(basis, 0);
    const columns = randomNumbers(2 * blockLength), coefficients = randomNumbers(2 * basis.size, 3);
    const partial = new Float64Array(4 * basis.size), out = new Float64Array(2 * blockLength);
    addMoments(tables, range, columns, 2, partial);
    evaluate(tables, range, coefficients, 2, out);
    for (const m of [0, 1]) {
      const moments = Array.from({ length: basis.size }, (_, a) =>
        functions.reduce((sum, values, i) => sum + columns[m * blockLength + i] * values[a], 0),
      );
      const found = moments.map((_, a) => partial[2 * (m * basis.size + a)] + partial[2 * (m * basis.size + a) + 1]);
      const fields = functions.map((values) => values.reduce((sum, value, a) => sum + coefficients[m * basis.size + a] * value, 0));
      // Sums of 64 or some hundred terms, relative to the largest.
      expect(difference(found, moments)).toBeLessThan(1e-13);
      expect(difference(out.subarray(m * blockLength, (m + 1) * blockLength), fields)).toBeLessThan(1e-13);
    }
  }
});

describe.runIf(simd)('the SIMD block kernels', () => {
  test('give the bits of the plain loops when products are not fused', async () => {
    for (const basis of bases)
      expect(sameBits(await compiledSums(false, basis), sums(plainBench(), new Arena(), basis)), basis.recipe.key).toBe(true);
  });

  test.runIf(fused)('give the numbers of the plain loops to rounding when products are fused', async () => {
    for (const basis of bases) {
      const [found, expected] = [await compiledSums(true, basis), sums(plainBench(), new Arena(), basis)];
      // One rounding a product instead of two, over 64 points or some hundred functions.
      found.forEach((values, k) => expect(difference(values, expected[k])).toBeLessThan(1e-14));
    }
  });

  test('forget what they remembered when the scratch is full, and go on', async () => {
    const arena = new Arena();
    const module = await compile(blockText(false, blockLength));
    const most = Math.max(...bases.map((basis) => scratchLength([basis])));
    const bench = openCompiled(module, arena, arena.vector(most));
    for (const basis of [...bases, ...bases])
      expect(sameBits(sums(bench, arena, basis), sums(plainBench(), new Arena(), basis))).toBe(true);
  });

  // The lists of a basis's ranges are taken after its tables: the sizes at which the tables just fit and the lists do not.
  test('forget in time, whatever number of entries the scratch is short of', async () => {
    const arena = new Arena();
    const module = await compile(blockText(false, blockLength));
    const [first, second] = [bases[2], bases[1]];
    const both = scratchLength([first, second]);
    for (let short = 0; short <= 400; short += 8) {
      const bench = openCompiled(module, arena, arena.vector(both - short));
      for (const basis of [first, second, first])
        expect(sameBits(sums(bench, arena, basis), sums(plainBench(), new Arena(), basis)), `short of ${short}`).toBe(true);
    }
  });

  test('say so when a basis is too large for the scratch', async () => {
    const arena = new Arena();
    const bench = openCompiled(await compile(blockText(false, blockLength)), arena, arena.vector(scratchLength([bases[1]])));
    expect(() => bench.tables(bases[3])).toThrow('too little scratch');
  });

  test('pass the comparison with the plain loops as they are, and with a fault in any of their functions do not', async () => {
    const text = blockText(false, blockLength);
    const pieces = text.split(/(?=\(func )/);
    const computing = pieces.filter((piece) => piece.includes('f64x2.mul'));
    // products, four groups of moments, two of values, Hermite's recursion, waves, products of rows, four formulas of collisions.
    expect(computing).toHaveLength(14);
    expect(disagreement(await compile(text))).toBe(0);
    for (const piece of computing) {
      const wrong = text.replace(piece, piece.replaceAll('f64x2.mul', 'f64x2.add'));
      expect(disagreement(await compile(wrong)), piece.slice(0, 60)).toBeGreaterThan(1e-3);
    }
  });
});

test('fused kernels are chosen where there are any, plain ones for reproducible runs, and it is said that they were checked', async () => {
  const [fastest, same] = [await chooseBlockKernels(false), await chooseBlockKernels(true)];
  expect(fastest.fused).toBe(fused);
  expect(same.fused).toBe(false);
  for (const { code, why } of [fastest, same]) {
    expect(code !== undefined).toBe(simd);
    expect(why).toMatch(simd ? /^checked against the plain loops$/ : /^plain loops/);
  }
});
