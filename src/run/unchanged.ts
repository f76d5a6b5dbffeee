import { readTable } from '../io/arrow-reader.ts';
import type { Manifest } from '../io/manifest.ts';
import { readLog, runPath } from '../io/run-folder.ts';
import type { Saved } from './saved.ts';
import { summarise, type RunSummary } from './summary.ts';
import type { SumsReport } from './sums.ts';

/** Did the last session close its files? Then there is nothing to put in order. */
export const isAtRest = (status: string): boolean => status === 'done' || /^(interrupted|stopped|ended)/.test(status);

/** Has it come to its end, or to that which its stopping rule gave it? */
export const isFinished = (status: string): boolean => status === 'done' || status.startsWith('ended');

/** The summary of a run that had got there already: from its files, which stay as they are. */
export function unchanged(folder: string, saved: Saved, manifest: Manifest): RunSummary {
  const { status, backend, mode, kernels = 'unknown', threads, wallSeconds, collisions } = manifest;
  const reports = readLog(folder).flatMap((entry) => (entry as { sums?: SumsReport } | null)?.sums ?? []);
  return {
    ...summarise(folder, readTable(runPath(folder, 'diagnostics')), {
      status,
      time: saved.progress.time,
      backend,
      mode,
      kernels,
      threads,
      notes: [],
      particles: saved.count,
      steps: saved.progress.iteration,
      step: saved.scenario.time.step,
      seconds: wallSeconds,
      collisions,
      sums: reports.at(-1) ?? { blob: 'unknown', collisions: 'unknown' },
    }),
    unchanged: true,
  };
}
