import { describe, expect, test } from 'vitest';
import { lowered, makeBasis, withDegrees, type Basis } from '../../src/galerkin/basis.ts';
import { addMoments, evaluate } from '../../src/galerkin/block-kernels.ts';
import { chooseBlockKernels, disagreement } from '../../src/galerkin/block-module.ts';
import { blockText } from '../../src/galerkin/block-text.ts';
import { blockLength } from '../../src/galerkin/points.ts';
import { scratchLength, simdBench } from '../../src/galerkin/simd-bench.ts';
import { plainBench, type Bench } from '../../src/galerkin/work.ts';
import { assemble } from '../../src/parallel/assemble.ts';
import { enableFeatures } from '../../src/parallel/features.ts';
import { Arena } from '../../src/state/arena.ts';
import { basisOf, difference, frameOf, pointOf, randomNumbers, randomParticles, sameBits, valuesAt } from './small.ts';

const { simd, fused } = enableFeatures();
const compile = async (text: string): Promise<WebAssembly.Module> => WebAssembly.compile(await assemble(text));

/** Bases whose numbers of functions leave every kind of rest: groups of four space functions, of two and four velocity ones. */
const bases: readonly Basis[] = [
  basisOf(frameOf(0, 2), 0, 7),
  basisOf(frameOf(0, 3), 0, 3),
  basisOf(frameOf(1, 2), 1, 3),
  basisOf(frameOf(1, 2), 3, 6),
  basisOf(frameOf(2, 3), 2, 4),
  basisOf(frameOf(3, 3, true), 2, 3),
  makeBasis(frameOf(1, 3), 2, () => 0),
  withDegrees(frameOf(1, 2), [[0], [1], [2], [3], [4], [5]], [5, 3, 2, 1, 0, 0]),
];
const counts = [1, 2, 3, 9, 25];

/** What the two sums give on a block of random points, all columns and drops. */
function sums(bench: Bench, arena: Arena, basis: Basis): Float64Array[] {
  const found: Float64Array[] = [];
  const inArena = (values: Float64Array): Float64Array => {
    const vector = arena.vector(values.length);
    vector.set(values);
    return vector;
  };
  const points = randomParticles(blockLength, { axes: basis.axes, centre: basis.centre, scale: basis.scale });
  for (const drop of [0, 1]) {
    const range = lowered(basis, drop);
    for (const count of counts) {
      const tables = bench.tables(basis);
      tables.load({ position: points.position.map(inArena), velocity: points.velocity.map(inArena) }, 0, blockLength);
      const block = bench.columns(count), values = bench.values(count);
      block.set(randomNumbers(count * blockLength));
      // Sums are added to what is there.
      const partial = inArena(randomNumbers(2 * count * range.size));
      bench.kernels.addMoments(tables, range, block, count, partial);
      bench.kernels.evaluate(tables, range, inArena(randomNumbers(count * range.size)), count, values);
      found.push(partial.slice(), values.slice(0, count * blockLength), tables.velocityValues.slice(), tables.spaceValues.slice());
    }
  }
  return found;
}

async function compiledSums(isFused: boolean, basis: Basis): Promise<Float64Array[]> {
  const arena = new Arena();
  return sums(simdBench(await compile(blockText(isFused, blockLength)), arena.memory, arena.vector(scratchLength([basis]))), arena, basis);
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
    const bench = simdBench(module, arena.memory, arena.vector(most));
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
      const bench = simdBench(module, arena.memory, arena.vector(both - short));
      for (const basis of [first, second, first])
        expect(sameBits(sums(bench, arena, basis), sums(plainBench(), new Arena(), basis)), `short of ${short}`).toBe(true);
    }
  });

  test('say so when a basis is too large for the scratch', async () => {
    const arena = new Arena();
    const bench = simdBench(await compile(blockText(false, blockLength)), arena.memory, arena.vector(scratchLength([bases[1]])));
    expect(() => bench.tables(bases[3])).toThrow('too little scratch');
  });

  test('pass the comparison with the plain loops as they are, and with a fault in any of their functions do not', async () => {
    const text = blockText(false, blockLength);
    const pieces = text.split(/(?=\(func )/);
    const computing = pieces.filter((piece) => piece.includes('f64x2.mul'));
    // products, four groups of moments, two of values, Hermite's recursion, products of rows.
    expect(computing).toHaveLength(9);
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
  for (const { module, why } of [fastest, same]) {
    expect(module !== undefined).toBe(simd);
    expect(why).toMatch(simd ? /^checked against the plain loops$/ : /^plain loops/);
  }
});
