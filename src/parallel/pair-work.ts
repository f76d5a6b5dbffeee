import type { KernelSpec, PairSums } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { workKind, type Share, type Threads } from '../threads/threads.ts';
import { loopKernels } from './loops.ts';
import { directSums, playPass, type PassTask } from './pair-sums.ts';
import { simdKernels, type CompiledKernels } from './simd.ts';

/** What a thread needs to build its kernels. */
interface PairSetup {
  readonly spec: KernelSpec;
  readonly memory: WebAssembly.Memory;
  /** Absent: plain loops. */
  readonly compiled?: CompiledKernels;
  /** One work area a thread. */
  readonly areas: readonly Float64Array[];
}

/** One thread's kernels; SIMD kernels are compared with the loops first. */
export default function openPairs({ spec, memory, compiled, areas }: PairSetup, place: number): Share<PassTask, void> {
  const kernels = compiled ? simdKernels(compiled, memory, areas[place]) : loopKernels(spec);
  return (task) => playPass(kernels, task);
}

const pairWork = workKind(import.meta.url, openPairs);

/** Direct sums over `threads` that share the run's memory; plain loops without `compiled`. */
export function threadedSums(
  spec: KernelSpec,
  compiled: CompiledKernels | undefined,
  threads: Threads,
  arena: Arena,
): PairSums {
  const areas = Array.from({ length: threads.count }, () => arena.vector(compiled?.workLength ?? 0));
  return directSums(arena, threads.open(pairWork, { spec, memory: arena.memory, compiled, areas }));
}
