import { hostname } from 'node:os';
import { writeProgress, type ProgressFile } from '../io/progress-file.ts';
import type { RunProgress } from './run-options.ts';

/** Milliseconds between two writes of the file. */
const every = 1000;

/** A moment of a session; `elapsed` in wall seconds of it. */
type Moment = Omit<RunProgress, 'end' | 'stepsPerSecond' | 'secondsLeft'>;

interface ReportOptions {
  readonly end: number;
  /** Absent where it is adaptive. */
  readonly step?: number;
  /** One rank of many writes it. */
  readonly writes: boolean;
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Says how far a session is: to its caller after every step, in `progress.json` at most once a second, and when it begins and ends. */
export class ProgressReport {
  private readonly folder: string;
  private readonly options: ReportOptions;
  /** After the first step: the pace is measured from there, so that start-up does not count. */
  private first: Moment | undefined;
  private written = -Infinity;

  constructor(folder: string, options: ReportOptions) {
    this.folder = folder;
    this.options = options;
  }

  begins(moment: Moment): void {
    this.write('running', this.paced(moment));
  }

  stepped(moment: Moment): void {
    this.first ??= moment;
    const progress = this.paced(moment);
    this.options.onProgress?.(progress);
    if (performance.now() - this.written >= every) this.write('running', progress);
  }

  ends(moment: Moment, state: 'finished' | 'stopped'): void {
    this.write(state, this.paced(moment));
  }

  private paced(moment: Moment): RunProgress {
    const { first, options: { end } } = this;
    const spent = first ? moment.elapsed - first.elapsed : 0;
    if (!first || spent <= 0 || moment.time <= first.time) return { ...moment, end };
    return {
      ...moment, end,
      stepsPerSecond: (moment.iteration - first.iteration) / spent,
      secondsLeft: (spent * Math.max(0, end - moment.time)) / (moment.time - first.time),
    };
  }

  private write(state: ProgressFile['state'], { time, end, iteration, elapsed, secondsLeft }: RunProgress): void {
    const { step, writes } = this.options;
    if (!writes) return;
    this.written = performance.now();
    const left = step === undefined ? null : Math.max(0, Math.ceil((end - time) / step - 1e-6));
    writeProgress(this.folder, {
      state, time, end, step: iteration, steps: left === null ? null : iteration + left, wallSeconds: elapsed,
      secondsLeft: state === 'running' ? secondsLeft ?? null : 0,
      pid: process.pid, host: hostname(), updated: new Date().toISOString(),
    });
  }
}
