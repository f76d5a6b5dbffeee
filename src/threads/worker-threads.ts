import { Piscina } from 'piscina';
import { Refusal } from '../refusal.ts';
import type { Answer, Message } from './attend.ts';
import { firstCell, meetingCells, stop } from './cells.ts';
import { packed } from './wide-views.ts';
import { callingThread, type Threads, type ThreadTimes } from './threads.ts';

/** A worker thread was lost (ended, out of memory) or cannot start; the run cannot go on. */
export class WorkerFailure extends Refusal {
  override readonly name = 'WorkerFailure';
}

/** Run from .ts sources (tests, examples), workers need a loader; the built package starts the built worker. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../../workers/from-source.mjs' : '../../workers/worker.js', import.meta.url);

/**
 * `count` worker threads; the calling thread for 0. The results of a task must not depend on it. `wide`: shared memories of more than
 * 4 GiB are among what tasks hand over.
 */
export const openThreads = (count: number, wide = false): Threads => (count > 0 ? workerThreads(count, wide) : callingThread());

type Done = Extract<Answer, { readonly value: unknown }>;

function workerThreads(count: number, wide: boolean): Threads {
  const pool = new Piscina({
    filename: workerFile.href,
    minThreads: count,
    maxThreads: count,
    concurrentTasksPerWorker: 1,
    // Flags of the parent (--eval, --input-type, ...) are not for workers.
    execArgv: [],
  });
  // A worker that dies between tasks, or cannot start, is reported here only.
  const lost = new Promise<WorkerFailure>((resolve) => pool.on('error', (reason: unknown) => resolve(failure(reason))));

  /** One message to each thread; the first thing that goes wrong is thrown, and the threads are told to stop. */
  async function tellAll(message: Message, cells: Int32Array): Promise<Done[]> {
    const sent = wide ? { packed: packed(message) } : message;
    let problem: Error | undefined;
    const fail = (error: Error): void => {
      problem ??= error;
      stop(cells);
    };
    const share = async (): Promise<Done> => {
      try {
        const answer = (await pool.run(sent)) as Answer;
        if ('value' in answer) return answer;
        const { met, refused } = answer;
        fail(refused ? new Refusal('stopped', met.message, { cause: met }) : met);
      } catch (reason) {
        fail(failure(reason));
      }
      return { value: undefined, seconds: 0 };
    };
    const answers = Promise.all(Array.from({ length: count }, share));
    const ended = await Promise.race([answers, lost]);
    if (ended instanceof WorkerFailure) fail(ended);
    if (problem) throw problem;
    return answers;
  }

  const times: ThreadTimes = { spent: 0, longest: 0, mean: 0 };
  let kinds = 0;
  return {
    count,
    times,
    open({ module }, setup) {
      const work = kinds++;
      const cells = new Int32Array(new SharedArrayBuffer(4 * (firstCell + 1 + meetingCells)));
      const ready = tellAll({ opens: work, module, setup, cells, count }, cells);
      // Whoever runs the first task is told.
      ready.catch(() => {});
      return {
        async run(task) {
          await ready;
          const began = performance.now();
          const done = await tellAll({ work, task }, task.cells);
          times.spent += (performance.now() - began) / 1000;
          times.longest += Math.max(...done.map(({ seconds }) => seconds));
          times.mean += done.reduce((sum, { seconds }) => sum + seconds, 0) / count;
          return done.map(({ value }) => value) as never[];
        },
      };
    },
    close: () => pool.destroy(),
  };
}

function failure(reason: unknown): WorkerFailure {
  const why = reason instanceof Error ? reason.message : String(reason);
  return new WorkerFailure('stopped', `a worker thread failed: ${why}`, { cause: reason });
}
