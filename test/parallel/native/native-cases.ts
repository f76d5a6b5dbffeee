import type { KernelSpec, PairPass } from '../../../src/contracts.ts';
import { pairKinds } from '../../../src/physics/pair-passes.ts';
import { compileLibrary } from '../../../src/parallel/native/compiler.ts';
import { compileNative, nativeKernels, type NativePairs } from '../../../src/parallel/native/pair-kernels.ts';
import type { Arena } from '../../../src/state/arena.ts';
import { choices, dimensions, evaluate, fields, gammas, repeated, specification } from '../pass-fields.ts';

/** All dimensions, and between them every gamma and every kappa, periodic and free, one- and two-sided. */
export const cases: readonly KernelSpec[] = dimensions.map((dims, k) => specification({
  dimensions: dims, gamma: gammas[k % gammas.length], softening: k % 3 ? 0 : 0.01,
  kappa: dims.x === 0 ? { kind: 'constant' } : choices[k % choices.length],
  period: repeated(dims.x, k % 2 ? 4 : 0), blobPeriod: repeated(dims.x, k % 2 ? 0 : 3.7), score: k % 3 ? 'two-sided' : 'one-sided',
}));

/** What native kernels give for all passes of `fields`, and those passes with their arena. */
export async function found(spec: KernelSpec, fused: boolean): Promise<{ sums: number[][][]; passes: readonly PairPass[]; arena: Arena }> {
  const { arena, passes } = fields(spec, JSON.stringify(spec));
  const compiled = await compileNative(spec, fused);
  const kernels = nativeKernels(compiled, arena.memory, arena.vector(compiled.workLength));
  return { sums: passes.map((pass) => evaluate(kernels, pass)), passes, arena };
}

export const small = specification({ dimensions: { x: 1, v: 2 }, gamma: -1, period: [6], blobPeriod: [3.5], kappa: choices[1] });

/** The kernels with additions for multiplications in one function: what a fault of the compiler would do to them. */
export const broken = (spec: KernelSpec, name: string, kinds = pairKinds): Promise<NativePairs> =>
  compileNative(spec, false, kinds, (text) => {
    const start = text.indexOf(`\nvoid ${name}(`);
    const end = text.indexOf('\n}', start);
    return compileLibrary(text.slice(0, start) + text.slice(start, end).replaceAll(' * ', ' + ') + text.slice(end));
  });
