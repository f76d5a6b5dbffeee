import { dirname } from 'node:path';
import { Document, isScalar, visit } from 'yaml';
import { z } from 'zod';
import type { Scenario } from '../contracts.ts';
import { mostProblems, ScenarioError, type ScenarioPath } from './error.ts';
import { flattenIssues, type Complaint } from './issues.ts';
import { applyOverrides } from './overrides.ts';
import { withOwnKappas } from './own-kappas.ts';
import { completeScenario, type ScenarioContext } from './resolve.ts';
import { checkRules } from './rules.ts';
import { scenarioSchema } from './schema.ts';
import { runName, scenarioFile } from './shipped.ts';
import { readSource, type ScenarioSource } from './source.ts';

/**
 * Reads a scenario file, or the shipped scenario of that name, applies `--set path=value` overrides and resolves it.
 * Throws a ScenarioError that names every problem found (the first 50, and how many more), with file, line and column.
 */
export function loadScenario(given: string, overrides: readonly string[] = []): Scenario {
  const file = scenarioFile(given);
  return resolveSource(applyOverrides(readSource(file), overrides), { name: runName(file), folder: dirname(file) });
}

/** Resolves a scenario given as plain data: checks it and fills in every default. Throws a ScenarioError. */
export function resolveScenario(value: unknown, context: Partial<ScenarioContext> = {}): Scenario {
  const source: ScenarioSource = { value, locate: () => ({ file: 'scenario' }) };
  return resolveSource(source, { name: 'run', folder: '.', ...context });
}

/** The scenario as YAML that loads back to the same scenario. */
export function scenarioToYaml(scenario: Scenario): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, list) => {
      list.flow = list.items.every(isScalar);
    },
  });
  return document.toString({ lineWidth: 120 });
}

/** The JSON Schema (draft 2020-12) of what a scenario file may hold. */
export function scenarioJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema, { io: 'input' }) as Record<string, unknown>;
  return { $schema, title: 'fuzzy-landau scenario', ...schema };
}

function resolveSource(source: ScenarioSource, context: ScenarioContext): Scenario {
  const complaints: Complaint[] = [];
  const report = (path: ScenarioPath, message: string, part: Complaint['part'] = 'value'): void => {
    complaints.push({ path, message, part });
  };
  const stopIfBad = (): void => {
    if (complaints.length === 0) return;
    const told = complaints.slice(0, mostProblems)
      .map(({ path, message, part }) => ({ ...source.locate(path, part), path: path.join('.'), message }));
    throw new ScenarioError(told, complaints.length - told.length);
  };

  const parsed = scenarioSchema.safeParse(withOwnKappas(source.value));
  if (!parsed.success) for (const { path, message, part } of flattenIssues(parsed.error.issues)) report(path, message, part);
  stopIfBad();
  const scenario = completeScenario(parsed.data!, context, report);
  stopIfBad();
  checkRules(scenario, report);
  stopIfBad();
  return scenario;
}
