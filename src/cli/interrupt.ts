import type { Terminal } from './command.ts';

/**
 * Runs `work` while Ctrl-C (or a termination signal) only raises a flag, so that the step can be finished and the files
 * closed. A second Ctrl-C ends the process at once.
 */
export async function interruptible<T>(terminal: Terminal, work: (interrupted: () => boolean) => Promise<T>): Promise<T> {
  let raised = false;
  const raise = (): void => {
    if (raised) process.exit(130);
    raised = true;
    terminal.err('\nfinishing the step and closing the files; once more to stop at once\n');
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, raise);
  try {
    return await work(() => raised);
  } finally {
    for (const signal of signals) process.off(signal, raise);
  }
}
