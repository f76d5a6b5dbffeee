import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadScenario, resolveScenario, scenarioToYaml } from '../src/scenario/scenario.ts';

const folder = new URL('../scenarios/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

it('the shipped scenarios are there', () => {
  expect(files).toEqual(expect.arrayContaining([
    'anisotropic-1x3v.yaml', 'bkw-2d.yaml', 'bkw-3d.yaml', 'compact-kernel-1x2v.yaml', 'coulomb-2d.yaml',
    'damping-1x2v.yaml', 'expanding-cloud-3x3v.yaml',
    'landau-million-1x3v.yaml', 'local-wave-3x3v.yaml', 'local-wave-million-3x3v.yaml', 'localised-1x2v.yaml',
  ]));
});

describe.each(files)('%s', (file) => {
  const path = fileURLToPath(new URL(file, folder));
  it('is valid, is named after its file, and survives being written and read', () => {
    const scenario = loadScenario(path);
    expect(`${scenario.name}.yaml`).toBe(file);
    expect(resolveScenario(parse(scenarioToYaml(scenario)))).toEqual(scenario);
  });
  it('says what it shows and where it comes from', () => {
    const text = readFileSync(path, 'utf8');
    // The first line is what `list` prints: a sentence, not a word to an editor.
    expect(text.split('\n')[0]).toMatch(/^# [A-Z].{20,}\.$/);
    expect(text).toContain('\n# yaml-language-server: $schema=../docs/scenario.schema.json\n');
    expect(text).toMatch(/^# Source: \S/m);
  });
});
