import type { Terminal } from './command.ts';

/**
 * Runs `work` while Ctrl-C (or a termination signal) only raises a flag, so that the step can be finished and the files
 * closed. A second Ctrl-C ends the process at once. Signals are caught from the first time on that `work` asks for them:
 * while it sets up, perhaps for minutes without a break in which they could be heard, they end the process as ever.
 */
export async function interruptible<T>(terminal: Terminal, work: (interrupted: () => boolean) => Promise<T>): Promise<T> {
  let raised = false;
  const raise = (): void => {
    if (raised) process.exit(130);
    raised = true;
    terminal.err('\nfinishing the step and closing the files; once more to stop at once\n');
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let heard = false;
  const interrupted = (): boolean => {
    if (!heard) for (const signal of signals) process.on(signal, raise);
    heard = true;
    return raised;
  };
  try {
    return await work(interrupted);
  } finally {
    for (const signal of signals) process.off(signal, raise);
  }
}
