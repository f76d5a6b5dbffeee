import { availableParallelism, cpus } from 'node:os';
import type { Options } from 'yargs';
import type { Scenario } from '../contracts.ts';
import { UsageError, type Arguments } from './command.ts';

/** Positionals and options that several commands share, and how their values are read. */

export const scenarioPositional = { name: 'SCENARIO', description: 'Scenario file (YAML), or the name of a shipped scenario' } as const;
export const runPositional = { name: 'DIR', description: 'Run folder' } as const;

/** The scenario of SCENARIO and `--set`. Throws a ScenarioError. */
export async function scenarioFrom(args: Arguments): Promise<Scenario> {
  const { loadScenario } = await import('../scenario/scenario.ts');
  return loadScenario(textOf(args, 'SCENARIO')!, listOf(args, 'set'));
}

export const outOption = { type: 'string', requiresArg: true, describe: 'Run folder [default: runs/NAME]' } as const satisfies Options;
export const forceOption = { type: 'boolean', describe: 'Replace the run in an existing folder' } as const satisfies Options;
export const jsonOption = { type: 'boolean', describe: 'Print the result as JSON' } as const satisfies Options;
export const quietOption = { type: 'boolean', describe: 'No progress on stderr' } as const satisfies Options;
export const setOption = {
  type: 'string', array: true, requiresArg: true,
  describe: 'path=value: override a value of the scenario (YAML; an empty value removes it); may be repeated',
} as const satisfies Options;
export const wallTimeOption = {
  type: 'string', requiresArg: true,
  describe: 'Stop in time for a last checkpoint, exit code 75: 3h55m, 03:55:00 [default: the end of a Slurm job]',
} as const satisfies Options;
export const threadsOption = {
  type: 'string', requiresArg: true, describe: 'Worker threads [default: number of cores]',
} as const satisfies Options;
export const backendOption = {
  type: 'string', choices: ['auto', 'loops', 'simd', 'native'], default: 'auto',
  describe: 'What computes the sums: plain loops, WebAssembly SIMD (auto), or C compiled on this machine',
} as const satisfies Options;
export const reproducibleOption = {
  type: 'boolean', describe: 'The same bits on every machine, per backend (no fused multiply-add)',
} as const satisfies Options;

/** Text of an option or positional; undefined when it was not given. */
export function textOf(args: Arguments, name: string): string | undefined {
  const value = args[name];
  return value === undefined ? undefined : String(value);
}

export function isSet(args: Arguments, name: string): boolean {
  return args[name] === true;
}

export function listOf(args: Arguments, name: string): readonly string[] {
  const value = args[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** A number given on the command line. Throws a UsageError. */
export function numberOf(args: Arguments, name: string): number | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--${name}: expected a number, found '${text}'`);
  return value;
}

/** More threads than this for each core only wait for each other. */
const threadsPerCore = 8;

/**
 * `--threads`, or the number of cores; with `local` processes on this machine each has its part of them, unless the launcher
 * has bound it to cores of its own. Throws a UsageError.
 */
export function threadsOf(args: Arguments, local = 1): number {
  const cores = availableParallelism();
  const most = threadsPerCore * cores;
  const bound = cores < cpus().length;
  const threads = numberOf(args, 'threads') ?? (bound ? cores : Math.max(1, Math.floor(cores / local)));
  if (!Number.isInteger(threads) || threads < 1 || threads > most) {
    const why = `${threadsPerCore} for each of the ${cores} core${cores === 1 ? '' : 's'} here`;
    throw new UsageError(`--threads: expected a whole number from 1 to ${most} (${why}), found '${textOf(args, 'threads')}'`);
  }
  return threads;
}
