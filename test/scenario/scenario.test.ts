import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemes } from '../../src/dynamics/catalogue.ts';
import { kappas } from '../../src/physics/catalogue.ts';
import { nearest } from '../../src/scenario/nearest.ts';
import { loadScenario, resolveScenario, scenarioJsonSchema, scenarioToYaml } from '../../src/scenario/scenario.ts';
import { validText } from './text.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  file = join(folder, 'my run.yaml');
  writeFileSync(file, validText);
});
afterAll(() => rmSync(folder, { recursive: true }));

const minimal = {
  equation: { dimensions: { x: 0, v: 2 }, gamma: 0 },
  initial: { kind: 'bkw' },
  particles: { sampling: 'lattice', velocity: { count: 10, halfWidth: 4 } },
  time: { step: 0.1, end: 2 },
};

const wave = {
  ...minimal,
  equation: { dimensions: { x: 1, v: 2 }, gamma: 0 },
  domain: { x: { kind: 'periodic', length: 5 } },
  initial: { kind: 'maxwellians', components: [{ temperature: 1, space: { kind: 'cosine', amplitude: 0.4 } }] },
  particles: { ...minimal.particles, position: { count: 4 } },
};

describe('defaults', () => {
  it('of a homogeneous run', () => {
    expect(resolveScenario(minimal)).toEqual({
      name: 'run',
      equation: { dimensions: { x: 0, v: 2 }, gamma: 0, strength: 1, softening: 0, kappa: { kind: 'constant' } },
      initial: { kind: 'bkw', normalise: 'moments', time: 0 },
      particles: {
        sampling: 'lattice',
        velocity: { count: [10, 10], halfWidth: [4, 4], centre: [0, 0] },
        trim: 1e-6,
        remap: 'auto',
        stagger: false,
      },
      mollifier: { kind: 'gaussian', width: { rule: 'lattice', factor: 0.9, exponent: 1 }, variancePreserving: true, comoving: false },
      score: 'auto',
      time: {
        scheme: 'discrete-gradient', splitting: 'strang', step: 0.1, end: 2, substeps: { collisions: 1 },
        solver: { tolerance: 1e-12, maxIterations: 200, depth: 6 }, restoreEnergy: false, energyBound: 1e-2,
      },
      sums: { method: 'auto', tolerance: 1e-3, batch: 64, truncation: 0, moments: true },
      output: {
        diagnostics: { every: 0.1 }, snapshots: { every: 0.5, stride: 1, precision: 'float64' }, checkpoint: { every: 0.5 },
        profiles: { every: 0.5 },
      },
      seed: 1,
    });
  });

  it('the switches of the blob are on where they apply', () => {
    expect(resolveScenario({ ...minimal, score: 'quadrature' }).mollifier.variancePreserving).toBe(false);
    expect(resolveScenario({ ...minimal, score: 'quadrature', mollifier: { variancePreserving: true } }).mollifier.variancePreserving).toBe(
      true,
    );
    expect(loadScenario(file, ['mollifier.comoving=']).mollifier.comoving).toBe(true);
    expect(loadScenario(file, ['mollifier.comoving={reset: 0.5}']).mollifier.comoving).toEqual({ reset: 0.5 });
  });

  it('the old word true for keeping the mass is still understood', () => {
    expect(resolveScenario({ ...minimal, initial: { kind: 'bkw', normalise: true } }).initial).toMatchObject({ normalise: 'mass' });
  });

  it('galerkin alone stands for a space chosen by measurement, and parts of one can be fixed', () => {
    const scoreOf = (score: unknown) => resolveScenario({ ...minimal, score }).score;
    expect(scoreOf('galerkin')).toEqual({ kind: 'galerkin', degree: 'auto', modes: 'auto' });
    expect(scoreOf({ kind: 'galerkin', degree: 6 })).toEqual({ kind: 'galerkin', degree: 6, modes: 'auto' });
    expect(() => scoreOf({ kind: 'galerkin', degree: 31 })).toThrow('score');
  });

  it('light particles are left out where functions may fit the score, and kept where a blob does', () => {
    const trimOf = (score: unknown, trim?: number) =>
      resolveScenario({ ...minimal, score, particles: { ...minimal.particles, trim } }).particles;
    // Homogeneous data ask for high degrees, which throw far tails out.
    for (const score of ['auto', 'galerkin', { kind: 'galerkin', degree: 6 }]) expect(trimOf(score)).toMatchObject({ trim: 1e-6 });
    for (const score of ['particle-sum', 'one-sided', 'quadrature']) expect(trimOf(score)).toMatchObject({ trim: 0 });
    expect(trimOf('auto', 0)).toMatchObject({ trim: 0 });
    expect(resolveScenario({ ...wave, score: 'auto' }).particles).toMatchObject({ trim: 1e-8 });
  });

  it('positions of a box are shifted where functions fit the score, velocities where equal ones are singular', () => {
    const staggerOf = (equation: object, score: unknown = 'auto', stagger?: unknown) =>
      resolveScenario({
        ...wave, score, equation: { ...wave.equation, ...equation }, particles: { ...wave.particles, stagger },
      }).particles;
    for (const score of ['auto', { kind: 'galerkin', degree: 6 }]) expect(staggerOf({}, score)).toMatchObject({ stagger: true });
    expect(staggerOf({}, 'particle-sum')).toMatchObject({ stagger: false });
    for (const score of ['auto', 'particle-sum']) {
      for (const gamma of [-3, -2.5]) expect(staggerOf({ gamma }, score)).toMatchObject({ stagger: 'velocity' });
    }
    expect(staggerOf({ gamma: -2 })).toMatchObject({ stagger: true });
    expect(staggerOf({ gamma: -3, softening: 0.01 })).toMatchObject({ stagger: true });
    expect(staggerOf({ gamma: -3 }, 'auto', false)).toMatchObject({ stagger: false });
    expect(staggerOf({}, 'auto', 'velocity')).toMatchObject({ stagger: 'velocity' });
  });

  it('a number stands for equal entries on all axes', () => {
    const scenario = resolveScenario({
      ...minimal,
      equation: { dimensions: { x: 3, v: 3 }, gamma: 0 },
      domain: { x: { kind: 'free' } },
      initial: { kind: 'maxwellians', components: [{ temperature: 2, space: { kind: 'gaussian', width: 1 } }] },
      particles: { sampling: 'lattice', position: { count: 2, halfWidth: 3 }, velocity: { count: 3, halfWidth: 4, centre: 1 } },
      mollifier: { width: { position: 1, velocity: 0.5 } },
    });
    expect(scenario.initial).toEqual({
      kind: 'maxwellians', normalise: 'moments',
      components: [
        { mass: 1, velocity: [0, 0, 0], temperature: [2, 2, 2], space: { kind: 'gaussian', mean: [0, 0, 0], width: [1, 1, 1] } },
      ],
    });
    expect(scenario.particles).toEqual({
      sampling: 'lattice', position: { count: [2, 2, 2], halfWidth: [3, 3, 3], centre: [0, 0, 0] },
      velocity: { count: [3, 3, 3], halfWidth: [4, 4, 4], centre: [1, 1, 1] }, trim: 1e-8, remap: 'auto', stagger: false,
    });
    expect(scenario.mollifier.width).toEqual({ position: [1, 1, 1], velocity: 0.5 });
  });

  it('without a lattice the blob has the width of Silverman\'s rule, from the axes\' deviations and the number of particles', () => {
    const wide = (over: object) => resolveScenario({
      ...minimal, domain: { x: { kind: 'periodic', length: 6 } }, equation: { dimensions: { x: 1, v: 2 }, gamma: 0 },
      initial: { kind: 'maxwellians', components: [{ temperature: 4 }] }, particles: { sampling: 'sobol', count: 1000 }, ...over,
    }).mollifier.width as { position: number[]; velocity: number };
    // (4 / ((D + 2) N))^(1 / (D + 4)) with D = 3; a box of length L has the deviation L / sqrt 12.
    const factor = (4 / 5000) ** (1 / 7);
    expect(wide({}).velocity).toBeCloseTo(2 * factor, 13);
    expect(wide({}).position[0]).toBeCloseTo((6 / Math.sqrt(12)) * factor, 13);
    const free = wide({
      domain: { x: { kind: 'free' } },
      initial: { kind: 'maxwellians', components: [{ temperature: 4, space: { kind: 'gaussian', width: 3 } }] },
    });
    expect(free.position[0]).toBeCloseTo(3 * factor, 13);
    expect(wide({ particles: { sampling: 'sobol', count: 1 } }).velocity).toBeCloseTo(2 * 0.8, 13);
  });

  it('a run without a name is called after its file', () => expect(loadScenario(file, ['name=']).name).toBe('my-run'));
});

describe('overrides', () => {
  it('change what they name, in order, and nothing else', () => {
    const plain = loadScenario(file);
    const changed = loadScenario(file, [
      'particles.velocity.count=8', 'time.step={adaptive: 1.0e-4, max: 0.05}', 'seed=7', 'seed=8', 'initial.components.0.mass=2',
    ]);
    expect(changed).toEqual({
      ...plain,
      seed: 8,
      time: { ...plain.time, step: { adaptive: 1e-4, max: 0.05 } },
      particles: { ...plain.particles, velocity: { count: [8, 8], halfWidth: [4, 4], centre: [0, 0] } },
      initial: {
        ...plain.initial,
        components: [{ mass: 2, velocity: [0, 0], temperature: [1, 1], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } }],
      },
    });
  });
  it('make sections that the file does not have', () => expect(loadScenario(file, ['sums.method=direct']).sums.method).toBe('direct'));
  it('never touch the prototype of objects', () => {
    expect(() => loadScenario(file, ['__proto__.polluted=1'])).toThrow('unknown key');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it('a resolved scenario printed as YAML loads back to the same scenario', () => {
  const scenarios = [
    resolveScenario(minimal),
    loadScenario(file),
    loadScenario(file, [
      'equation.kappa={kind: formula, expression: "max(0, 1 - r^2)"}', 'mollifier.comoving={relax: 2}',
      'time.step={adaptive: 1.0e-5, max: 0.1}', 'equation.regularisation={delta: 0.1, epsilon: 0.01}',
    ]),
    loadScenario(file, ['score=galerkin', 'particles.remap={every: 0.5}', 'particles.stagger=true', 'initial.normalise=mass']),
    loadScenario(file, ['score={ kind: galerkin, degree: 6, modes: auto }', 'mollifier=']),
  ];
  for (const [i, scenario] of scenarios.entries()) {
    const copy = join(folder, `copy-${i}.yaml`);
    writeFileSync(copy, scenarioToYaml(scenario));
    expect(loadScenario(copy)).toEqual(scenario);
    expect(resolveScenario(parse(scenarioToYaml(scenario)))).toEqual(scenario);
  }
});

it('the JSON Schema knows every member of the catalogue, describes its values and allows no other keys', () => {
  const schema = scenarioJsonSchema() as { required: string[]; additionalProperties: boolean; properties: Record<string, any> };
  expect(schema.required).toEqual(['equation', 'initial', 'time']);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.equation.properties.gamma).toMatchObject({
    minimum: -3, maximum: 1, description: expect.stringContaining('Coulomb'),
  });
  expect(schema.properties.equation.properties.kappa.oneOf.map((kind: any) => kind.properties.kind.const)).toEqual(
    kappas.map(({ name }) => name),
  );
  expect(schema.properties.time.properties.scheme.enum).toEqual(schemes.map(({ name }) => name));
});

it('the nearest name is found across slips of the hand, and not across different words', () => {
  const names = ['gamma', 'strength', 'softening', 'kappa', 'halfWidth'];
  expect(nearest('gama', names)).toBe('gamma');
  expect(nearest('agmma', names)).toBe('gamma');
  expect(nearest('Kappa', names)).toBe('kappa');
  expect(nearest('halfwidth', names)).toBe('halfWidth');
  expect(nearest('soft', names)).toBe('softening');
  expect(nearest('viscosity', names)).toBeUndefined();
  expect(nearest('', names)).toBeUndefined();
});
