import type { KernelSpec } from '../contracts.ts';
import { chooseKernels } from '../parallel/choose-kernels.ts';
import { SimdUnavailable, type CompiledKernels } from '../parallel/simd.ts';
import type { Arena } from '../state/arena.ts';
import type { EngineOptions } from './engine-parts.ts';

/** SIMD kernels unless the loops are asked for, or none here agrees with them; and why. */
export async function compileFor(
  spec: KernelSpec, arena: Arena, { backend, reproducible }: EngineOptions,
): Promise<{ compiled?: CompiledKernels; why: string }> {
  if (backend === 'loops') return { why: 'plain loops, as asked for' };
  try {
    const { compiled, refused } = await chooseKernels(spec, reproducible ? 'reproducible' : 'fastest', arena);
    return { compiled, why: ['checked against the plain loops', ...refused.map((reason) => `not used: ${reason}`)].join('; ') };
  } catch (error) {
    if (backend === 'auto' && error instanceof SimdUnavailable) return { why: `plain loops: ${error.reason}` };
    throw error;
  }
}
