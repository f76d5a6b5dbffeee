import { workerData } from 'node:worker_threads';
import { loopKernels } from '../src/parallel/loops.ts';
import { playPass, type PassTask } from '../src/parallel/pair-sums.ts';
import type { WorkerSetup } from '../src/parallel/pool.ts';
import { answered, type ShareAnswer } from '../src/parallel/answer.ts';
import { simdKernels } from '../src/parallel/simd.ts';

// Piscina hands workerData over as [its own data, ours].
const { spec, compiled, memory, work, taken } = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerSetup;
const kernels = compiled ? simdKernels(compiled, memory, work[Atomics.add(taken, 0, 1)]) : loopKernels(spec);

/** One thread's share of one pass. */
export default function share(task: PassTask): ShareAnswer {
  return answered(() => playPass(kernels, task));
}
