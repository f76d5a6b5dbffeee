import seedrandom from 'seedrandom';
import { describe, expect, it, test } from 'vitest';
import type { KernelSpec } from '../../src/contracts.ts';
import { kernelName, structures } from '../../src/parallel/emit/module.ts';
import { pairKinds } from '../../src/physics/pair-passes.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { nativeKernels } from '../../src/parallel/native/pair-kernels.ts';
import { KernelDisagreement } from '../../src/parallel/self-check.ts';
import { compileKernels, simdKernels } from '../../src/parallel/simd.ts';
import { Arena } from '../../src/state/arena.ts';
import { obstacle, ownCache } from '../parallel/native/available.ts';
import { broken, cases, found, small } from '../parallel/native/native-cases.ts';
import { disagreement, evaluate, specification } from '../parallel/pass-fields.ts';
import { randomFormula } from '../parallel/random-formulas.ts';

ownCache();

const random = seedrandom('native formulas');
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)];
const formulas: readonly KernelSpec[] = Array.from({ length: 30 }, (_, k) => specification({
  dimensions: { x: pick([1, 2, 3]), v: pick([2, 3]) }, gamma: pick([-3, -2.5, -1, 0, 0.5, 1]), softening: 0.01,
  kappa: { kind: 'formula', expression: randomFormula(random, 1 + (k % 3)) },
}));

describe.runIf(!obstacle)('native kernels', () => {
  const specs = [...cases, ...formulas].map((spec) => [JSON.stringify(spec), spec] as const);
  it.each(specs)('agree with the loops and with SIMD, %s', async (_, spec) => {
    const loops = loopKernels(spec);
    const fused = await found(spec, true);
    // Powers up to 2.4 of logarithms up to 10 magnify rounding some 20 times; 43 terms.
    fused.passes.forEach((pass, k) => expect(disagreement(fused.sums[k], evaluate(loops, pass)), pass.kind).toBeLessThan(1e-12));
    const { sums, passes, arena } = await found(spec, false);
    const compiled = await compileKernels(spec, 'reproducible');
    const simd = simdKernels(compiled, arena.memory, arena.vector(compiled.workLength));
    passes.forEach((pass, k) => expect(sums[k], pass.kind).toEqual(evaluate(simd, pass)));
  });

  const functions = pairKinds.flatMap((kind) => structures.map((structure) => [kernelName(kind, structure), kind] as const));
  it.each(functions)('that are wrong in %s are refused', async (name, kind) => {
    const wrong = await broken(small, name, [kind]);
    const arena = new Arena();
    expect(() => nativeKernels(wrong, arena.memory, arena.vector(wrong.workLength))).toThrow(KernelDisagreement);
  });
});

test.runIf(obstacle)(`SKIPPED: ${obstacle}`, (context) => context.skip());
