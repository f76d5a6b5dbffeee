import { workerData } from 'node:worker_threads';
import { playSteps, type MeshTask } from '../src/mesh/team.ts';
import { answered, type ShareAnswer } from '../src/parallel/answer.ts';

// Piscina hands workerData over as [its own data, ours].
const { memory } = (Array.isArray(workerData) ? workerData[1] : workerData) as { readonly memory: WebAssembly.Memory };

/** One thread's share of a mesh sum. */
export default function share(task: MeshTask): ShareAnswer {
  return answered(() => playSteps(memory, task));
}
