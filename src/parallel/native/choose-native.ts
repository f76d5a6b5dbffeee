import type { KernelSpec } from '../../contracts.ts';
import type { Arena } from '../../state/arena.ts';
import { KernelDisagreement } from '../self-check.ts';
import { madeBy } from './compiler.ts';
import { compileNative, nativeKernels, type NativePairs } from './pair-kernels.ts';
import { NativeUnavailable } from './unavailable.ts';

/**
 * Native kernels that agree with the plain loops here, and how they were made. Throws NativeUnavailable: they were asked for,
 * so nothing else takes their place. `compile` is handed in by tests.
 */
export async function chooseNative(
  spec: KernelSpec, fused: boolean, arena: Arena, compile = compileNative,
): Promise<{ readonly compiled: NativePairs; readonly made: string }> {
  const compiled = await compile(spec, fused);
  try {
    nativeKernels(compiled, arena.memory, arena.vector(compiled.workLength));
  } catch (error) {
    if (!(error instanceof KernelDisagreement)) throw error;
    throw new NativeUnavailable(error.message, 'set CC to another compiler', error);
  }
  return { compiled, made: madeBy(compiled.library) };
}
