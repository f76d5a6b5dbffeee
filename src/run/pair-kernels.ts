import type { KernelSpec } from '../contracts.ts';
import { chooseKernels } from '../parallel/choose-kernels.ts';
import { chooseNative } from '../parallel/native/choose-native.ts';
import { compileNative } from '../parallel/native/pair-kernels.ts';
import type { PairKernels } from '../parallel/open-kernels.ts';
import { compileKernels, SimdUnavailable } from '../parallel/simd.ts';
import type { Arena } from '../state/arena.ts';
import type { Computation, EngineOptions } from './engine-parts.ts';

/** Pair kernels (plain loops when absent), and what was chosen. */
export interface ChosenPairKernels {
  readonly compiled?: PairKernels;
  readonly computation: Computation;
}

/**
 * The kernels that are asked for, checked against the loops; with `auto` SIMD kernels, or the loops where none agree. `kinds`: of those
 * passes alone, where no others will be played.
 */
export async function compileFor(
  spec: KernelSpec, arena: Arena, { backend, reproducible }: EngineOptions, kinds?: readonly string[],
): Promise<ChosenPairKernels> {
  const loops = (why: string): ChosenPairKernels => ({ computation: { backend: 'loops', mode: 'reproducible', kernels: why } });
  if (backend === 'loops') return loops('plain loops, as asked for');
  if (backend === 'native') {
    const { compiled, made } = await chooseNative(spec, !reproducible, arena, (of, fused) => compileNative(of, fused, kinds));
    const mode = reproducible ? 'reproducible' : 'fused';
    return { compiled, computation: { backend, mode, kernels: `checked against the plain loops; ${made}` } };
  }
  try {
    const mode = reproducible ? 'reproducible' : 'fastest';
    const { compiled, refused } = await chooseKernels(spec, mode, arena, (of, build) => compileKernels(of, build, kinds));
    const kernels = ['checked against the plain loops', ...refused.map((reason) => `not used: ${reason}`)].join('; ');
    return { compiled, computation: { backend: 'simd', mode: compiled.fused ? 'fused' : 'reproducible', kernels } };
  } catch (error) {
    if (backend === 'auto' && error instanceof SimdUnavailable) return loops(`plain loops: ${error.reason}`);
    throw error;
  }
}
