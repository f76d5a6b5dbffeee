import { Piscina } from 'piscina';
import { WorkerFailure } from '../parallel/pool.ts';
import { stopSteps, type MeshTeam } from './team.ts';

/** Run from .ts sources (tests, examples), workers need a loader; the built package starts the built worker. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../../workers/mesh-from-source.mjs' : '../../workers/mesh-worker.js', import.meta.url);

/** Mesh sums on `threads` worker threads that share the run's memory. Throws a WorkerFailure when one of them dies. */
export function pooledTeam(memory: WebAssembly.Memory, threads: number): MeshTeam {
  const pool = new Piscina({ filename: workerFile.href, workerData: { memory }, minThreads: threads, maxThreads: threads, concurrentTasksPerWorker: 1, execArgv: [] });
  return {
    threads,
    async run(task) {
      const shares = Array.from({ length: threads }, () =>
        pool.run(task).catch((reason: unknown) => {
          stopSteps(task);
          throw reason;
        }),
      );
      const failed = (await Promise.allSettled(shares)).find((share) => share.status === 'rejected');
      if (failed) {
        const reason = failed.reason instanceof Error ? failed.reason.message : String(failed.reason);
        throw new WorkerFailure(`a mesh worker thread failed: ${reason}. The run stopped; resume it from its last checkpoint.`);
      }
    },
    close: () => pool.destroy(),
  };
}
