import type { Options } from 'yargs';
import { Refusal, refusalExitCodes } from '../refusal.ts';

/** Where a command writes: results on `out`, progress and problems on `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when `err` is a screen whose line can be rewritten. */
  readonly interactive: boolean;
  /** True when `out` is a screen that can show bar characters. */
  readonly bars?: boolean;
}

export interface Positional {
  readonly name: string;
  readonly description: string;
  readonly optional?: boolean;
}

/** Values of the command line by option and positional name; options that may be repeated are lists. */
export type Arguments = Readonly<Record<string, unknown>>;

/**
 * A command: one file of `commands/`, default export. The file itself imports next to nothing; what the command needs
 * is imported when it runs, so that `--help` and `list` start at once.
 */
export interface Command {
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** A command line that does something useful, without the program's name: the last line of the help. */
  readonly example: string;
  readonly positionals: readonly Positional[];
  readonly options: Readonly<Record<string, Options>>;
  /** Runs the command; returns the exit code. */
  run(args: Arguments, terminal: Terminal): Promise<number>;
}

/** A command line that makes no sense: exit 2 and a word about the help. */
export class UsageError extends Refusal {
  override readonly name = 'UsageError';

  constructor(problem: string) {
    super('input', problem);
  }
}

/** Exit codes users can rely on. `resumable`: a signal other than Ctrl-C ended the run early, and the same run can go on. */
export const exitCodes = {
  done: 0, internal: 1, badInput: refusalExitCodes.input, stopped: refusalExitCodes.stopped, resumable: 75, interrupted: 130,
} as const;
