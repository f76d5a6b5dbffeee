import type { KernelSpec, PairSums } from '../contracts.ts';
import type { Arena } from '../state/arena.ts';
import { directSums } from './pair-sums.ts';
import { sharePool } from './shares.ts';
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
  const pool = sharePool(workerFile, setup, threads);
  return directSums(
    count,
    arena,
    (task) => pool.shareOut(task, () => stopTiles(task.plan, task.counters)),
    () => pool.close(),
  );
}
