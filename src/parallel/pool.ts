import { Piscina } from 'piscina';
import type { KernelSpec, PairSums } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { directSums } from './pair-sums.ts';
import type { CompiledKernels } from './simd.ts';
import { stopTiles } from './tiles.ts';

/** What a worker needs to build its kernels; structured-clonable. */
export interface WorkerSetup {
  readonly spec: KernelSpec;
  readonly memory: WebAssembly.Memory;
  /** Absent: plain loops. */
  readonly compiled?: CompiledKernels;
  /** One work area a thread, and how many are taken. */
  readonly work: readonly Float64Array[];
  readonly taken: Int32Array;
}

/** A worker thread failed; the run cannot go on. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
}

/** Run from .ts sources (tests, examples), workers need a loader; the built package starts the built worker. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../../workers/from-source.mjs' : '../../workers/pair-worker.js', import.meta.url);

/** Direct sums over a pool of worker threads that share the run's memory; plain loops without `compiled`. */
export function pooledSums(spec: KernelSpec, compiled: CompiledKernels | undefined, threads: number, count: number, arena: Arena): PairSums {
  const setup: WorkerSetup = {
    spec,
    compiled,
    work: Array.from({ length: threads }, () => arena.vector(compiled?.workLength ?? 0)),
    taken: arena.counters(2),
    memory: arena.memory,
  };
  const pool = new Piscina({
    filename: workerFile.href,
    workerData: setup,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    // Flags of the parent (--eval, --input-type, ...) are not for workers.
    execArgv: [],
  });
  return directSums(
    count,
    arena,
    async (task) => {
      const shares = Array.from({ length: threads }, () =>
        pool.run(task).catch((reason: unknown) => {
          stopTiles(task.plan, task.counters);
          throw reason;
        }),
      );
      const failed = (await Promise.allSettled(shares)).find((share) => share.status === 'rejected');
      if (failed) {
        const reason = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
        throw new WorkerFailure(`a worker thread failed: ${reason}. The run stopped; resume it from its last checkpoint.`);
      }
    },
    () => pool.destroy(),
  );
}
