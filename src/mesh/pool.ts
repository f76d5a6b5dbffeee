import { sharePool } from '../parallel/shares.ts';
import { stopSteps, type MeshTeam } from './team.ts';

/** Run from .ts sources (tests, examples), workers need a loader; the built package starts the built worker. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../../workers/mesh-from-source.mjs' : '../../workers/mesh-worker.js', import.meta.url);

/** Mesh sums on `threads` worker threads that share the run's memory. Throws a WorkerFailure when one of them dies. */
export function pooledTeam(memory: WebAssembly.Memory, threads: number): MeshTeam {
  const pool = sharePool(workerFile, { memory }, threads);
  return {
    threads,
    run: (task) => pool.shareOut(task, () => stopSteps(task)),
    close: () => pool.close(),
  };
}
