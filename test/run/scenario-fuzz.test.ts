import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import seedrandom from 'seedrandom';
import { ScenarioError } from '../../src/run/scenario-error.ts';
import { loadScenario, resolveScenario, scenarioToYaml } from '../../src/run/scenario.ts';
import { validText } from './scenario-text.ts';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'scenario-fuzz-')); });
afterAll(() => rmSync(folder, { recursive: true }));

const shipped = new URL('../../scenarios/', import.meta.url);
const texts = [validText, ...readdirSync(shipped).map((file) => readFileSync(new URL(file, shipped), 'utf8'))];
const values = [
  '.nan', '-.inf', '-1', '0', '1e400', '9007199254740993', 'null', '~', '""', '[]', '{}', '[[1]]', 'true', '!!binary aGk=', '&a 1',
  '*a', '|', '>', '__proto__', '{ __proto__: 1 }', 'constructor', '"\\u0000"', '2026-11-22', '0x10', '1_000', '- 1', '? 1',
  '%YAML 1.1', '---', '...', '\t', '#', "'", '@', '`',
  '\uFEFF', '\u2028', '\ud800',
];

/** One random damage to the text: of characters, values, lines or structure. */
function mutate(text: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const at = Math.floor(random() * text.length);
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  const damages: readonly (() => string)[] = [
    () => text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 8)),
    () => text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at),
    () => text.slice(0, at) + pick(values) + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.replace(/: [^\n{[,}]+/g, (value) => (random() < 0.08 ? `: ${pick(values)}` : value)),
    () => text.replace(/[A-Za-z]\w+:/g, (key) => (random() < 0.04 ? `${key.slice(1)}` : key)),
    () =>
      text.replace(/-?\d+(\.\d+)?(e-?\d+)?/g, (number) =>
        random() < 0.1 ? String(Number(number) * pick([-1, 0, 0.5, 1e3, 1e300, NaN])) : number,
      ),
    () => lines.toSpliced(line, 1).join('\n'),
    () => lines.toSpliced(line, 0, lines[Math.floor(random() * lines.length)]).join('\n'),
    () => lines.with(line, `${' '.repeat(Math.floor(random() * 5))}${lines[line].trim()}`).join('\n'),
    () => lines.with(line, `${lines[line].split(':')[0]}: ${pick(values)}`).join('\n'),
  ];
  return pick(damages)();
}

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
