import { workerData } from 'node:worker_threads';
import type { TileKernels } from '../src/contracts.ts';
import { loopKernels } from '../src/parallel/loops.ts';
import { playPass, type PassTask } from '../src/parallel/pair-sums.ts';
import type { WorkerSetup } from '../src/parallel/pool.ts';
import { answered, type ShareAnswer } from '../src/parallel/answer.ts';
import { simdKernels } from '../src/parallel/simd.ts';

// Piscina hands workerData over as [its own data, ours].
const { spec, compiled, memory, work, taken } = (Array.isArray(workerData) ? workerData[1] : workerData) as WorkerSetup;
const place = Atomics.add(taken, 0, 1);
/** Made by the first task: kernels that disagree with the plain loops fail it, with their message. */
let kernels: TileKernels | undefined;

/** One thread's share of one pass. */
export default function share(task: PassTask): ShareAnswer {
  kernels ??= compiled ? simdKernels(compiled, memory, work[place]) : loopKernels(spec);
  const own = kernels;
  return answered(() => playPass(own, task));
}
