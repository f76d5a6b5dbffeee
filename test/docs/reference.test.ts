import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scenarioReference } from '../../src/scenario/reference.ts';
import { scenarioJsonSchema } from '../../src/scenario/scenario.ts';

// Renew what is stale here with: npx vitest run test/docs -u

const root = resolve(import.meta.dirname, '../..');

const introduction = `# Scenario reference

Made from the schema by \`test/docs/reference.test.ts\`, which fails when this page is stale; \`fuzzy-landau schema\`
prints the same as JSON Schema, and [scenario.schema.json](scenario.schema.json) is that for editors.

A scenario is a YAML file. Unknown keys are errors. Where a value is "per axis", a single number stands for equal
entries. \`--set path=value\` overrides any path below; list entries are written \`initial.components.0.mass\`.
Defaults that depend on other values are named in the meaning. Rules between values (a mollifier narrower than the
thermal speed, a \`kappa\` that is even, finite and >= 0 over the box, ...) are checked when the scenario is read, with
file, line and column.

`;

describe('what is made from the schema is current', () => {
  it('docs/scenario-reference.md', async () => {
    await expect(introduction + scenarioReference()).toMatchFileSnapshot(join(root, 'docs/scenario-reference.md'));
  });
  it('docs/scenario.schema.json', async () => {
    await expect(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(join(root, 'docs/scenario.schema.json'));
  });
});

describe('editors find the schema', () => {
  const scenarioFiles = readdirSync(join(root, 'scenarios')).filter((file) => file.endsWith('.yaml'));
  // Read back by zod as any validator of JSON Schema would: the file alone, without our code.
  const schema = () =>
    z.fromJSONSchema(JSON.parse(readFileSync(join(root, 'docs/scenario.schema.json'), 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);

  it.each(scenarioFiles)('%s names the schema file and satisfies it', (file) => {
    const text = readFileSync(join(root, 'scenarios', file), 'utf8');
    const [, path] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? [];
    expect(path).toBeDefined();
    expect(resolve(dirname(join(root, 'scenarios', file)), path!)).toBe(join(root, 'docs/scenario.schema.json'));
    expect(schema().safeParse(parse(text)).error?.issues ?? []).toEqual([]);
  });

  it('the schema alone refuses a misspelt key, a wrong type and a wrong kernel', () => {
    const good = parse(readFileSync(join(root, 'scenarios/damping-1x2v.yaml'), 'utf8')) as Record<string, never>;
    const refused = (change: (scenario: { [key: string]: any }) => void): boolean => {
      const copy = structuredClone(good) as { [key: string]: any };
      change(copy);
      return !schema().safeParse(copy).success;
    };
    expect(refused(() => {})).toBe(false);
    expect(refused((s) => (s.equation.gama = 0))).toBe(true);
    expect(refused((s) => (s.time.end = 'soon'))).toBe(true);
    expect(refused((s) => (s.equation.kappa = { kind: 'gausian', width: 1 }))).toBe(true);
    expect(refused((s) => (s.equation.gamma = 5))).toBe(true);
  });
});
