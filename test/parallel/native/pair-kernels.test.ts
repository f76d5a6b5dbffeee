import { describe, expect, it, test } from 'vitest';
import type { PairPass } from '../../../src/contracts.ts';
import { outputs } from '../../../src/parallel/columns.ts';
import { kernelName, structures } from '../../../src/parallel/emit/module.ts';
import { pairKinds } from '../../../src/physics/pair-passes.ts';
import { loopKernels } from '../../../src/parallel/loops.ts';
import { chooseNative } from '../../../src/parallel/native/choose-native.ts';
import { compileNative, nativeKernels } from '../../../src/parallel/native/pair-kernels.ts';
import { NativeUnavailable } from '../../../src/parallel/native/unavailable.ts';
import { threadedSums } from '../../../src/parallel/pair-work.ts';
import { KernelDisagreement } from '../../../src/parallel/self-check.ts';
import { compileKernels, simdKernels } from '../../../src/parallel/simd.ts';
import { Refusal } from '../../../src/refusal.ts';
import { Arena } from '../../../src/state/arena.ts';
import { openThreads } from '../../../src/threads/worker-threads.ts';
import { plasma } from '../../mesh/plasma.ts';
import { capacity, disagreement, evaluate, fields } from '../pass-fields.ts';
import { obstacle, ownCache } from './available.ts';
import { broken, cases, found, small } from './native-cases.ts';

ownCache();

const named = cases.map((spec) => [`${spec.dimensions.x}X-${spec.dimensions.v}V gamma ${spec.gamma} ${spec.kappa.kind}`, spec] as const);
/** Compiling takes a second each: all of them in `test/validate/native.validate.ts`. */
const [some, others] = [named.filter((_, k) => k % 3 === 1), named.filter((_, k) => k % 3 === 2)];

describe.runIf(!obstacle)('native kernels', () => {
  it.each(some)('agree with the plain loops, %s', async (_, spec) => {
    const { sums, passes } = await found(spec, true);
    const loops = loopKernels(spec);
    // The same pairs in another order: rounding of 43 terms, with margin for pow and exp.
    passes.forEach((pass, k) => expect(disagreement(sums[k], evaluate(loops, pass)), pass.kind).toBeLessThan(1e-13));
  });

  // The same IEEE operations in the same order, and no product fused: nothing is left that could differ.
  it.each(others)('without fused operations give the bits of the reproducible SIMD kernels, %s', async (_, spec) => {
    const { sums, passes, arena } = await found(spec, false);
    const compiled = await compileKernels(spec, 'reproducible');
    const simd = simdKernels(compiled, arena.memory, arena.vector(compiled.workLength));
    passes.forEach((pass, k) => expect(sums[k], pass.kind).toEqual(evaluate(simd, pass)));
  });

  test('refuse columns outside the shared memory, and a work area that is too small', async () => {
    const [spec] = cases;
    const { arena, passes: [density] } = fields(spec, 'guards');
    const compiled = await compileNative(spec, true);
    expect(() => nativeKernels(compiled, arena.memory, arena.vector(8))).toThrow(/work area/);
    const kernels = nativeKernels(compiled, arena.memory, arena.vector(compiled.workLength));
    const outside = { ...density.columns, source: new Float64Array(capacity) };
    expect(() => kernels.tile({ ...density, rows: outside, columns: outside } as typeof density, 0, 8, 8, 16)).toThrow(/shared memory/);
  });
});

describe.runIf(!obstacle)('native kernels before their first use', () => {
  // Every kind and every structure once; all twelve in `test/validate/native.validate.ts`.
  const functions = pairKinds.map((kind, k) => [kernelName(kind, structures[k % 3]), kind] as const);
  it.each(functions)('are compared with the plain loops: a wrong %s is refused', async (name, kind) => {
    const wrong = await broken(small, name, [kind]);
    const arena = new Arena();
    const open = (): unknown => nativeKernels(wrong, arena.memory, arena.vector(wrong.workLength));
    expect(open).toThrow(KernelDisagreement);
    expect(open).toThrow(`'${kind}' differs from the plain loops`);
  });

  test('are compared in every worker thread too', async () => {
    const threads = openThreads(2);
    const arena = new Arena();
    const sums = threadedSums(small, await broken(small, 'collisions'), threads, arena);
    const columns = arena.columns(5, 32);
    const points = { count: 32, revision: 0, z: columns.slice(0, 3), source: columns[3] };
    try {
      const run = sums.run({ kind: 'density', rows: points, columns: points, output: { sum: columns[4] } });
      await expect(run).rejects.toThrow(Refusal);
      await expect(run).rejects.toThrow("'collisions' differs from the plain loops");
    } finally {
      await threads.close();
    }
  });

  test('when they disagree there are none, for nothing else was asked for', async () => {
    const chosen = chooseNative(small, true, new Arena(), (spec) => broken(spec, 'score'));
    await expect(chosen).rejects.toThrow(NativeUnavailable);
    await expect(chosen).rejects.toThrow(/'score' differs from the plain loops.*use the backend "simd"/);
  });
});

test.runIf(!obstacle)('direct sums by native kernels have the same bits on any number of threads', async () => {
  const p = plasma({ x: 1, v: 2, count: 1003 });
  const score = p.columns(2);
  for (const column of score) for (let i = 0; i < p.count; i++) column[i] = p.random();
  const colliders = { count: p.count, revision: 0, position: p.position, velocity: p.velocity, score, weight: p.weight };
  const pass: PairPass = { kind: 'collisions', rows: colliders, columns: colliders, output: { rate: p.columns(2) } };
  const compiled = await compileNative(p.spec, true);
  const results: number[][] = [];
  for (const number of [0, 1, 2, 3]) {
    const threads = openThreads(number);
    try {
      await threadedSums(p.spec, compiled, threads, p.arena).run(pass);
      results.push(outputs(pass).flatMap((column) => [...column]));
    } finally {
      await threads.close();
    }
  }
  for (const result of results) expect(result).toEqual(results[0]);
  expect(results[0].some((value) => value !== 0)).toBe(true);
});

test.runIf(obstacle)(`SKIPPED: ${obstacle}`, (context) => context.skip());
