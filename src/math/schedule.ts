import type { Recurrence } from '../contracts.ts';

/** What recurs, or, without `every`, never does. */
type Recurring = Partial<Recurrence>;

/** Relative distance below which two times count as one. */
const same = 1e-9;

/** Multiples of `every` are computed, not accumulated: the same doubles in a resumed run. */
const occurrence = (every: number, index: number): number => every * index;

/** The first time after `time` at which any of the recurrences happens, at most `end`. */
export function nextEvent(time: number, end: number, recurrences: readonly Recurring[]): number {
  return recurrences.reduce((soonest, { every = Infinity }) => {
    if (!(every > 0) || !Number.isFinite(every)) return soonest;
    const next = occurrence(every, Math.floor(time / every + 1 + same));
    return next < soonest - same * every ? next : soonest;
  }, end);
}

/** Does the recurrence happen at `time`? */
export function isDue(time: number, { every = Infinity }: Recurring): boolean {
  if (time === 0) return true;
  if (!(every > 0) || !Number.isFinite(every)) return false;
  const index = Math.round(time / every);
  return index > 0 && Math.abs(time - occurrence(every, index)) <= same * every;
}

/** Did the recurrence happen in the step of length `step` that ended at `time`, its end included? At time 0 it does. */
export function fellDue(time: number, step: number, { every = Infinity }: Recurring): boolean {
  if (time === 0) return true;
  if (!(every > 0) || !Number.isFinite(every)) return false;
  return Math.floor(time / every + same) > Math.floor((time - step) / every + same);
}
