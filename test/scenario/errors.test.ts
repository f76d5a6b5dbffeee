import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { ScenarioError } from '../../src/scenario/error.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { damaged, validText } from './text.ts';

/** What a message must contain or match. */
type Part = string | RegExp;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-errors-'));
  const spec = { name: 'velocity_x', type: 'float64', unitSI: 1, unitDimension: [0, 0, 0, 0, 0, 0, 0], description: '' } as const;
  const table = createTable(join(folder, 'no-columns.arrow'), [spec], {});
  table.append({ velocity_x: [1, 2] });
  table.close();
  writeFileSync(join(folder, 'text.arrow'), 'not an Arrow file');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `fuzzy-landau run` on a scenario text: what it printed and returned, and what it left behind. */
async function runCommand(text: string | Uint8Array, sets: readonly string[]): Promise<{ code: number; err: string; left: string[] }> {
  const file = join(folder, 's.yaml');
  const out = join(folder, 'out');
  writeFileSync(file, text);
  const before = readdirSync(folder);
  let err = '';
  const terminal = { out: () => {}, err: (line: string) => { err += line; }, interactive: false };
  const code = await main(['run', file, '--out', out, ...sets.flatMap((set) => ['--set', set])], terminal);
  return { code, err: err.replaceAll(`${folder}/`, ''), left: readdirSync(folder).filter((name) => !before.includes(name)) };
}

const arrow = (file: string) =>
  validText.replace(/ {2}kind: maxwellians[^]*?particles:[^]*?mollifier/, `  kind: arrow\n  file: ${file}\nmollifier`);
const homogeneous = validText
  .replace('x: 1', 'x: 0')
  .replace(/domain.*\n/, '')
  .replace(/ {6}space.*\n/, '')
  .replace(/ {2}position: .*\n/, '')
  .replace('position: [1.5], ', '');
const formula = (expression: string) => damaged('kind: gaussian, width: 0.8', `kind: formula, expression: "${expression}"`);

// [what is wrong, the text, what the message must contain: place first]
const files: readonly (readonly [string, string | Uint8Array, ...Part[]])[] = [
  // YAML
  ['an empty file', '', 's.yaml:1:1:', 'empty'],
  ['only comments', '# nothing\n', 's.yaml:1:1:', 'empty'],
  ['a list at the top', '- a\n- b\n', 's.yaml:1:1:', 'mapping'],
  ['plain text at the top', 'hello\n', 's.yaml:1:1:', 'mapping'],
  ['an unclosed bracket', damaged('length: [6.25] } }', 'length: [6.25'), /s\.yaml:\d+:\d+: not valid YAML/],
  ['a key given twice', damaged('seed: 1', 'seed: 1\nseed: 2'), 's.yaml:29:1:', "'seed' is given twice"],
  ['a key given twice in one line', damaged('x: 1, v: 2', 'x: 1, v: 2, x: 2'), 's.yaml:3:29:', "'x' is given twice"],
  ['tabs as indentation', damaged('  gamma: 0', '\tgamma: 0'), 's.yaml:4:1:', 'tab'],
  ['two documents', `${validText}---\nname: two\n`, /s\.yaml:29:\d+:/, 'several YAML documents'],
  ['an alias without anchor', damaged('seed: 1', 'seed: *one'), 's.yaml:28:7:', /alias/i],
  ['an unknown tag', damaged('seed: 1', 'seed: !int 1'), 's.yaml:28:7:', /tag/],
  ['a key that is a list', damaged('seed: 1', '[seed]: 1'), 's.yaml:28:1:', 'keys of a scenario are names'],
  ['binary data', 'name: \0\0', 's.yaml:1:7:', 'binary'],
  ['no UTF-8', new Uint8Array([0x6e, 0xff, 0xfe]), 's.yaml: is not UTF-8'],
  ['deep nesting', `${'['.repeat(100000)}`, /s\.yaml:\d+:\d+:/, /nested|not valid YAML/],
  [
    'aliases that explode',
    `a: &a [1,1,1,1,1,1,1,1,1,1]\n${
      [...'bcdefgh'].map((key, i) => `${key}: &${key} [${Array(10).fill(`*${'abcdefg'[i]}`).join(',')}]`).join('\n')
    }\n`,
    /s\.yaml:\d+:\d+:/, 'aliases',
  ],
  // Names
  ['an unknown key at the top', damaged('seed: 1', 'sead: 1'), 's.yaml:28:1: sead:', "Did you mean 'seed'?"],
  [
    'an unknown key inside', damaged('  gamma: 0', '  gama: 0'), 's.yaml:4:3: equation.gama:', "Did you mean 'gamma'?",
    'equation.gamma: missing',
  ],
  ['an unknown key in a list', damaged('- mass: 1', '- mas: 1'), 's.yaml:10:7: initial.components.0.mas:', "Did you mean 'mass'?"],
  [
    'a key of another kernel', damaged('width: 0.8 }', 'width: 0.8, lambda: 1 }'), 's.yaml:5:40: equation.kappa.lambda:',
    'unknown key', 'Known here: kind, width',
  ],
  ['an unknown kernel', damaged('kind: gaussian', 'kind: gausian'), 's.yaml:5:18: equation.kappa.kind:', "Did you mean 'gaussian'?"],
  ['an unknown scheme', damaged('scheme: midpoint', 'scheme: midpont'), 's.yaml:24:11: time.scheme:', "Did you mean 'midpoint'?"],
  ['an unknown score form', damaged('score: particle-sum', 'score: particle_sum'), 's.yaml:22:8: score:', "Did you mean 'particle-sum'?"],
  ['an unknown sampling', damaged('sampling: lattice', 'sampling: latice'), 's.yaml:15:13: particles.sampling:', "Did you mean 'lattice'?"],
  ['an unknown initial kind', damaged('kind: maxwellians', 'kind: maxwellian'), 's.yaml:8:9: initial.kind:', "Did you mean 'maxwellians'?"],
  ['an unknown space', damaged('kind: cosine', 'kind: cosin'), 's.yaml:13:22:', "Did you mean 'cosine'?"],
  ['an unknown column', damaged('[id, density]', '[id, densty]'), 's.yaml:27:80: output.snapshots.columns.1:', "Did you mean 'density'?"],
  ['a name that is no folder', damaged('name: valid', 'name: ../valid'), 's.yaml:1:7: name:', 'run folder'],
  ['a missing section', validText.replace(/time:[^]*?output/, 'output'), 's.yaml:1:1: time: missing'],
  ['a missing kernel parameter', damaged(', width: 0.8', ''), 's.yaml:5:3: equation.kappa.width: missing'],
  ['a kernel without kind', damaged('kind: gaussian, ', ''), 's.yaml:5:3: equation.kappa.kind: missing'],
  // Types
  ['text for a number', damaged('gamma: 0', 'gamma: zero'), 's.yaml:4:10: equation.gamma:', 'expected a number in [-3, 1], found "zero"'],
  ['a number in quotes', damaged('gamma: 0', 'gamma: "0"'), 's.yaml:4:10: equation.gamma:', 'remove the quotes'],
  ['NaN', damaged('gamma: 0', 'gamma: .nan'), 's.yaml:4:10: equation.gamma:', 'found .nan'],
  ['infinity', damaged('  end: 0.1', '  end: .inf'), 's.yaml:26:8: time.end:', 'found .inf'],
  ['nothing', damaged('gamma: 0', 'gamma:'), 's.yaml:4:3: equation.gamma:', 'found nothing'],
  ['a mapping for a number', damaged('gamma: 0', 'gamma: { value: 0 }'), 's.yaml:4:3: equation.gamma:', 'found a mapping with value'],
  [
    'a number for a mapping', damaged('domain: { x: { kind: periodic, length: [6.25] } }', 'domain: 6.25'), 's.yaml:6:9: domain:',
    'expected a mapping with x',
  ],
  ['a fraction for a count', damaged('count: [4]', 'count: [4.5]'), 's.yaml:16:23: particles.position.count.0:', 'whole number'],
  [
    'text for a flag', damaged('comoving: true', 'comoving: yes please'), 's.yaml:21:13: mollifier.comoving:',
    'true, false, { reset: time } or { relax: rate }',
  ],
  [
    'components that are no list', validText.replace('- mass: 1', '  mass: 1'), /s\.yaml:9:\d+: initial\.components:/,
    'expected a list of components',
  ],
  [
    'no components', validText.replace(/components:[^]*?particles:/, 'components: []\nparticles:'),
    's.yaml:9:15: initial.components:', 'at least one',
  ],
  // Ranges
  ['gamma 5', damaged('gamma: 0', 'gamma: 5'), 's.yaml:4:10: equation.gamma:', 'expected a number in [-3, 1], found 5'],
  ['gamma -3.5', damaged('gamma: 0', 'gamma: -3.5'), 's.yaml:4:10: equation.gamma:', 'found -3.5'],
  ['four velocity dimensions', damaged('v: 2 }', 'v: 4 }'), 's.yaml:3:26: equation.dimensions.v:', 'whole number in [2, 3]'],
  [
    'a negative temperature', damaged('temperature: [1, 1]', 'temperature: [1, -1]'),
    's.yaml:12:24: initial.components.0.temperature.1:', 'expected a number > 0, found -1',
  ],
  ['a zero mass', damaged('mass: 1', 'mass: 0'), 's.yaml:10:13:', 'expected a number > 0'],
  ['a negative kernel width', damaged('width: 0.8', 'width: -0.8'), 's.yaml:5:35: equation.kappa.width:', 'expected a number > 0'],
  ['an amplitude above 1', damaged('amplitude: [0.4]', 'amplitude: [1.4]'), 's.yaml:13:42:', 'in [-1, 1]'],
  ['half a wave', damaged('mode: [1]', 'mode: [0.5]'), 's.yaml:13:55:', 'whole number'],
  ['no cells', damaged('count: [4]', 'count: [0]'), 's.yaml:16:23:', 'expected a whole number in [1,'],
  ['too many particles', damaged('count: [6, 6]', 'count: [100000, 100000]'), 's.yaml:14:1: particles:', 'at most 2e+9'],
  ['a negative step', damaged('step: 0.01', 'step: -0.01'), 's.yaml:25:9: time.step:', 'expected a number > 0, found -0.01'],
  ['an adaptive step without max', damaged('step: 0.01', 'step: { adaptive: 1.0e-4 }'), 's.yaml:25:3: time.step.max: missing'],
  ['a step beyond the end', damaged('step: 0.01', 'step: 0.5'), 's.yaml:25:9: time.step:', 'at most time.end'],
  [
    'an output interval of 0', damaged('diagnostics: { every: 0.05 }', 'diagnostics: { every: 0 }'), 's.yaml:27:33:',
    'expected a number > 0, found 0',
  ],
  ['a negative seed', damaged('seed: 1', 'seed: -1'), 's.yaml:28:7: seed:', 'whole number >= 0'],
  // Lengths
  [
    'three velocities in 2V', damaged('velocity: [0, 0]', 'velocity: [0, 0, 0]'), 's.yaml:11:17:',
    'expected 2 entries (dimensions.v is 2), found 3',
  ],
  ['two lengths in 1X', damaged('length: [6.25]', 'length: [6.25, 6.25]'), 's.yaml:6:40:', 'expected 1 entry (dimensions.x is 1), found 2'],
  [
    'a wrong gradient', damaged('      temperature', '      velocityGradient: [[1, 2], [3, 4]]\n      temperature'),
    's.yaml:12:25:', 'expected 2 rows', 'of 1 numbers',
  ],
  // What does not go together
  ['no domain in 1X', validText.replace(/domain.*\n/, ''), 's.yaml:1:1: domain: missing'],
  ['a domain in 0X', `${homogeneous}domain: { x: { kind: free } }\n`, /s\.yaml:\d+:1: domain:/, 'remove domain'],
  [
    'cosine in free space', damaged('kind: periodic, length: [6.25]', 'kind: free'),
    's.yaml:13:22: initial.components.0.space.kind:', 'expected gaussian',
  ],
  [
    'a lattice in free space without halfWidth',
    damaged('kind: periodic, length: [6.25]', 'kind: free').replace(/kind: cosine.*\}/, 'kind: gaussian, width: 1 }'),
    's.yaml:16:3: particles.position.halfWidth: missing',
  ],
  [
    'halfWidth of a periodic lattice', damaged('count: [4]', 'count: [4], halfWidth: 3'),
    's.yaml:16:38: particles.position.halfWidth:', 'free space only',
  ],
  [
    'bkw in 1X', damaged('kind: maxwellians', 'kind: bkw').replace(/ {2}components:[^]*?particles:/, 'particles:'),
    's.yaml:8:9: initial.kind:', 'dimensions.x: 0',
  ],
  [
    'bkw before its time', homogeneous.replace(/ {2}kind: maxwellians[^]*?particles:/, '  kind: bkw\n  time: -1\nparticles:'),
    /s\.yaml:\d+:9: initial\.time:/, 'negative near v = 0',
  ],
  ['quadrature in 1X', damaged('score: particle-sum', 'score: quadrature'), 's.yaml:22:8: score:', 'dimensions.x: 0'],
  [
    'quadrature without a lattice',
    homogeneous
      .replace(/particles:[^]*?mollifier/, 'particles: { sampling: sobol, count: 100 }\nmollifier')
      .replace('score: particle-sum', 'score: quadrature'),
    /s\.yaml:\d+:8: score:/, 'sampling: lattice',
  ],
  [
    'a lattice width without a lattice',
    validText
      .replace(/particles:[^]*?mollifier/, 'particles: { sampling: sobol, count: 100 }\nmollifier')
      .replace(/width: \{ position.*/, 'width: { rule: lattice, factor: 1 }'),
    /s\.yaml:16:3: mollifier\.width:/, 'sampling: lattice',
  ],
  [
    'a misspelt width rule', damaged('{ position: [1.5], velocity: 0.9 }', '{ rule: latice, factor: 1 }'),
    's.yaml:20:18: mollifier.width.rule:', "Did you mean 'lattice'?",
  ],
  [
    'a blob wider than the distribution', damaged('velocity: 0.9', 'velocity: 1.1'), 's.yaml:20:39: mollifier.width.velocity:',
    'thermal speed 1.000',
  ],
  [
    'energy restored twice', damaged('scheme: midpoint', 'scheme: discrete-gradient\n  restoreEnergy: true'),
    's.yaml:25:18: time.restoreEnergy:', 'explicit schemes',
  ],
  [
    'sub-steps of transport, which is exact', damaged('  end: 0.1', '  end: 0.1\n  substeps: { transport: 2 }'),
    's.yaml:27:15: time.substeps.transport:', 'unknown key', 'Known here: collisions',
  ],
  // Formulas
  ['an odd kappa', formula('1 + x'), 's.yaml:5:39: equation.kappa.expression:', 'not even', 'momentum'],
  ['a negative kappa', formula('1 - r'), 's.yaml:5:39:', 'negative', 'entropy'],
  ['an infinite kappa', formula('1/r'), 's.yaml:5:39:', 'Infinity at r = 0'],
  ['an unknown name in kappa', formula('exp(-rr)'), 's.yaml:5:39:', "unknown name 'rr'", 'at character 6', "Did you mean 'r'?"],
  ['an unknown function in kappa', formula('sqr(r)'), 's.yaml:5:39:', "unknown function 'sqr'", "Did you mean 'sqrt'?"],
  ['a function that there is not in kappa', formula('cos(r)'), 's.yaml:5:39:', "unknown function 'cos'", 'Known here: ', 'exp'],
  ['an unfinished kappa', formula('1/(1+r'), 's.yaml:5:39:', 'Unclosed ('],
  ['code in kappa', formula('process.exit(1)'), 's.yaml:5:39:', 'not a function'],
  // Arrow files
  ['a missing Arrow file', arrow('nowhere.arrow'), 's.yaml:9:9: initial.file:', 'nowhere.arrow'],
  ['an Arrow file without columns', arrow('no-columns.arrow'), 's.yaml:9:9: initial.file:', 'position_x', 'weighting'],
  ['text for an Arrow file', arrow('text.arrow'), 's.yaml:9:9: initial.file:', 'text.arrow'],
  ['a folder for an Arrow file', arrow('.'), 's.yaml:9:9: initial.file:', /folder|director/],
  [
    'particles beside an Arrow file', `${arrow('no-columns.arrow')}particles: { sampling: sobol, count: 10 }\n`,
    's.yaml:20:1: particles:', 'remove particles',
  ],
  [
    'particles from nowhere', validText.replace(/particles:[^]*?mollifier/, 'particles: { sampling: given }\nmollifier'),
    's.yaml:14:24: particles.sampling:', 'arrow',
  ],
];

const overrides: readonly (readonly [string, readonly string[], ...Part[]])[] = [
  ['no value', ['time.step'], '--set time.step: expected path=value'],
  ['a path that does not exist', ['time.steps=1'], '--set time.steps:', "Did you mean 'step'?"],
  ['a section that does not exist', ['tme.step=1'], '--set tme', "Did you mean 'time'?"],
  ['a value out of range', ['equation.gamma=5'], '--set equation.gamma:', 'found 5'],
  ['a value of the wrong type', ['particles.velocity.count=many'], '--set particles.velocity.count:', 'found "many"'],
  ['NaN', ['time.end=.nan'], '--set time.end:', 'found .nan'],
  ['a wrong length', ['particles.velocity.count=[4,4,4]'], '--set particles.velocity.count:', 'found 3'],
  ['a path into a number', ['time.step.max=1'], '--set time.step.max:', 'single value'],
  ['an index out of the list', ['initial.components.1.mass=1'], '--set initial.components.1.mass:', 'index from 0 to 0'],
  ['broken YAML', ['time.step=[1,'], '--set time.step:', 'not valid'],
  ['a removed value that is needed', ['time.end='], '--set time.end: missing'],
  ['a prototype', ['__proto__.polluted=1'], "unknown key '__proto__'"],
  ['the second of two', ['time.end=1', 'time.scheme=rk5'], '--set time.scheme:', "Did you mean 'rk4'?"],
];

function expectMessage(message: string, parts: readonly Part[]): void {
  for (const part of parts) expect(message)[typeof part === 'string' ? 'toContain' : 'toMatch'](part as string);
}

describe('a bad scenario gives a message with its place, exit code 2, and nothing on disk', () => {
  it.each(files.map(([what, text, ...parts]) => ({ what, text, parts })))('$what', async ({ text, parts }) => {
    const { code, err, left } = await runCommand(text, []);
    expectMessage(err, parts);
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
    expect(left).toEqual([]);
  });

  it.each(overrides.map(([what, sets, ...parts]) => ({ what, sets, parts })))('--set: $what', async ({ sets, parts }) => {
    const { code, err, left } = await runCommand(validText, sets);
    expectMessage(err, parts);
    expect(code).toBe(2);
    expect(left).toEqual([]);
  });

  it('several problems are reported together', () => {
    writeFileSync(join(folder, 's.yaml'), damaged('gamma: 0', 'gamma: 9').replace('seed: 1', 'seed: -1'));
    expect(() => loadScenario(join(folder, 's.yaml'))).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ line: 4, column: 10, path: 'equation.gamma' }),
          expect.objectContaining({ line: 28, path: 'seed' }),
        ],
      }),
    );
  });

  it.each([['missing.yaml', 'no such file'], ['s.yml', "Did you mean"], ['.', 'folder']])('the file %s', (name, message) => {
    writeFileSync(join(folder, 's.yaml'), validText);
    let caught: unknown;
    try {
      loadScenario(join(folder, name));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(ScenarioError);
    expect((caught as ScenarioError).message).toContain(message);
  });
});
