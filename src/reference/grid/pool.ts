import { Piscina } from 'piscina';
import { crewCells, dismiss, member } from './crew.ts';
import { Engine, type GridProblem } from './engine.ts';

/** `count` steps of size `step`, of the state or of its companion. */
export interface GridTask {
  readonly step: number;
  readonly count: number;
  readonly companion?: boolean;
}

/** What a worker needs to join; structured-clonable, arrays and cells in shared memory. */
export interface GridSetup {
  readonly problem: GridProblem;
  readonly arrays: readonly Float64Array[];
  readonly cells: Int32Array;
  readonly threads: number;
}

/** A worker thread of the grid solver failed; the run cannot go on. */
export class GridWorkerFailure extends Error {
  override readonly name = 'GridWorkerFailure';
}

export interface PooledCrew {
  readonly threads: number;
  /** Engine.advance of the founder's state or companion. Throws a GridWorkerFailure when a worker thread fails; then only `close` is left. */
  advance(task: GridTask): Promise<number>;
  /** Ends the threads; to be called once. */
  close(): Promise<void>;
}

/** The engine of a worker thread. */
export function joinCrew({ problem, arrays, cells, threads }: GridSetup): Engine {
  return new Engine(problem, member(cells, threads, arrays));
}

/** Run from .ts sources (tests, examples), workers need a loader; the built package starts the built worker. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../../../workers/grid-from-source.mjs' : '../../../workers/grid-worker.js', import.meta.url);

/** Worker threads on the arrays of a founder's engine. */
export function pooledCrew(problem: GridProblem, arrays: readonly Float64Array[], threads: number): PooledCrew {
  const cells = new Int32Array(new SharedArrayBuffer(4 * crewCells));
  const setup: GridSetup = { problem, arrays, cells, threads };
  const pool = new Piscina({
    filename: workerFile.href,
    workerData: setup,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    // Flags of the parent (--eval, --input-type, ...) are not for workers.
    execArgv: [],
  });
  // A worker that dies between tasks, or cannot start, is reported here only.
  const lost = new Promise<never>((_, reject) => pool.on('error', reject));
  lost.catch(() => {});
  return {
    threads,
    async advance(task) {
      const shares = Array.from({ length: threads }, () => pool.run(task) as Promise<number>);
      try {
        return (await Promise.race([Promise.all(shares), lost]))[0];
      } catch (reason) {
        // The others wait for the one that failed: let them go.
        dismiss(cells);
        throw new GridWorkerFailure(`a worker thread of the grid solver failed: ${reason instanceof Error ? reason.message : String(reason)}`);
      }
    },
    close: () => pool.destroy(),
  };
}
