import type { Piscina } from 'piscina';
import { Refusal } from '../refusal.ts';

/** A worker thread was lost (ended, out of memory); the run cannot go on. */
export class WorkerFailure extends Refusal {
  override readonly name = 'WorkerFailure';
}

/** What a worker answers: nothing, or the error that its share met. */
export type ShareAnswer = Error | undefined;

/** Plays a share in a worker and answers with the error it met: so a bug of ours is told apart from a lost thread. */
export function answered(share: () => void): ShareAnswer {
  try {
    share();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Hands `task` to each of a pool's threads and waits for all of them; `stop` lets the others go when one has failed.
 * Throws a WorkerFailure when a thread is lost, and an error that a share met as it is: that one is a bug of ours.
 */
export async function shareOut(pool: Piscina, threads: number, task: unknown, stop: () => void): Promise<void> {
  const share = async (): Promise<ShareAnswer> => {
    try {
      const answer = (await pool.run(task)) as ShareAnswer;
      if (answer) stop();
      return answer;
    } catch (reason) {
      stop();
      throw reason;
    }
  };
  const shares = await Promise.allSettled(Array.from({ length: threads }, share));
  for (const answer of shares) if (answer.status === 'fulfilled' && answer.value) throw answer.value;
  const lost = shares.find((answer) => answer.status === 'rejected');
  if (!lost) return;
  const reason = lost.reason instanceof Error ? lost.reason.message : String(lost.reason);
  throw new WorkerFailure('stopped', `a worker thread failed: ${reason}`, { cause: lost.reason });
}
