import { Refusal } from '../refusal.ts';

/** A run that cannot go on: non-finite numbers, an energy drift beyond its bound, a solver that gave up, a lost thread. */
export class RunStopped extends Refusal {
  override readonly name = 'RunStopped';
  /** The run folder with the outputs up to then; absent when there is none. */
  readonly folder: string | undefined;

  constructor(problem: string, { folder, ...options }: { readonly folder?: string; readonly cause?: unknown } = {}) {
    super('stopped', problem, options);
    this.folder = folder;
  }
}
