import type { KernelSpec, PairSums, Ranks } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { workKind, type Share, type Threads } from '../threads/threads.ts';
import { openKernels, workLength, type PairKernels } from './open-kernels.ts';
import { directSums, playPass, type PassTask } from './pair-sums.ts';

/** What a thread needs to build its kernels. */
interface PairSetup {
  readonly spec: KernelSpec;
  readonly memory: WebAssembly.Memory;
  /** Absent: plain loops. */
  readonly compiled?: PairKernels;
  /** One work area a thread. */
  readonly areas: readonly Float64Array[];
}

/** One thread's kernels; compiled ones are compared with the loops first. */
export default function openPairs({ spec, memory, compiled, areas }: PairSetup, place: number): Share<PassTask, void> {
  const kernels = openKernels(spec, compiled, memory, areas[place]);
  return (task) => playPass(kernels, task);
}

const pairWork = workKind(import.meta.url, openPairs);

/** Direct sums over `threads` that share the run's memory, and over ranks; plain loops without `compiled`. */
export function threadedSums(
  spec: KernelSpec,
  compiled: PairKernels | undefined,
  threads: Threads,
  arena: Arena,
  ranks?: Ranks,
): PairSums {
  const areas = Array.from({ length: threads.count }, () => arena.vector(workLength(compiled)));
  return directSums(arena, threads.open(pairWork, { spec, memory: arena.memory, compiled, areas }), ranks);
}
