import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { ScenarioError } from '../../src/scenario/error.ts';
import { loadScenario, resolveScenario, scenarioToYaml } from '../../src/scenario/scenario.ts';
import { mutate, texts } from './mutations.ts';
import { validText } from './text.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'scenario-fuzz-')); });
afterAll(() => rmSync(folder, { recursive: true }));

it('300 mutated scenarios (seeded): each is valid or a ScenarioError with a place, never another exception', () => {
  const random = seedrandom('scenario fuzz');
  const file = join(folder, 'fuzz.yaml');
  let refused = 0;
  for (let n = 0; n < 300; n++) {
    let text = texts[Math.floor(random() * texts.length)];
    for (let damage = Math.floor(random() * 3); damage >= 0; damage--) text = mutate(text, random);
    writeFileSync(file, text);
    try {
      const scenario = loadScenario(file);
      expect(resolveScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
      expect(scenarioToYaml(scenario)).not.toContain('&');
    } catch (error) {
      expect(error, `${String(error)}\n${text}`).toBeInstanceOf(ScenarioError);
      for (const problem of (error as ScenarioError).problems) {
        expect(problem.line, text).toBeGreaterThanOrEqual(1);
        expect(problem.line!, text).toBeLessThanOrEqual(text.split('\n').length);
        expect(problem.message.length, text).toBeGreaterThan(10);
      }
      refused++;
    }
  }
  // Damage that happens to leave a valid scenario exists (a changed number, a deleted comment), but is the smaller part.
  expect(refused).toBeGreaterThan(150);
  expect(refused).toBeLessThan(300);
});

it('100 mutated overrides (seeded): the same', () => {
  const random = seedrandom('override fuzz');
  const file = join(folder, 'valid.yaml');
  writeFileSync(file, validText);
  const overrides = [
    'time.step=0.01', 'particles.velocity.count=[6, 6]', 'equation.kappa={kind: constant}', 'initial.components.0.mass=2',
    'domain.x.length=6', 'output.snapshots.columns=[id]',
  ];
  for (let n = 0; n < 100; n++) {
    const override = mutate(overrides[Math.floor(random() * overrides.length)], random);
    try {
      loadScenario(file, [override]);
    } catch (error) {
      expect(error, `${String(error)}\n${override}`).toBeInstanceOf(ScenarioError);
    }
  }
});
