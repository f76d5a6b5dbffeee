import type { KernelSpec, TileKernels } from '../contracts.ts';
import { loopKernels } from './loops.ts';
import { nativeKernels, type NativePairs } from './native/pair-kernels.ts';
import { simdKernels, type CompiledKernels } from './simd.ts';

/** Compiled pair kernels of a run, of either kind; plain data that travels to threads. */
export type PairKernels = CompiledKernels | NativePairs;

/** Doubles of shared memory that each thread needs for kernels. */
export const workLength = (compiled: PairKernels | undefined): number => compiled?.workLength ?? 0;

/**
 * One thread's kernels: compiled ones, which are compared with the plain loops first, or the plain loops. `work` holds
 * `workLength(compiled)` doubles of the shared memory, for this thread alone. Throws a KernelDisagreement.
 */
export function openKernels(
  spec: KernelSpec, compiled: PairKernels | undefined, memory: WebAssembly.Memory, work: Float64Array,
): TileKernels {
  if (!compiled) return loopKernels(spec);
  return 'library' in compiled ? nativeKernels(compiled, memory, work) : simdKernels(compiled, memory, work);
}
