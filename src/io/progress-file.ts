import { readFileSync } from 'node:fs';
import { writeAtomically } from './disk.ts';
import { FileError } from './file-error.ts';
import { runPath } from './run-folder.ts';

/** `progress.json`: how far a run is, for whoever looks at it from outside. Times of the run in its units, others in seconds. */
export interface ProgressFile {
  /** `finished`: at its end or its stopping rule's; `stopped`: before, by a signal, its time or an error. A killed one stays `running`. */
  readonly state: 'running' | 'finished' | 'stopped';
  readonly time: number;
  readonly end: number;
  /** Steps done, and at the end; null where the step is adaptive. */
  readonly step: number;
  readonly steps: number | null;
  /** Of this session. */
  readonly wallSeconds: number;
  /** At the pace of this session so far; null before its second step, 0 once it has ended. */
  readonly secondsLeft: number | null;
  readonly pid: number;
  readonly host: string;
  /** When this was written, ISO 8601. */
  readonly updated: string;
}

/** Replaces the file in one move. Not being able to is no reason to end a run: its own files find out what is wrong. */
export function writeProgress(folder: string, content: ProgressFile): void {
  try {
    writeAtomically(runPath(folder, 'progress'), [Buffer.from(`${JSON.stringify(content, null, 2)}\n`)], { durable: false });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}

/** What a run said last; undefined where it says nothing that can be read. */
export function readProgress(folder: string): ProgressFile | undefined {
  try {
    const found = JSON.parse(readFileSync(runPath(folder, 'progress'), 'utf8')) as Partial<ProgressFile> | null;
    const numbers = [found?.time, found?.end, found?.step, found?.wallSeconds];
    return typeof found?.state === 'string' && numbers.every((value) => typeof value === 'number') ? (found as ProgressFile) : undefined;
  } catch {
    return undefined;
  }
}
