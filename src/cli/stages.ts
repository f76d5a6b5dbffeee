import type { Terminal } from './command.ts';

/** Seconds of work after which it is told what is done, where lines stay. */
const quiet = 3;

/**
 * Tells what is being done: one line that rewrites itself on a terminal; elsewhere a line a stage, once the work takes long.
 * `finish` leaves the cursor on a fresh line.
 */
export function stages(terminal: Terminal, now: () => number = () => performance.now() / 1000) {
  const began = now();
  let open = false;
  return {
    show(text: string): void {
      if (terminal.interactive) terminal.err(`\r${text.padEnd(60)}`);
      else if (now() - began > quiet) terminal.err(`${text}\n`);
      open = terminal.interactive;
    },
    finish(): void {
      if (open) terminal.err('\n');
      open = false;
    },
  };
}
