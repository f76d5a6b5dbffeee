import { describe, expect, test } from 'vitest';
import type { Particles, Scenario } from '../../src/contracts.ts';
import { initialDensity as referenceDensity } from '../../src/reference/initial-density.ts';
import { initialSpread } from '../../src/reference/initial-spread.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { Arena } from '../../src/state/arena.ts';
import { initialDensity } from '../../src/state/initial-density.ts';
import { initialRemarks } from '../../src/state/initial-remarks.ts';
import { sampleParticles } from '../../src/state/sampling.ts';

const lattice = { sampling: 'lattice', position: { count: 8 }, velocity: { count: 24, halfWidth: 6 } };
const box = 2 * Math.PI;

const scenarioOf = (initial: object, particles: object = lattice, more: object = {}): Scenario => resolveScenario({
  equation: { dimensions: { x: 1, v: 2 }, gamma: 0 },
  domain: { x: { kind: 'periodic', length: box } },
  initial, particles, time: { step: 0.1, end: 1 }, ...more,
});

const wave = {
  kind: 'profiles', parameters: { a: 0.2 },
  components: [{ density: '(1 + a*cos(x)) / (2*pi)', velocity: ['a*sin(x)', 0.3], temperature: ['1 + a*cos(2*x)', '0.8'] }],
};
/** The same f0 as one formula. */
const asFormula = {
  kind: 'formula', parameters: { a: 0.2 },
  density: '(1 + a*cos(x))/(2*pi) * exp(-(v_x - a*sin(x))^2/(2*(1 + a*cos(2*x))) - (v_y - 0.3)^2/1.6) / (2*pi*sqrt((1 + a*cos(2*x))*0.8))',
};
const ring = { kind: 'formula', mass: 1, density: '(1 + 0.3*cos(x)) * exp(-(sqrt(v_x^2 + v_y^2) - 2)^2/0.5)' };

const points = Array.from({ length: 40 }, (_, k) => ({
  x: [(k * 0.731) % box], v: [3 * Math.sin(k * 1.7), 3 * Math.cos(k * 2.3)],
}));
const density = (scenario: Scenario, x: readonly number[], v: readonly number[]): number => initialDensity(scenario).at(x, v);

describe('f0 by profiles', () => {
  test('is the Maxwellian of the density, mean velocity and temperatures at x', () => {
    // Written out here; the two agree to the rounding of some ten operations.
    for (const { x: [x], v: [v, w] } of points) {
      const [n, u, t] = [(1 + 0.2 * Math.cos(x)) / box, 0.2 * Math.sin(x), 1 + 0.2 * Math.cos(2 * x)];
      const expected = (n * Math.exp(-((v - u) ** 2) / (2 * t) - (w - 0.3) ** 2 / 1.6)) / (2 * Math.PI * Math.sqrt(t * 0.8));
      expect(density(scenarioOf(wave), [x], [v, w]) / expected).toBeCloseTo(1, 13);
    }
  });

  test('and as one formula of x and v are one f0: density, log f and score, mass and moments', () => {
    const [one, other] = [scenarioOf(wave), scenarioOf(asFormula)].map(initialDensity);
    const [g, h] = [new Float64Array(2), new Float64Array(2)];
    for (const { x, v } of points) {
      // The score of profiles is written by hand, that of a formula comes of dual numbers.
      expect(one.logAndScore(x, v, g)).toBeCloseTo(other.logAndScore(x, v, h), 12);
      g.forEach((value, d) => expect(value).toBeCloseTo(h[d], 12));
    }
    // The formula's integrals stop at |v| = 6, five thermal speeds of the hottest place: some 1e-8 of the mass is beyond.
    expect(one.mass).toBeCloseTo(other.mass, 7);
    const [m, n] = [one.moments()!, other.moments()!];
    m.covariance.forEach((row, a) => row.forEach((value, b) => expect(value).toBeCloseTo(n.covariance[a][b], 6)));
  });

  test('has the moments of its profiles: u and T weighted with n, and the spread of u on top of T', () => {
    // By hand, of n ~ 1 + a cos x, u = a sin x, T = 1 + a cos 2x: <u> = 0, <u^2> = a^2/2, <T> = 1.
    const { mass, mean, covariance } = initialDensity(scenarioOf(wave)).moments()!;
    expect(mass).toBeCloseTo(1, 14);
    expect(mean[0]).toBeCloseTo(0, 14);
    expect(mean[1]).toBeCloseTo(0.3, 14);
    expect(covariance[0][0]).toBeCloseTo(1 + 0.2 ** 2 / 2, 13);
    expect(covariance[1][1]).toBeCloseTo(0.8, 13);
  });
});

describe('the score of a formula', () => {
  test('is the slope of log f0, by differences', () => {
    const { logAndScore } = initialDensity(scenarioOf({
      kind: 'formula',
      density: 'max(0.1, cos(x/2)^2) * exp(-abs(v_x)^3/3 - v_y^2/2) / (1 + tanh(v_y)^2) * (2 + sin(v_x*v_y))^1.5 + step(v_x)*0',
    }));
    const [score, none] = [new Float64Array(2), new Float64Array(2)];
    for (const { x, v } of points) {
      logAndScore(x, v, score);
      // Central differences of step 1e-5: an error of 1e-10 from the step, and of 1e-11 from rounding.
      score.forEach((value, d) => {
        const [up, down] = [1e-5, -1e-5].map((h) => logAndScore(x, v.with(d, v[d] + h), none));
        expect(value).toBeCloseTo((up - down) / 2e-5, 7);
      });
    }
  });
});

describe('the reference reads the same records with code of its own', () => {
  // The ring has a cone at v = 0, of height exp(-8): there the integral for its mass is of third order only.
  test.each([
    ['profiles', wave, 10], ['a formula', asFormula, 10], ['a ring of given mass', ring, 5],
  ])('%s: the same density, mass and moments', (_, initial, digits) => {
    const scenario = scenarioOf(initial);
    const f = referenceDensity(scenario);
    for (const { x, v } of points) expect(f(x, v) / density(scenario, x, v)).toBeCloseTo(1, digits);
    const own = initialSpread(scenario, scenario.initial as Parameters<typeof initialSpread>[1]);
    const moments = initialDensity(scenario).moments()!;
    // Midpoints there, nodes here, both spectrally accurate up to the tails that the box cuts.
    expect(own.mass).toBeCloseTo(moments.mass, 7);
    own.covariance.forEach((row, a) => row.forEach((value, b) => expect(value).toBeCloseTo(moments.covariance[a][b], 5)));
  });
});

/** Weighted mean over particles, and its standard error as if they were independent. */
function mean({ weight, count }: Particles, of: (i: number) => number): { value: number; error: number } {
  let [sum, mass, square] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    sum += weight[i] * of(i);
    mass += weight[i];
  }
  for (let i = 0; i < count; i++) square += (weight[i] * (of(i) - sum / mass)) ** 2;
  return { value: sum / mass, error: Math.sqrt(square) / mass };
}

describe('sampling', () => {
  test('a lattice has the weights f0 dx dv', () => {
    const scenario = scenarioOf({ ...ring, normalise: false }, { ...lattice, trim: 0 });
    const { count, position: [x], velocity: [v, w], weight } = sampleParticles(scenario, new Arena());
    expect(count).toBe(8 * 24 * 24);
    for (let i = 0; i < count; i += 97) expect(weight[i] / (density(scenario, [x[i]], [v[i], w[i]]) * (box / 8) * 0.25)).toBeCloseTo(1, 12);
  });

  test.each([
    ['profiles, random', wave, 'random'], ['profiles, Sobol', wave, 'sobol'],
    ['a ring, random', ring, 'random'], ['a ring, Sobol', ring, 'sobol'],
  ])('%s: the mass and means of f0, within five standard errors', (_, initial, sampling) => {
    const boxed = initial.kind === 'formula' ? { ...initial, box: { velocity: { halfWidth: 6 } } } : initial;
    const scenario = scenarioOf({ ...boxed, normalise: false }, { sampling, count: 20000 });
    const particles = sampleParticles(scenario, new Arena());
    const { mass, mean: exact, covariance } = initialDensity(scenario).moments()!;
    const total = particles.weight.reduce((sum, value) => sum + value, 0);
    const spread = Math.sqrt(particles.weight.reduce((sum, value) => sum + (value - total / particles.count) ** 2, 0));
    expect(Math.abs(total - mass)).toBeLessThan(5 * spread + 1e-12);
    const { position: [x], velocity } = particles;
    velocity.forEach((v, d) => {
      const first = mean(particles, (i) => v[i]);
      expect(Math.abs(first.value - exact[d])).toBeLessThan(5 * first.error);
      const second = mean(particles, (i) => (v[i] - exact[d]) ** 2);
      expect(Math.abs(second.value - covariance[d][d])).toBeLessThan(5 * second.error);
    });
    // <cos x> of n ~ 1 + a cos x is a/2.
    const cosine = mean(particles, (i) => Math.cos(x[i]));
    expect(Math.abs(cosine.value - (initial.kind === 'formula' ? 0.15 : 0.1))).toBeLessThan(5 * cosine.error);
  });

  test('draws f0 by profiles with nearly equal weights: the table of n has 1024 cells', () => {
    const { weight, count } = sampleParticles(scenarioOf({ ...wave, normalise: false }, { sampling: 'sobol', count: 1000 }), new Arena());
    for (let i = 0; i < count; i++) expect(weight[i] * count).toBeCloseTo(1, 2);
  });

  test('is the same for the same seed, and leaves out points without f0', () => {
    const bag = { kind: 'formula', mass: 1, density: 'step(1 - v_x^2 - v_y^2)', box: { velocity: { halfWidth: 2 } } };
    const of = (seed: number): Particles => sampleParticles(scenarioOf(bag, { sampling: 'random', count: 4000 }, { seed }), new Arena());
    const [one, same, other] = [of(3), of(3), of(4)];
    expect(one.velocity[0]).toEqual(same.velocity[0]);
    expect(one.velocity[0]).not.toEqual(other.velocity[0]);
    expect(one.count).toBeLessThan(4000);
    for (let i = 0; i < one.count; i++) expect(Math.hypot(one.velocity[0][i], one.velocity[1][i])).toBeLessThanOrEqual(1);
    expect(one.weight.subarray(one.count).every((value) => value === 0)).toBe(true);
  });

  test('keeps the mass that the formulas have, or scales f0 to the one that is given', () => {
    const sum = (initial: object): number =>
      sampleParticles(scenarioOf(initial), new Arena()).weight.reduce((total, value) => total + value, 0);
    expect(sum(wave)).toBeCloseTo(1, 13);
    expect(sum({ ...wave, mass: 2.5 })).toBeCloseTo(2.5, 12);
    expect(sum(ring)).toBeCloseTo(1, 12);
  });
});

describe('remarks', () => {
  test('a field that is not periodic, and a jump that the integrals see, are told', () => {
    const remarks = (density: string): string =>
      initialRemarks(scenarioOf({ kind: 'profiles', components: [{ density, temperature: 1 }] })).join('\n');
    expect(remarks('1 + 0.1*cos(x)')).toBe('');
    expect(remarks('abs(sin(x))^3')).toBe('');
    expect(remarks('1 + 0.1*cos(x/2)')).toContain('not periodic (1.1 at x = 0, 0.9 at x = 6.28319)');
    expect(remarks('1 + step(x - 3.3)*step(5.1 - x)')).toContain('good to about');
  });
});
