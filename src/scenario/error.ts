import { Refusal } from '../refusal.ts';

/** Keys and list indices from the top of a scenario down to a value. */
export type ScenarioPath = readonly (string | number)[];

/** More problems than these are counted, not told: nobody reads on. */
export const mostProblems = 50;

/** One thing wrong with a scenario, and where. */
export interface ScenarioProblem {
  /** The scenario file, or `--set path` for an override. */
  readonly file: string;
  /** 1-based; absent when the value did not come from a file. */
  readonly line?: number;
  readonly column?: number;
  /** Dotted path as `--set` takes it; empty for the whole scenario. */
  readonly path: string;
  /** What was expected, what was found, the nearest valid name, what to do. */
  readonly message: string;
}

/** A scenario that cannot be run. `message` is meant for the user: one line per problem, no stack needed. */
export class ScenarioError extends Refusal {
  override readonly name = 'ScenarioError';
  readonly problems: readonly ScenarioProblem[];

  /** `more`: problems that are not among them. */
  constructor(problems: readonly ScenarioProblem[], more = 0) {
    super('input', [...problems.map(describeProblem), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
    this.problems = problems;
  }
}

function describeProblem({ file, line, column, path, message }: ScenarioProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return path === '' || place === `--set ${path}` || place === `--vary ${path}`
    ? `${place}: ${message}`
    : `${place}: ${shorten(path)}: ${message}`;
}

/** A found value in a few characters, as a message shows it. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'number') {
    return Number.isNaN(value) ? '.nan' : Math.abs(value) === Infinity ? (value > 0 ? '.inf' : '-.inf') : String(value);
  }
  if (typeof value === 'string') {
    return value.trim() !== '' && Number.isFinite(Number(value)) ? `the text "${value}" (remove the quotes)` : `"${shorten(value)}"`;
  }
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry === 'number') ? shorten(`[${value.map(show).join(', ')}]`) : `a list of ${value.length}`;
  }
  if (typeof value === 'object') {
    return Object.keys(value).length === 0 ? 'an empty mapping' : `a mapping with ${shorten(Object.keys(value).join(', '))}`;
  }
  return String(value);
}

/** A text from a file on one line, not longer than a message bears. */
export function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
