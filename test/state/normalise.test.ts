import { describe, expect, test } from 'vitest';
import type { Particles, Scenario } from '../../src/contracts.ts';
import { Arena } from '../../src/state/arena.ts';
import { initialDensity } from '../../src/state/initial-density.ts';
import { closedMoments, type Moments } from '../../src/state/initial-moments.ts';
import { normaliseMoments } from '../../src/state/normalise.ts';
import { sampleParticles } from '../../src/state/sampling.ts';
import { bkwScenario, dampingScenario, type Overrides } from '../small-scenario.ts';

const stream = (sampling: string, count: number): Overrides => ({
  sampling,
  count,
  position: undefined,
  velocity: undefined,
  trim: undefined,
});
const cloud: Overrides = {
  domain: { x: { kind: 'free' } },
  mollifier: { width: { position: [0.5], velocity: 0.4 } },
  initial: {
    kind: 'maxwellians',
    components: [
      {
        mass: 1,
        velocity: [0.3, 0],
        temperature: [1.2, 0.6],
        space: { kind: 'gaussian', mean: [0.4], width: [0.8] },
        velocityGradient: [[0.5], [-0.2]],
      },
      { mass: 0.5, velocity: [-1, 0.4], temperature: [0.5, 0.7], space: { kind: 'gaussian', mean: [-1], width: [0.5] } },
    ],
  },
};
const beams: Overrides = {
  initial: {
    kind: 'maxwellians',
    components: [
      { mass: 1, velocity: [1, -0.2], temperature: [0.6, 1], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } },
      { mass: 0.5, velocity: [-0.7, 0.4], temperature: [1, 0.8], space: { kind: 'uniform' } },
    ],
  },
};

/** Columns that have moments, x first in free space. */
const columnsOf = (scenario: Scenario, { position, velocity }: Particles): readonly Float64Array[] =>
  (scenario.domain?.x.kind === 'free' ? [...position, ...velocity] : velocity);

function momentsOf(scenario: Scenario, particles: Particles): Moments {
  const { weight, count } = particles;
  const columns = columnsOf(scenario, particles);
  const sum = (term: (i: number) => number): number => {
    let total = 0;
    for (let i = 0; i < count; i++) total += weight[i] * term(i);
    return total;
  };
  const mass = sum(() => 1);
  const mean = columns.map((column) => sum((i) => column[i]) / mass);
  const covariance = columns.map((a, k) => columns.map((b, l) => sum((i) => (a[i] - mean[k]) * (b[i] - mean[l])) / mass));
  return { mass, mean, covariance };
}

function expectMoments(found: Moments, wanted: Moments, tolerance: number): void {
  expect(Math.abs(found.mass / wanted.mass - 1)).toBeLessThan(tolerance);
  wanted.mean.forEach((value, k) => expect(Math.abs(found.mean[k] - value)).toBeLessThan(tolerance));
  wanted.covariance.forEach((row, k) =>
    row.forEach((value, l) => expect(Math.abs(found.covariance[k][l] - value)).toBeLessThan(tolerance)),
  );
}

const cases: [string, Scenario][] = [
  ['a lattice with its tails cut', dampingScenario({ particles: { trim: 1e-3 } })],
  ['two beams on a lattice', dampingScenario(beams)],
  ['random particles', dampingScenario({ ...beams, particles: stream('random', 500) })],
  ['Sobol points of a cloud with a wind in free space', dampingScenario({ ...cloud, particles: stream('sobol', 300) })],
  [
    'a lattice of that cloud',
    dampingScenario({ ...cloud, particles: { position: { count: [10], halfWidth: 4 }, velocity: { count: [10, 10], halfWidth: 5 } } }),
  ],
  ['BKW', bkwScenario()],
];

describe('normalise: moments', () => {
  test.each(cases)('gives %s the mass, means and second moments of f0 to rounding', (_, scenario) => {
    const particles = sampleParticles(scenario, new Arena());
    expect(particles.kept).toBe('moments');
    // Sums of some thousand terms.
    expectMoments(momentsOf(scenario, particles), closedMoments(scenario)!, 2e-14);
  });

  test.each(cases)('had something to do for %s', (_, scenario) => {
    const plain = { ...scenario, initial: { ...scenario.initial, normalise: 'mass' } } as Scenario;
    const found = momentsOf(plain, sampleParticles(plain, new Arena()));
    const wanted = closedMoments(scenario)!;
    const gap = Math.max(...wanted.covariance.flatMap((row, k) => row.map((value, l) => Math.abs(found.covariance[k][l] - value))));
    // Far above the rounding that is left.
    expect(gap).toBeGreaterThan(1e-6);
  });

  test('changes no weight by more than what is missing', () => {
    const [, scenario] = cases[0];
    const plain = sampleParticles({ ...scenario, initial: { ...scenario.initial, normalise: 'mass' } } as Scenario, new Arena());
    const exact = sampleParticles(scenario, new Arena());
    expect(exact.position).toEqual(plain.position);
    for (let i = 0; i < plain.count; i++) expect(Math.abs(exact.weight[i] / plain.weight[i] - 1)).toBeLessThan(0.1);
  });

  test('keeps the mass alone, and says so, where the particles are too few for more', () => {
    const scenario = dampingScenario({ particles: stream('random', 3) });
    const particles = sampleParticles(scenario, new Arena());
    expect(particles.kept).toBe('mass');
    expect(new Set(particles.weight.subarray(0, 3)).size).toBe(1);
    expect(3 * particles.weight[0]).toBeCloseTo(1, 15);
  });

  test('keeps the mass alone where a weight would change by more than a factor of five', () => {
    const scenario = dampingScenario({ particles: stream('random', 64) });
    const particles = sampleParticles(scenario, new Arena());
    const hot = { mass: 1, mean: [0, 0], covariance: [[30, 0], [0, 30]] };
    expect(normaliseMoments(particles, hot)).toBe('mass');
    expect(momentsOf(scenario, particles).mass).toBeCloseTo(1, 14);
  });

  test('keeps the mass alone where the moments of f0 have no closed form: a velocity gradient in a box', () => {
    const scenario = dampingScenario({
      initial: { components: [{ temperature: [1, 1], velocity: [0, 0], velocityGradient: [[0.5], [0]] }] },
    });
    expect(closedMoments(scenario)).toBeUndefined();
    expect(sampleParticles(scenario, new Arena()).kept).toBe('mass');
  });
});

describe('the moments of f0', () => {
  test.each([
    ['two beams', dampingScenario(beams), 1e-9],
    ['a cloud with a wind', dampingScenario({ ...cloud, particles: stream('sobol', 8) }), 1e-9],
    ['BKW', bkwScenario({ initial: { time: 3 } }), 1e-9],
  ])('are the integrals over its density: %s', (_, scenario, tolerance) => {
    const f0 = initialDensity(scenario);
    const { x: dx } = scenario.equation.dimensions;
    const free = scenario.domain?.x.kind === 'free';
    // The midpoint rule is exact to rounding for what decays like a Gaussian, and over a period.
    const line = (half: number, step: number): number[] =>
      Array.from({ length: Math.round((2 * half) / step) }, (__, k) => -half + (k + 0.5) * step);
    const xs =
      dx === 0 ? [[]] : free ? line(7, 0.2).map((x) => [x]) : Array.from({ length: 8 }, (__, k) => [((k + 0.5) * 2 * Math.PI) / 8]);
    const cell = dx === 0 ? 1 : free ? 0.2 : (2 * Math.PI) / 8;
    const vs = line(9, 0.25);
    let mass = 0;
    const size = free ? 3 : 2;
    const first = Array.from({ length: size }, () => 0),
      second = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
    for (const x of xs)
      for (const v of vs)
        for (const w of vs) {
          const f = f0.at(Float64Array.from(x), Float64Array.of(v, w)) * cell * 0.25 ** 2;
          const z = free ? [...x, v, w] : [v, w];
          mass += f;
          z.forEach((a, k) => {
            first[k] += f * a;
            z.forEach((b, l) => (second[k][l] += f * a * b));
          });
        }
    const mean = first.map((value) => value / mass);
    expectMoments(
      { mass, mean, covariance: second.map((row, k) => row.map((value, l) => value / mass - mean[k] * mean[l])) },
      closedMoments(scenario)!,
      tolerance,
    );
  });
});
