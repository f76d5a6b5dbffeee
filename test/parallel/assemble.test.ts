import { expect, it } from 'vitest';
import type { KernelSpec } from '../../src/contracts.ts';
import { moduleOf } from '../../src/parallel/assemble.ts';
import { compileKernels } from '../../src/parallel/simd.ts';

it('a text is compiled once in each manner, and the last ones are kept, not all there ever were', async () => {
  const short = '(module (func (export "f")))';
  const modules = await Promise.all(['usual', 'usual', 'joined'].map((manner) => moduleOf(short, manner)));
  expect(modules[1]).toBe(modules[0]);
  expect(modules[2]).not.toBe(modules[0]);
  for (let k = 0; k < 30; k++) await moduleOf(`(module (func (export "f${k}")))`);
  expect(await moduleOf(short)).not.toBe(modules[0]);
  await expect(moduleOf('(module (func')).rejects.toThrow();
});

it('runs of one process that want the same kernels share their machine code', async () => {
  const spec: KernelSpec = {
    dimensions: { x: 1, v: 2 }, gamma: -1, softening: 0, period: [6], blobPeriod: [3.5], score: 'two-sided', kappa: { kind: 'constant' },
  };
  const [first, again] = [await compileKernels(spec, 'reproducible', ['density']), await compileKernels(spec, 'reproducible', ['density'])];
  expect(again.module).toBe(first.module);
});
