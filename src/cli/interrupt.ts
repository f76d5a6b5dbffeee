import { exitCodes, type Terminal } from './command.ts';

/** What signals have asked for. */
export interface Interruption {
  /** Has one asked to stop? */
  readonly stopped: () => boolean;
  /** Has one asked for a checkpoint since this was last asked? */
  readonly checkpointWanted: () => boolean;
  /** Exit code of a run that was stopped and can be resumed: Ctrl-C is the user's, the others are the system's. */
  readonly code: () => number;
}

/** Ctrl-C; the end of a job or its time; a lost connection; Ctrl-\\; what batch systems send ahead of the end. */
const stopping = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const;

/**
 * Runs `work` while signals only raise a flag, so that the step can be finished, a checkpoint written and the files closed.
 * SIGUSR1 asks for a checkpoint. Batch systems may send a signal twice: only a second Ctrl-C ends the process at once.
 * Signals are heard from the first time on that `work` asks for them: while it sets up, perhaps for minutes without a
 * break in which they could be heard, they end the process as ever.
 */
export async function interruptible<T>(terminal: Terminal, work: (interruption: Interruption) => Promise<T>): Promise<T> {
  let first: (typeof stopping)[number] | undefined;
  let interrupts = 0;
  let wanted = false;
  const stop = (signal: (typeof stopping)[number]): void => {
    if (signal === 'SIGINT' && ++interrupts > 1) process.exit(exitCodes.interrupted);
    const times = interrupts > 0 ? 'once more' : 'twice';
    if (first === undefined) terminal.err(`\n${signal}: finishing the step and closing the files; Ctrl-C ${times} to stop at once\n`);
    first ??= signal;
  };
  const keep = (): void => {
    wanted = true;
  };
  const handlers = stopping.map((signal) => [signal, () => stop(signal)] as const);
  let heard = false;
  const listen = (): void => {
    if (heard) return;
    heard = true;
    for (const [signal, handler] of handlers) process.on(signal, handler);
    process.on('SIGUSR1', keep);
  };
  const stopped = (): boolean => {
    listen();
    return first !== undefined;
  };
  try {
    return await work({
      stopped,
      checkpointWanted: () => wanted && !(wanted = false),
      code: () => (first === 'SIGINT' ? exitCodes.interrupted : exitCodes.resumable),
    });
  } finally {
    for (const [signal, handler] of handlers) process.off(signal, handler);
    process.off('SIGUSR1', keep);
  }
}
