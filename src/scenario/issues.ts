import type { z } from 'zod';
import type { ScenarioPath } from './error.ts';

/** One message about one place of the scenario. */
export interface Complaint {
  readonly path: ScenarioPath;
  readonly message: string;
  /** Unknown keys are shown at the key, everything else at the value. */
  readonly part: 'key' | 'value';
}

type Issue = z.core.$ZodIssue;

/** The validator's issues as complaints: unknown keys one by one, alternatives judged by the one that was meant. */
export function flattenIssues(issues: readonly Issue[], above: ScenarioPath = []): readonly Complaint[] {
  return issues.flatMap((issue): readonly Complaint[] => {
    const path = [...above, ...issue.path] as ScenarioPath;
    if (issue.code === 'unrecognized_keys') {
      // `mapping` writes one line for each key, as far as they are told.
      const lines = issue.message.split('\n');
      return issue.keys.map((key, i) => ({ path: [...path, key], message: lines[i] ?? '', part: 'key' }));
    }
    if (issue.code === 'invalid_union') {
      const meant = alternativeMeant(issue.errors);
      if (meant) return flattenIssues(meant, path);
    }
    return [{ path, message: issue.message, part: 'value' }];
  });
}

/** Of the ways to write a value, the one whose shape fits: none when the value has no alternative's type at all. */
function alternativeMeant(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const unknownKeys = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
  return alternatives
    .filter((issues) => !issues.some(({ path, code }) => path.length === 0 && code === 'invalid_type'))
    .toSorted((a, b) => unknownKeys(a) - unknownKeys(b) || a.length - b.length)
    .at(0);
}
