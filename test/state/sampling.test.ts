import { describe, expect, test } from 'vitest';
import type { Particles } from '../../src/contracts.ts';
import { Arena } from '../../src/state/arena.ts';
import { sampleParticles } from '../../src/state/sampling.ts';
import { bkwScenario, dampingScenario, type Overrides } from '../small-scenario.ts';

const sampled = (over: Overrides): Particles => sampleParticles(dampingScenario(over), new Arena());
const stream = (sampling: string, count: number): Overrides =>
  ({ sampling, count, position: undefined, velocity: undefined, trim: undefined });

/** sum_i w_i f_i / sum_i w_i. */
function mean({ weight, count }: Particles, f: (i: number) => number): number {
  let [sum, mass] = [0, 0];
  for (let i = 0; i < count; i++) {
    sum += weight[i] * f(i);
    mass += weight[i];
  }
  return sum / mass;
}

const covariance = (particles: Particles, a: Float64Array, b: Float64Array): number =>
  mean(particles, (i) => a[i] * b[i]) - mean(particles, (i) => a[i]) * mean(particles, (i) => b[i]);

describe('lattice sampling', () => {
  const velocity = { count: [8, 10], halfWidth: [4, 5], centre: [0.5, 0] };
  const lattice = { sampling: 'lattice', position: { count: [6] }, velocity, trim: 0 };
  const component = { mass: 1.5, velocity: [0.2, -0.1], temperature: [1, 0.8], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } };

  test('puts one particle at each cell centre, with the weight f0 times the volume of the cell', () => {
    const particles = sampled({ particles: lattice, initial: { normalise: false, components: [component] } });
    expect(particles.count).toBe(6 * 8 * 10);
    const { position: [x], velocity: [v, w], weight } = particles;
    // The last axis runs fastest.
    const i = 3 * 80 + 5 * 10 + 2;
    expect([x[i], v[i], w[i]].map((y) => Number(y.toFixed(12)))).toEqual([Number((3.5 * 2 * Math.PI / 6).toFixed(12)), 2, -2.5]);
    const density = (1.5 / (2 * Math.PI)) * (1 + 0.4 * Math.cos(x[i]))
      * Math.exp(-((v[i] - 0.2) ** 2) / 2) / Math.sqrt(2 * Math.PI)
      * Math.exp(-((w[i] + 0.1) ** 2) / 1.6) / Math.sqrt(1.6 * Math.PI);
    expect(weight[i] / (density * (2 * Math.PI / 6))).toBeCloseTo(1, 13);
    expect(weight.subarray(particles.count).every((value) => value === 0)).toBe(true);
  });

  test('normalise: mass scales all weights by one factor, to the exact mass', () => {
    const initial = { components: [component] };
    const plain = sampled({ particles: lattice, initial: { ...initial, normalise: false } });
    const scaled = sampled({ particles: lattice, initial: { ...initial, normalise: 'mass' } });
    const total = (weight: Float64Array): number => weight.reduce((sum, w) => sum + w, 0);
    expect(total(scaled.weight)).toBeCloseTo(1.5, 14);
    // Something had to be done: the box cuts tails of 1e-4 off.
    expect(Math.abs(total(plain.weight) - 1.5)).toBeGreaterThan(1e-5);
    const factor = 1.5 / total(plain.weight);
    for (let i = 0; i < plain.count; i++) expect(Math.abs(scaled.weight[i] / (factor * plain.weight[i]) - 1)).toBeLessThan(1e-14);
  });

  test('trim leaves out what is lighter than that times the heaviest, and nothing else', () => {
    const initial = { normalise: false, components: [component] };
    const all = sampled({ particles: lattice, initial });
    const kept = sampled({ particles: { ...lattice, trim: 0.01 }, initial });
    const heavy = Array.from(all.weight).filter((w) => w >= 0.01 * Math.max(...all.weight));
    expect(heavy.length).toBeLessThan(all.count);
    expect(Array.from(kept.weight.subarray(0, kept.count))).toEqual(heavy);
  });

  test('velocities that are staggered are equal for no two positions, and stay in their cells', () => {
    const plain = sampled({ particles: lattice }), staggered = sampled({ particles: { ...lattice, stagger: 'velocity' } });
    expect(staggered.count).toBe(plain.count);
    const bySpeed = new Map<string, number>();
    for (let i = 0; i < plain.count; i++) {
      expect(staggered.position[0][i]).toBe(plain.position[0][i]);
      for (const d of [0, 1]) expect(Math.abs(staggered.velocity[d][i] - plain.velocity[d][i])).toBeLessThanOrEqual(0.5);
      const speed = staggered.velocity.map((v) => v[i].toFixed(9)).join();
      expect(bySpeed.get(speed) ?? staggered.position[0][i]).toBe(staggered.position[0][i]);
      bySpeed.set(speed, staggered.position[0][i]);
    }
  });

  test('a lattice beside the density is refused with a message', () => {
    const far = { sampling: 'lattice', position: { count: [6] }, velocity: { count: [4, 4], halfWidth: 1, centre: [80, 0] }, trim: 0 };
    expect(() => sampled({ particles: far })).toThrow(/holds no mass/);
  });
});

describe.each(['sobol', 'random'])('%s sampling', (sampling) => {
  const components = [
    { mass: 1, velocity: [0.3, 0], temperature: [1.2, 0.6], space: { kind: 'cosine', amplitude: [0.5], mode: [2] } },
    { mass: 0.5, velocity: [-1, 0.4], temperature: [0.5, 0.5], space: { kind: 'uniform' } },
  ];
  const particles = sampled({ particles: stream(sampling, 8192), initial: { normalise: 'mass', components } });
  // Deviation of a mean of terms of order 1: 1 / sqrt(8192) = 0.011, three of them; Sobol points, to be sure, do far better.
  const tolerance = sampling === 'random' ? 0.035 : 0.004;

  test('gives all particles the same weight', () => {
    expect(new Set(particles.weight.subarray(0, 8192)).size).toBe(1);
    expect(8192 * particles.weight[0]).toBeCloseTo(1.5, 13);
  });

  test('has the moments of f0: mean and variance of the mixture, and its density mode', () => {
    const { position: [x], velocity: [v, w] } = particles;
    const means = [(0.3 - 0.5) / 1.5, (0 + 0.2) / 1.5];
    const squares = [(1.2 + 0.09 + 0.5 * (0.5 + 1)) / 1.5, (0.6 + 0.5 * (0.5 + 0.16)) / 1.5];
    for (const [axis, column] of [v, w].entries()) {
      expect(Math.abs(mean(particles, (i) => column[i]) - means[axis])).toBeLessThan(tolerance);
      expect(Math.abs(mean(particles, (i) => column[i] ** 2) - squares[axis])).toBeLessThan(2 * tolerance);
    }
    // Amplitude 0.5 of two thirds of the mass: mode 2 of the mixture is 1/2 * 0.5 * 2/3.
    expect(Math.abs(mean(particles, (i) => Math.cos(2 * x[i])) - 1 / 6)).toBeLessThan(tolerance);
    expect(Math.abs(mean(particles, (i) => Math.sin(2 * x[i])))).toBeLessThan(tolerance);
    expect(x.every((y) => y >= 0 && y < 2 * Math.PI)).toBe(true);
  });

  test('is the same for the same seed only', () => {
    const again = (seed: number): Float64Array => sampled({ particles: stream(sampling, 64), initial: { components }, seed }).velocity[0];
    expect(again(1)).toEqual(again(1));
    expect(again(2)).not.toEqual(again(1));
  });
});

test('BKW data have unit mass and temperature and the fourth moment 8 K (2 - K) in 2V', () => {
  // <|v|^4> of the BKW solution in 2V: (2 K)^2 * 2 * (2 - K) / K, here at t = 0, K = 1/2.
  const particles = sampleParticles(bkwScenario({ particles: { velocity: { count: [64, 64], halfWidth: 8 }, trim: 0 } }), new Arena());
  const { velocity: [v, w] } = particles;
  const square = (i: number): number => v[i] ** 2 + w[i] ** 2;
  expect(mean(particles, square)).toBeCloseTo(2, 12);
  expect(mean(particles, (i) => square(i) ** 2)).toBeCloseTo(8 * 0.5 * (2 - 0.5), 11);
});

describe('a velocity gradient', () => {
  // f = N(x; x_0, s^2) N(v - u - G (x - x_0); 0, T): cov(v, x) = G s^2, cov(v, v) = T + G s^2 G^T.
  const [centre, width] = [0.3, 0.9];
  const gradient = [[0.5], [-0.3]];
  const temperature = [0.8, 1.1];
  const space = { kind: 'gaussian', mean: [centre], width: [width] };
  const free = (particles: Overrides): Particles => sampled({
    domain: { x: { kind: 'free' } },
    initial: { components: [{ mass: 1, velocity: [0.2, -0.4], temperature, space, velocityGradient: gradient }] },
    particles,
  });

  function expectCovariances(particles: Particles, tolerance: number): void {
    const { position: [x], velocity } = particles;
    expect(Math.abs(mean(particles, (i) => x[i]) - centre)).toBeLessThan(tolerance);
    for (const [a, column] of velocity.entries()) {
      expect(Math.abs(mean(particles, (i) => column[i]) - [0.2, -0.4][a])).toBeLessThan(tolerance);
      expect(Math.abs(covariance(particles, column, x) - gradient[a][0] * width ** 2)).toBeLessThan(tolerance);
      for (const [b, other] of velocity.entries()) {
        const wanted = (a === b ? temperature[a] : 0) + gradient[a][0] * gradient[b][0] * width ** 2;
        expect(Math.abs(covariance(particles, column, other) - wanted)).toBeLessThan(tolerance);
      }
    }
  }

  test('gives the lattice the covariances of the sheared Gaussian', () => {
    // Spacing 1/2 against widths of 0.9: exp(-2 pi^2 0.8 / h^2) is nothing; tails beyond 6 widths.
    expectCovariances(free({ position: { count: [24], halfWidth: 6 }, velocity: { count: [28, 28], halfWidth: 7 }, trim: 0 }), 1e-7);
  });

  test.each([['sobol', 0.01], ['random', 0.05]])('and %s points', (sampling, tolerance) => {
    expectCovariances(free(stream(sampling, 8192)), tolerance);
  });

  test('in 2X-2V the rows of G belong to v, its columns to x', () => {
    const rotation = [[0, 0.6], [-0.6, 0]];
    const ellipse = { kind: 'gaussian', mean: [0, 0], width: [1, 0.5] };
    const particles = sampled({
      equation: { dimensions: { x: 2, v: 2 } },
      domain: { x: { kind: 'free' } },
      initial: { components: [{ mass: 1, velocity: [0, 0], temperature: [1, 1], space: ellipse, velocityGradient: rotation }] },
      particles: stream('sobol', 8192),
      mollifier: { width: { position: [0.5, 0.5] } },
    });
    const { position, velocity } = particles;
    const wanted = [[0, 0.6 * 0.25], [-0.6, 0]];
    for (const a of [0, 1]) for (const d of [0, 1]) {
      expect(Math.abs(covariance(particles, velocity[a], position[d]) - wanted[a][d])).toBeLessThan(0.01);
    }
  });
});
