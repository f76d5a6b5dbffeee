import { ScenarioError, type ScenarioPath } from './error.ts';
import { parseSource, type ScenarioSource } from './source.ts';

interface Override {
  readonly path: ScenarioPath;
  /** undefined removes the value. */
  readonly value: unknown;
}

type Mapping = Record<string, unknown>;

/**
 * Applies `path=value` overrides in order. A value is YAML; an empty value (or null) removes what the path names.
 * Problems with an overridden value are located at the override.
 */
export function applyOverrides(source: ScenarioSource, overrides: readonly string[]): ScenarioSource {
  if (overrides.length === 0) return source;
  const applied: Override[] = [];
  let value = source.value;
  for (const text of overrides) {
    const override = parseOverride(text);
    value = withValue(value, override, 0);
    applied.push(override);
  }
  return {
    value,
    locate: (path, part) => {
      const inside = applied.findLast((override) => startsWith(path, override.path));
      // An override can bring in a key that the file does not have.
      const made = applied.findLast((override) => startsWith(override.path, path) && !exists(source.value, path));
      const override = inside ?? made;
      return override ? { file: `--set ${override.path.join('.')}` } : source.locate(path, part);
    },
  };
}

function startsWith(path: ScenarioPath, beginning: ScenarioPath): boolean {
  return beginning.every((step, i) => step === path[i]);
}

function exists(value: unknown, path: ScenarioPath): boolean {
  return path.reduce<unknown>((container, step) => (container as Mapping | undefined | null)?.[step], value) !== undefined;
}

function fail(file: string, message: string): never {
  throw new ScenarioError([{ file, path: '', message }]);
}

function parseOverride(text: string): Override {
  const equals = text.indexOf('=');
  if (equals <= 0) fail(`--set ${text}`, 'expected path=value, for example time.step=0.01');
  const dotted = text.slice(0, equals).trim();
  const steps = dotted.split('.');
  if (steps.some((step) => !/^[A-Za-z0-9_-]+$/.test(step)))
    fail(`--set ${dotted}`, 'expected a path of names separated by dots, for example particles.velocity.count');
  const path = steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return { path, value: parseValue(text.slice(equals + 1), dotted) };
}

/** Reads the value as the only entry of a scenario-like mapping, so that both are YAML in the same sense. */
function parseValue(text: string, dotted: string): unknown {
  const file = `--set ${dotted}`;
  try {
    const { value } = (parseSource(`value: ${text}`, file).value as Mapping);
    return value ?? undefined;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return fail(file, `the value '${text}' is not valid: ${error.problems[0].message}`);
  }
}

function withValue(container: unknown, override: Override, depth: number): unknown {
  const { path, value } = override;
  if (depth === path.length) return value;
  const step = path[depth];
  const here = path.slice(0, depth).join('.');
  if (Array.isArray(container)) {
    if (typeof step !== 'number' || step >= container.length) {
      fail(
        `--set ${path.join('.')}`,
        `${here} is a list of ${container.length}; expected an index from 0 to ${container.length - 1}, found '${step}'`,
      );
    }
    return container.map((entry, i) => (i === step ? withValue(entry, override, depth + 1) : entry));
  }
  if (container !== undefined && container !== null && typeof container !== 'object') {
    fail(
      `--set ${path.join('.')}`,
      `${here} is a single value, it has no '${step}' to set; set ${here} as a whole, for example --set '${here}={${step}: ...}'`,
    );
  }
  const copy: Mapping = Object.assign(Object.create(null), container);
  const changed = withValue(copy[step], override, depth + 1);
  if (changed === undefined) delete copy[step];
  else copy[step] = changed;
  return copy;
}
