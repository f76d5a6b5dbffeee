import { asFileError } from '../io/file-error.ts';
import { Refusal } from '../refusal.ts';
import { exitCodes, UsageError, type Terminal } from './command.ts';
import { printable } from './printable.ts';

/** Runs `work` and returns its exit code, or what an error makes of it: refusals speak for themselves, the rest is a bug. */
export async function exitCode(terminal: Terminal, work: () => Promise<number>, program = 'fuzzy-landau'): Promise<number> {
  try {
    return await work();
  } catch (error) {
    return explain(error, terminal, program);
  }
}

/** Prints an error for the user and returns the exit code that belongs to it. Never a stack, unless it is asked for. */
export function explain(thrown: unknown, terminal: Terminal, program = 'fuzzy-landau'): number {
  // What the operating system says is never ours to repair.
  const { syscall, path = program } = (thrown ?? {}) as Partial<NodeJS.ErrnoException>;
  const error = syscall === undefined ? thrown : asFileError(path, thrown);
  if (error instanceof UsageError) terminal.err(`${program}: ${error.message}\nSee ${program} --help\n`);
  else if (error instanceof Refusal) terminal.err(`${error.message}\n`);
  if (error instanceof Refusal) return error.exitCode;
  const text = error instanceof Error ? (process.env.FUZZY_LANDAU_DEBUG ? error.stack ?? error.message : error.message) : String(error);
  terminal.err(`${program}: internal error: ${text}\nThis is a bug; FUZZY_LANDAU_DEBUG=1 shows where it happened.\n`);
  return exitCodes.internal;
}

/**
 * Output that nobody takes ends nothing: a closed pipe is silently done without, and what else goes wrong with stdout (a
 * full disk) is said once. Returns the exit code of a command whose results were lost that way; 0 when none were.
 */
export function guardOutput(): () => number {
  let lost: number = exitCodes.done;
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.syscall === undefined || lost !== exitCodes.done) return;
    process.exitCode = lost = exitCodes.badInput;
    process.stderr.write(printable(`${(asFileError('standard output', error) as Error).message}\n`));
  });
  return () => lost;
}

/** Time for a run to close its files after a stray error, in milliseconds. */
const patience = 10_000;

/**
 * An error that nobody waits for: said in words, then a run closes its files as after a signal and can be resumed; what
 * does not end by then, or has no files, is ended. Returns the exit code once there was such an error.
 */
export function guardProcess(terminal: Terminal): () => number | undefined {
  let code: number | undefined;
  const stray = (error: unknown): void => {
    if (code !== undefined) return;
    process.exitCode = code = explain(error, { ...terminal, err: (text) => terminal.err(printable(text)) });
    if (process.listenerCount('SIGTERM') === 0) process.exit(code);
    process.emit('SIGTERM');
    setTimeout(() => process.exit(code), patience).unref();
  };
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  return () => code;
}
