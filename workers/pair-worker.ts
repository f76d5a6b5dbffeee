import { workerData } from 'node:worker_threads';
import { loopKernels } from '../src/parallel/loops.ts';
import { playPass, type PassTask } from '../src/parallel/pair-sums.ts';
import type { WorkerSetup } from '../src/parallel/pool.ts';

// Piscina hands workerData over as [its own data, ours].
const { spec } = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerSetup;
const kernels = loopKernels(spec);

/** One thread's share of one pass. */
export default function share(task: PassTask): void {
  playPass(kernels, task);
}
