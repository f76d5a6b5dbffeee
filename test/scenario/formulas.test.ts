import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kappaOf } from '../../src/physics/kappa-facts.ts';
import { loadScenario, resolveScenario, scenarioToYaml } from '../../src/scenario/scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'formulas-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lattice = 'sampling: lattice\n  position: { count: 4 }\n  velocity: { count: 6, halfWidth: 4 }';

const text = (initial: string, particles = lattice): string => `name: s
equation: { dimensions: { x: 1, v: 2 }, gamma: 0 }
domain: { x: { kind: periodic, length: 6.25 } }
initial:
  ${initial.replaceAll('\n', '\n  ')}
particles:
  ${particles}
time: { step: 0.1, end: 1 }
`;

function load(yaml: string): ReturnType<typeof loadScenario> {
  const file = join(folder, 's.yaml');
  writeFileSync(file, yaml);
  return loadScenario(file);
}

function problem(yaml: string): string {
  try {
    load(yaml);
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'none';
}

const profiles = (density: string, velocity = '0', temperature = '1', more = ''): string =>
  text(`kind: profiles\n${more}components:\n  - density: ${density}\n    velocity: ${velocity}\n    temperature: ${temperature}`);
const formula = (density: string, more = ''): string => text(`kind: formula\n${more}density: ${density}`);

describe('initial data by formulas', () => {
  it('spread one field over the axes, keep numbers and formulas side by side, and survive being written and read', () => {
    const both = [
      profiles('"1 + a*cos(x)"', '["a*sin(x)", 0]', '"1 + a"', 'parameters: { a: 0.1 }\n'), formula('"exp(-v_x^2 - v_y^2)"', 'mass: 2\n'),
    ];
    for (const yaml of both) {
      const scenario = load(yaml);
      expect(resolveScenario(parse(scenarioToYaml(scenario)))).toEqual(scenario);
    }
    const { initial } = load(profiles('1', '["0.1*x", 0]', '"1 + 0.1*x"'));
    expect(initial).toMatchObject({ components: [{ density: 1, velocity: ['0.1*x', 0], temperature: ['1 + 0.1*x', '1 + 0.1*x'] }] });
  });

  it('take the velocity box of the lattice, and its position box in free space', () => {
    expect(load(formula('"exp(-v_x^2 - v_y^2)"')).initial).toMatchObject({ box: { velocity: { centre: [0, 0], halfWidth: [4, 4] } } });
    const free = text(
      'kind: profiles\ncomponents: [{ density: "exp(-x^2)", temperature: 1 }]',
      'sampling: lattice\n  position: { count: 4, halfWidth: 3, centre: 1 }\n  velocity: { count: 6, halfWidth: 4 }',
    ).replace(/domain:.*/, 'domain: { x: { kind: free } }');
    expect(load(free).initial).toMatchObject({ box: { position: { centre: [1], halfWidth: [3] } } });
  });

  it('have parameters that --set and studies reach', () => {
    const file = join(folder, 'p.yaml');
    writeFileSync(file, profiles('"1 + a*cos(x)"', '0', '1', 'parameters: { a: 0.1 }\n'));
    expect(loadScenario(file, ['initial.parameters.a=0.3']).initial).toMatchObject({ parameters: { a: 0.3 } });
  });
});

describe('a kappa by a formula', () => {
  const kappa = (text: string): string => profiles('1').replace('gamma: 0', `gamma: 0, kappa: { kind: formula, ${text} }`);
  it('may use numbers beside it by name, which studies reach', () => {
    const file = join(folder, 'kappa.yaml');
    writeFileSync(file, kappa('expression: "exp(-(r/w)^2/2)/w", w: 0.5'));
    // (1/w) at contact, by hand.
    expect(kappaOf(loadScenario(file).equation)(0)).toBe(2);
    expect(kappaOf(loadScenario(file, ['equation.kappa.w=0.25']).equation)(0)).toBe(4);
  });
  it('does not take a name that means something, or text for a number', () => {
    expect(problem(kappa('expression: "exp(-r)", r: 2'))).toContain('equation.kappa.r: this name has a meaning of its own');
    expect(problem(kappa('expression: "exp(-r/w)", w: wide'))).toContain('equation.kappa.w: expected a number, found "wide"');
    expect(problem(kappa('expression: "exp(-r/w)"'))).toContain("unknown name 'w'; expected a function of r");
  });
});

describe('a formula that cannot be is told with its place, what was expected and what was found', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['an unknown name', profiles('"1 + cos(y)"'), ['s.yaml:7:16', 'initial.components.0.density', "unknown name 'y'", 'character 9', 'x']],
    ['a velocity in a profile', profiles('1', '"v_x"'),
      ['initial.components.0.velocity.0', "unknown name 'v_x'; expected a function of x"]],
    ['vx for v_x', formula('"exp(-vx^2)"'), ["unknown name 'vx'", "Did you mean 'v_x'?"]],
    ['an unknown function', formula('"exp(-v_x^2)*sinh(x)"'), ["unknown function 'sinh'", "Did you mean 'sin'?"]],
    ['a missing bracket', formula('"exp(-v_x^2"'), ['initial.density', 'character']],
    ['a negative density', profiles('"0.5 + cos(x)"'), ['expected a finite number >= 0 (max(0, ...) cuts it off), found -', 'at x = ']],
    ['a temperature of 0', profiles('1', '0', '["x", "1 - step(x - 3)"]'), ['components.0.temperature.1', 'number > 0, found 0 at x = ']],
    ['an infinite velocity', profiles('1', '"1/(1 + step(x - 2) - 1)"'), ['expected a finite number, found Infinity at x = ']],
    ['a name with a meaning', profiles('1', '0', '1', 'parameters: { pi: 3 }\n'), ['initial.parameters.pi', 'use another']],
    ['a parameter that is no name', profiles('1', '0', '1', 'parameters: { 2a: 3 }\n'),
      ['expected a mapping from names (letters, digits and _) to numbers']],
    ['no box for a stream', text('kind: formula\ndensity: 1', 'sampling: sobol\n  count: 10'),
      ['initial.box.velocity', 'say where f0 lives']],
    ['a box where there is none', profiles('1', '0', '1', 'box: { velocity: { halfWidth: 3 } }\n'),
      ['initial.box.velocity', 'for kind formula only']],
    ['a list of the wrong length', profiles('1', '[0, 0, 0]'), ['expected 2 entries']],
    ['a flag for a field', profiles('true'), ['expected a number or a formula, for example "1 + 0.1*cos(x)", found true']],
  ];
  it.each(cases)('%s', (_, yaml, parts) => {
    const message = problem(yaml);
    for (const part of parts) expect(message).toContain(part);
    expect(message).toMatch(/^s\.yaml:\d+:\d+: /);
  });
});
