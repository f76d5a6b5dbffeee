import { durationSeconds } from '../scenario/duration.ts';
import { UsageError } from './command.ts';

/** Seconds of `--wall-time`. Throws a UsageError. */
export function secondsOf(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds === undefined) throw new UsageError(`--wall-time: expected a duration such as 3h55m, 90m or 03:55:00, found '${text}'`);
  return seconds;
}

/** Part of the time, and seconds, that are kept for the last checkpoint and for closing the files. */
const kept = { part: 0.01, seconds: 2 } as const;

/**
 * A watch that says when a run has to stop in order to be at its end before `deadline` (milliseconds, as `now`): when twice
 * the longest step so far no longer fits beside what is kept for the closing, a hundredth of the time and at least 2 s.
 * It is asked between steps.
 */
export function wallWatch(deadline: number, now: () => number = Date.now): () => boolean {
  const start = now();
  const reserve = Math.max(1000 * kept.seconds, kept.part * (deadline - start));
  let [last, longest] = [start, 0];
  let asked = false;
  return () => {
    const time = now();
    // Until the first question the run was set up: that takes its time only once.
    if (asked) longest = Math.max(longest, time - last);
    [last, asked] = [time, true];
    return time + 2 * longest + reserve >= deadline;
  };
}

/** Asked between steps: does a run have to stop now, by `--wall-time` or the end of its batch job? Never where there is neither. */
export function outOfTime(wallTime: string | undefined): () => boolean {
  const deadline = deadlineOf(wallTime, process.env);
  return deadline === undefined ? () => false : wallWatch(deadline);
}

/**
 * When a run has to be over, in milliseconds: `--wall-time` from now on, or the end of the batch job that it runs in
 * (SLURM_JOB_END_TIME, Unix seconds); undefined where there is neither.
 */
export function deadlineOf(wallTime: string | undefined, environment: NodeJS.ProcessEnv, now: number = Date.now()): number | undefined {
  if (wallTime !== undefined) return now + 1000 * secondsOf(wallTime);
  const end = Number(environment.SLURM_JOB_END_TIME);
  return end > 0 ? 1000 * end : undefined;
}
