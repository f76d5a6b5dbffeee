/** One task for all threads, as plain data: they share it out among themselves by its cells (`cells.ts`). */
export interface Task {
  readonly cells: Int32Array;
}

/** A thread's share of a task. */
export type Share<T extends Task, Answer> = (task: T) => Answer;

/** Makes a thread ready for a kind of work. `place` is 0, 1, ... and no other thread's. */
export type Open<Setup, T extends Task, Answer> = (setup: Setup, place: number) => Share<T, Answer>;

/** A kind of work: a module whose default export opens it. */
export interface WorkKind<Setup, T extends Task, Answer> {
  /** URL of the module. */
  readonly module: string;
  readonly open: Open<Setup, T, Answer>;
}

/** The kind of work of a module, called there as `workKind(import.meta.url, open)` with its default export. */
export const workKind = <Setup, T extends Task, Answer>(module: string, open: Open<Setup, T, Answer>): WorkKind<Setup, T, Answer> =>
  ({ module, open });

/** A kind of work that all threads are ready for. */
export interface Work<T extends Task, Answer> {
  /**
   * Has every thread do its share and waits for all of them; their answers in any order. Throws a WorkerFailure when a
   * thread is lost or cannot start, a Refusal when one refuses, and any other error that a share met as it is.
   */
  run(task: T): Promise<readonly Answer[]>;
}

/** What the tasks of a run's threads have taken so far, in seconds. */
export interface ThreadTimes {
  /** From handing them out until the last thread was done. */
  spent: number;
  /** The work of the busiest thread of each, and of a thread in the mean. */
  longest: number;
  mean: number;
}

/** The threads of a run. */
export interface Threads {
  readonly count: number;
  readonly times: Readonly<ThreadTimes>;
  /** Makes every thread ready for a kind of work; they get `setup` (plain data and shared memory) once. */
  open<Setup, T extends Task, Answer>(kind: WorkKind<Setup, T, Answer>, setup: Setup): Work<T, Answer>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** The calling thread, which does all work itself. */
export function callingThread(): Threads {
  const times: ThreadTimes = { spent: 0, longest: 0, mean: 0 };
  return {
    count: 1,
    times,
    open({ open }, setup) {
      const share = open(setup, 0);
      return { run: async (task) => [share(task)] };
    },
    close: async () => {},
  };
}
