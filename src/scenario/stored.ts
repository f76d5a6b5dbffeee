import type { Scenario } from '../contracts.ts';
import { FileError } from '../io/file-error.ts';
import { completeScenario } from './resolve.ts';
import { scenarioSchema } from './schema.ts';

/**
 * The scenario that the metadata of a run's table holds, checked for its shape. Keys that this version does not know are
 * left out, and rules between values are not asked again: the run was made. Throws a FileError when it is no scenario.
 */
export function storedScenario(path: string, value: unknown): Scenario {
  const parsed = scenarioSchema.safeParse(withoutUnknownKeys(value));
  let problems = 0;
  const scenario = parsed.success ? completeScenario(parsed.data, { name: 'run', folder: '.' }, () => problems++) : undefined;
  if (!scenario || problems > 0) throw new FileError(path, 'the scenario in its metadata is damaged', 'the columns can still be read');
  return scenario;
}

function withoutUnknownKeys(value: unknown): unknown {
  const copy = structuredClone(value);
  for (const issue of scenarioSchema.safeParse(value).error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') continue;
    const holder = issue.path.reduce<unknown>((container, step) => (container as Record<PropertyKey, unknown>)[step], copy);
    for (const key of issue.keys) delete (holder as Record<string, unknown>)[key];
  }
  return copy;
}
