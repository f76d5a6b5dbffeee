import { Piscina } from 'piscina';
import { Refusal } from '../refusal.ts';
import type { ShareAnswer } from './answer.ts';

/** A worker thread was lost (ended, out of memory); the run cannot go on. */
export class WorkerFailure extends Refusal {
  override readonly name = 'WorkerFailure';
}

/** Worker threads that all play their share of a task. */
export interface SharePool {
  /**
   * Hands `task` to every thread and waits for all; `stop` lets the others go when one has failed. Throws a WorkerFailure
   * when a thread is lost or cannot start, and an error that a share met as it is: that one is a bug of ours.
   */
  shareOut(task: unknown, stop: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Starts `threads` workers that run `file` (a module whose default export plays a share, see `answered`). */
export function sharePool(file: URL, workerData: unknown, threads: number): SharePool {
  const pool = new Piscina({
    filename: file.href,
    workerData,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    // Flags of the parent (--eval, --input-type, ...) are not for workers.
    execArgv: [],
  });
  // A worker that dies between tasks, or cannot start, is reported here only.
  let lost: unknown;
  let giveUp = (): void => {};
  pool.on('error', (reason: unknown) => {
    lost ??= reason;
    giveUp();
  });
  const share = async (task: unknown, stop: () => void): Promise<void> => {
    try {
      const answer = (await pool.run(task)) as ShareAnswer;
      if (answer) throw new Bug(answer);
    } catch (reason) {
      stop();
      throw reason;
    }
  };
  return {
    async shareOut(task, stop) {
      const ended = await new Promise<readonly PromiseSettledResult<void>[]>((resolve) => {
        giveUp = () => resolve([]);
        if (lost === undefined) void Promise.allSettled(Array.from({ length: threads }, () => share(task, stop))).then(resolve);
        else giveUp();
      });
      const reasons = ended.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      const bug = reasons.find((reason) => reason instanceof Bug);
      if (bug) throw bug.met;
      const reason = lost ?? reasons[0];
      if (reason === undefined) return;
      stop();
      throw new WorkerFailure('stopped', `a worker thread failed: ${reason instanceof Error ? reason.message : String(reason)}`, { cause: reason });
    },
    close: () => pool.destroy(),
  };
}

/** An error that a share met, on its way to whoever asked for the task. */
class Bug extends Error {
  readonly met: Error;

  constructor(met: Error) {
    super(met.message);
    this.met = met;
  }
}
