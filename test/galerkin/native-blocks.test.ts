import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { differs, disagreement, openBench } from '../../src/galerkin/block-check.ts';
import { openFunctions, type BlockCode } from '../../src/galerkin/block-functions.ts';
import { nativeBlockKernels } from '../../src/galerkin/block-module.ts';
import { compiledBench, scratchLength } from '../../src/galerkin/compiled-bench.ts';
import { nativeBlockText } from '../../src/galerkin/native-text.ts';
import { plainBench } from '../../src/galerkin/work.ts';
import { compileLibrary } from '../../src/parallel/native/compiler.ts';
import { NativeUnavailable } from '../../src/parallel/native/unavailable.ts';
import { KernelDisagreement } from '../../src/parallel/self-check.ts';
import { Arena } from '../../src/state/arena.ts';
import { obstacle, ownCache } from '../parallel/native/available.ts';
import { bases, sums } from './block-sums.ts';
import { difference, sameBits } from './small.ts';

ownCache();
const hasClang = spawnSync('clang', ['--version']).status === 0;

const native = (fused: boolean): Promise<BlockCode> => compileLibrary(nativeBlockText(fused));

describe.runIf(!obstacle)('native block kernels', () => {
  // Every sum over points keeps even and odd points apart, in this order, whatever the length of the vectors.
  test('give the bits of the plain loops when products are not fused', async () => {
    const code = await native(false);
    expect(disagreement(code)).toBe(0);
    for (const basis of bases) {
      const arena = new Arena();
      const bench = compiledBench(openFunctions(code, arena.memory), arena.vector(scratchLength([basis])));
      expect(sameBits(sums(bench, arena, basis), sums(plainBench(), new Arena(), basis)), basis.recipe.key).toBe(true);
    }
  });

  // Another compiler schedules and allocates; what is computed stands in the text.
  test.runIf(hasClang)('give these bits when clang compiles them', async () => {
    const code = await compileLibrary(nativeBlockText(false), { ...process.env, CC: 'clang' });
    for (const basis of bases) {
      const arena = new Arena();
      const bench = compiledBench(openFunctions(code, arena.memory), arena.vector(scratchLength([basis])));
      expect(sameBits(sums(bench, arena, basis), sums(plainBench(), new Arena(), basis)), basis.recipe.key).toBe(true);
    }
  });

  test('give the numbers of the plain loops to rounding when products are fused', async () => {
    const code = await native(true);
    for (const basis of bases) {
      const arena = new Arena();
      const bench = compiledBench(openFunctions(code, arena.memory), arena.vector(scratchLength([basis])));
      const [found, expected] = [sums(bench, arena, basis), sums(plainBench(), new Arena(), basis)];
      // One rounding a product instead of two, over 64 points or some hundred functions.
      found.forEach((values, k) => expect(difference(values, expected[k])).toBeLessThan(1e-14));
    }
  });

  const faults = [
    ['moments', 'plus(sum[r * vectors + v], product, functions[v])', 'plus(sum[r * vectors + v], product, product)'],
    ['products', 'load(c + i) * (load(a + i)', 'load(c + i) + (load(a + i)'],
    ['panels', 'f < count ? 2 * f', 'f + 1 < count ? 2 * f'],
    ['beginning of a part', 'if (is_first) {', 'if (0) {'],
    ['sums of its other blocks', 'load(sums + k * LANES) + sum[k]', 'sum[k]'],
    ['end of a part', 'to[2 * c * size + l] += sums[l]', 'to[2 * c * size + l] += sums[0]'],
    ['waves', 'v * c + u * s', 'v * c - u * s'],
    ['values', 'sums[r][s] = plus(sums[r][s], c, h[s])', 'sums[r][s] = plus(sums[r][s], h[s], h[s])'],
    ['tables', 'at * last', 'at + last'],
    ['formulas', 'load(second_rows + 0 * POINTS', 'load(second_rows + 1 * POINTS'],
    ['rows', 'load(row + triple[1] + i) * ', 'load(row + triple[1] + i) + '],
  ] as const;
  test.each(faults)('are compared with the plain loops in every thread: a fault in the %s is found', async (_, right, wrong) => {
    const text = nativeBlockText(false);
    expect(text).toContain(right);
    const code = await compileLibrary(text.replace(right, wrong));
    expect(differs(disagreement(code))).toBe(true);
    expect(() => openBench(code, new Arena().memory, new Float64Array(0))).toThrow(KernelDisagreement);
    await expect(nativeBlockKernels(true, async () => code)).rejects.toThrow(NativeUnavailable);
  });
});

test.runIf(obstacle)(`SKIPPED: ${obstacle}`, (context) => context.skip());
