import { describe, expect, test } from 'vitest';
import { GalerkinCollisions } from '../../src/galerkin/galerkin-collisions.ts';
import {
  candidates,
  enough,
  drivesTails,
  exactScore,
  measure,
  mostFunctions,
  preferred,
  scoreError,
} from '../../src/galerkin/selection.ts';
import { fieldsOf, settingsOf } from '../../src/galerkin/settings.ts';
import { Refusal } from '../../src/refusal.ts';
import { mayBeBetter } from '../../src/run/measured-blob.ts';
import { initialParticles } from '../../src/run/simulate.ts';
import { Arena } from '../../src/state/arena.ts';
import { initialDensity } from '../../src/state/initial-density.ts';
import { bkwScenario, blobOf, dampingScenario, engineOf, type Overrides } from '../small-scenario.ts';
import { passesOver } from './small.ts';
import { randomScenario } from './scenarios.ts';

const loops = { backend: 'loops' } as const;
const lattice: Overrides = { particles: { position: { count: [8] }, velocity: { count: [14, 14], halfWidth: 4.5 } } };

describe('the exact score at t = 0', () => {
  test('is grad_v log f0, by finite differences, with log f0 beside it', () => {
    const scenario = dampingScenario({
      ...lattice,
      initial: { components: [
        { mass: 1, velocity: [1, 0], temperature: [0.8, 1.2], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } },
        { mass: 0.5, velocity: [-1, 0.3], temperature: [0.5, 0.7], space: { kind: 'uniform' } },
      ] },
    });
    const particles = initialParticles(scenario, new Arena());
    const components = initialDensity(scenario);
    const { score } = exactScore(components, particles);
    const h = 1e-5;
    const slopes = particles.velocity.map((_, d) => {
      const [up, down] = [h, -h].map(
        (by) =>
          exactScore(components, {
            ...particles,
            velocity: particles.velocity.map((column, e) => column.map((v) => (d === e ? v + by : v))),
          }).logDensity,
      );
      return up.map((value, i) => (value - down[i]) / (2 * h));
    });
    // Central differences; scores are up to 10.
    score.forEach((column, d) => {
      for (let i = 0; i < particles.count; i++) expect(Math.abs(column[i] - slopes[d][i])).toBeLessThan(1e-7);
    });
  });

  test('is what a space is measured against: a Maxwellian needs no more than degree 1, beams do', async () => {
    const error = async (components: object[], degree: number): Promise<number> => {
      const scenario = dampingScenario({
        ...lattice,
        particles: { position: { count: [4] }, velocity: { count: [24, 24], halfWidth: 6 } },
        initial: { components },
      });
      const particles = initialParticles(scenario, new Arena());
      const frame = { axes: [{ kind: 'fourier' as const, length: 2 * Math.PI }], centre: [0, 0], scale: [1, 1] };
      const { error: found } = await measure(
        frame,
        settingsOf(scenario, degree, 1),
        particles,
        passesOver(),
        exactScore(initialDensity(scenario), particles).score,
      );
      return found;
    };
    const beam = (speed: number): object => ({ mass: 0.5, velocity: [speed, 0], temperature: [0.5, 1], space: { kind: 'uniform' } });
    // The lattice's quadrature: spectral, and tails cut at exp(-18).
    expect(await error([{ mass: 1, velocity: [0, 0], temperature: [1, 1], space: { kind: 'uniform' } }], 1)).toBeLessThan(1e-6);
    const beams = [
      await error([beam(0.7), beam(-0.7)], 1),
      await error([beam(0.7), beam(-0.7)], 3),
      await error([beam(0.7), beam(-0.7)], 7),
    ];
    expect(beams[0]).toBeGreaterThan(0.1);
    expect(beams[1]).toBeLessThan(beams[0] / 2);
    expect(beams[2]).toBeLessThan(beams[1] / 2);
  });

  test('functions that are dependent on the particles have no error but NaN', async () => {
    const scenario = dampingScenario({
      particles: { sampling: 'random', count: 8, position: undefined, velocity: undefined, trim: undefined },
    });
    const particles = initialParticles(scenario, new Arena());
    const frame = { axes: [{ kind: 'fourier' as const, length: 2 * Math.PI }], centre: [0, 0], scale: [1, 1] };
    const { score } = exactScore(initialDensity(scenario), particles);
    expect((await measure(frame, settingsOf(scenario, 6, 3), particles, passesOver(), score)).error).toBeNaN();
    expect(scoreError(particles, score, score)).toBe(0);
    expect(scoreError(particles, score.map((column) => column.map((x) => 1.1 * x)), score)).toBeCloseTo(0.1, 13);
  });
});

describe('the choice of a space', () => {
  const of = (degree: number, error: number) => ({ degree, modes: 1, functions: 1, error });

  test('takes the first that is good enough, else the best, and nothing when none is usable', () => {
    expect(preferred([of(6, 0.02), of(5, enough / 2), of(3, enough / 9)])?.degree).toBe(5);
    expect(preferred([of(6, 0.02), of(5, NaN), of(3, 0.01)])?.degree).toBe(3);
    expect(preferred([of(6, NaN)])).toBeUndefined();
    expect(preferred([])).toBeUndefined();
  });

  test('leaves out what drives the tails out, as long as there is another', () => {
    const driving = (degree: number, error: number) => ({ ...of(degree, error), drives: true });
    expect(preferred([driving(8, enough / 2), of(6, 0.2), of(5, 0.1)])?.degree).toBe(5);
    expect(preferred([driving(8, 0.02), driving(6, 0.01), of(5, NaN)])?.degree).toBe(6);
  });

  test('a score drives the tails out where it is ten times too steep, far out only, and not when it is turned round', () => {
    // 1V, weights of a Maxwellian: the exact score is -v, its root mean square 1, the tail begins at |v| = 2.
    const v = Float64Array.of(-3, -1, -0.1, 0.1, 1, 3);
    const weight = v.map((x) => Math.exp((-x * x) / 2));
    const at = (factors: readonly number[]): boolean =>
      drivesTails({ position: [], weight, count: 6 }, [v.map((x, i) => -factors[i] * x)], [v.map((x) => -x)]);
    expect(at([1, 1, 1, 1, 1, 1])).toBe(false);
    expect(at([1, 1, 1, 1, 1, 11])).toBe(true);
    expect(at([9, 1, 1, 1, 1, 9])).toBe(false);
    expect(at([-20, 1, 1, 1, 1, -20])).toBe(false);
    expect(at([1, 20, 20, 20, 20, 1])).toBe(false);
  });

  test('two cold beams along a wave: degree 8 would drive out the tails of a lattice to 1e-8, degree 6 not', async () => {
    const beam = (speed: number): object =>
      ({ mass: 0.5, velocity: [speed, 0], temperature: [0.5, 0.5], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } });
    const scenario = dampingScenario({
      particles: { position: { count: [8] }, velocity: { count: 20, halfWidth: 5.5 }, trim: 1e-8 },
      initial: { kind: 'maxwellians', components: [beam(1), beam(-1)] },
    });
    const particles = initialParticles(scenario, new Arena());
    const frame = { axes: [{ kind: 'fourier' as const, length: 2 * Math.PI }], centre: [0, 0], scale: [1, 1] };
    const { score } = exactScore(initialDensity(scenario), particles);
    const drives = async (degree: number): Promise<boolean | undefined> =>
      (await measure(frame, settingsOf(scenario, degree, 1), particles, passesOver(), score)).drives;
    expect(await drives(8)).toBe(true);
    expect(await drives(6)).toBeUndefined();
  });

  test('prefers more degrees where more are streamed into before they are damped, and never too even ones where nothing streams', () => {
    const wave = dampingScenario(lattice);
    expect(candidates(wave, 0.1)[0].degree).toBeLessThan(candidates(wave, 5)[0].degree);
    expect(candidates(bkwScenario(), 0).map(({ degree }) => degree % 4)).not.toContain(0);
    expect(candidates(bkwScenario(), 0).every(({ modes }) => modes === 0)).toBe(true);
    // m (m + 1) = 240 for degree 14, 132 for 10, 56 for 6: an explicit step follows a product of at most 2.
    const degrees = (stiffness: number): number[] => candidates(bkwScenario(), 0, stiffness).map(({ degree }) => degree);
    expect([0, 0.01, 0.1].map(degrees)).toEqual([[14, 10, 6, 3], [10, 6, 3], [6, 3]]);
  });

  test('asks for more random particles a function than nodes of a lattice', () => {
    expect(mostFunctions(dampingScenario(lattice), 1000)).toBeGreaterThan(mostFunctions(randomScenario('1X-2V'), 1000));
  });

  test('in free space has {v^b, |b| <= 3} and {x_a v^b, |b| <= 2} among its fields: 3X-3V has 60 + 3 * 30 of them', () => {
    const scenario = randomScenario('3X-3V in free space');
    const frame = {
      axes: Array.from({ length: 3 }, () => ({ kind: 'hermite' as const, centre: 0, scale: 1 })),
      centre: [0, 0, 0],
      scale: [1, 1, 1],
    };
    // Three components times 20 polynomials of degree <= 3, and for each x_a three times 10 of degree <= 2.
    expect(fieldsOf(frame, settingsOf(scenario, 3, 1)).size).toBe(60 + 3 * 30);
  });
});

describe('score: auto', () => {
  test('is Galerkin on a fine lattice, and says how it chose; it is a blob when the particles are too few', async () => {
    const fine = await engineOf(dampingScenario({ ...lattice, score: 'auto' }), loops);
    expect(fine.collisions).toBeInstanceOf(GalerkinCollisions);
    expect(fine.collisions.report()).toMatchObject({ score: 'galerkin', collisions: expect.stringContaining('moments') });
    const few = await engineOf(
      dampingScenario({
        score: 'auto',
        particles: { sampling: 'random', count: 40, position: undefined, velocity: undefined, trim: undefined },
      }),
      loops,
    );
    expect(blobOf(few)).toBeDefined();
  });

  /** Two beams, apart by 9 thermal speeds: no low degree follows their score. Rows of positions, which so narrow a blob likes better. */
  const beams = {
    particles: { position: { count: [4] }, velocity: { count: [24, 12], halfWidth: [4, 2] }, stagger: false },
    initial: { components: [
      { mass: 0.5, velocity: [2, 0], temperature: [0.2, 0.2], space: { kind: 'uniform' } },
      { mass: 0.5, velocity: [-2, 0], temperature: [0.2, 0.2], space: { kind: 'uniform' } },
    ] },
    mollifier: { width: { position: [1], velocity: 0.25 } },
  };

  /** Two beams that overlap. */
  const near = {
    particles: { position: { count: [6] }, velocity: { count: [18, 16], halfWidth: [4.5, 4] }, stagger: false },
    initial: { components: [1, -1].map((u) => ({ velocity: [u, 0], temperature: [0.6, 0.6], space: { kind: 'uniform' } })) },
    mollifier: { width: { position: [1], velocity: 0.5 } },
  };

  test('measures the blob beside the spaces, and takes it where it is better than the square of their errors', async () => {
    const { collisions } = await engineOf(dampingScenario({ ...beams, score: 'auto' }), loops);
    const { tried, blobError } = collisions.report() as { tried: { error: number }[]; blobError: number };
    expect(collisions.solver).toBe('blob');
    expect(collisions.report()).toMatchObject({ score: 'blob' });
    // The moments of a fitted score feel the square of its error.
    for (const { error } of tried.filter((one) => Number.isFinite(one.error))) expect(blobError).toBeLessThan(error ** 2);
    expect(tried.length).toBeGreaterThan(1);
  });

  test('stays with the fitted score on beams that it does not follow well, where a blob is a little better', async () => {
    const { collisions } = await engineOf(dampingScenario({ ...near, score: 'auto' }), loops);
    const { tried, blobError } = collisions.report() as { tried: { error: number }[]; blobError: number };
    expect(blobError).toBeLessThan(Math.min(...tried.map(({ error }) => error)));
    expect(collisions.solver).toBe('galerkin');
  });

  test('needs no blob: a mollifier as wide as the thermal speed makes none, and is not in the way', async () => {
    const width = { rule: 'lattice', factor: 2, exponent: 1, position: undefined, velocity: undefined };
    const wide = { ...lattice, mollifier: { width }, score: 'auto' };
    const { collisions } = await engineOf(dampingScenario(wide), loops);
    expect(collisions.solver).toBe('galerkin');
    expect(collisions.report().blobError).toBeUndefined();
  });

  test('does not measure the blob where a space is good enough: it would not be taken', async () => {
    const { collisions } = await engineOf(dampingScenario({ ...lattice, score: 'auto' }), loops);
    const { tried, blobError } = collisions.report() as { tried: { error: number }[]; blobError?: number };
    expect(Math.min(...tried.map(({ error }) => error))).toBeLessThan(enough);
    expect(blobError).toBeUndefined();
    expect(mayBeBetter({ degree: 3, modes: 1, functions: 9, error: 1.01 * enough })).toBe(true);
  });

  test('its error of the blob is that of the particle-sum score against the exact one', async () => {
    for (const [data, solver] of [[beams, 'blob'], [near, 'galerkin']] as const) {
      const { collisions } = await engineOf(dampingScenario({ ...data, score: 'auto' }), loops);
      expect(collisions.solver).toBe(solver);
      const scenario = dampingScenario(data);
      const { particles, collisions: blob } = await engineOf(scenario, loops);
      const { score } = await blob.scores();
      const exact = exactScore(initialDensity(scenario), particles).score;
      expect(collisions.report().blobError).toBeCloseTo(scoreError(particles, score, exact), 12);
    }
  });

  test("is a blob under the paper's regularisation, which has its own score", async () => {
    const engine = await engineOf(
      dampingScenario({ ...lattice, score: 'auto', equation: { regularisation: { delta: 0.1, epsilon: 0.01 } } }),
      loops,
    );
    expect(blobOf(engine)).toBeDefined();
  });

  test('is what the scenario says when it says particle-sum', async () => {
    expect(blobOf(await engineOf(dampingScenario(lattice), loops))).toBeDefined();
  });
});

describe('score: galerkin', () => {
  test('takes the degree and the modes that are asked for', async () => {
    const engine = await engineOf(dampingScenario({ ...lattice, score: { kind: 'galerkin', degree: 5, modes: 2 } }), loops);
    expect(engine.collisions.report()).toMatchObject({ degree: 5, modes: 2 });
  });

  test('is refused with advice where it cannot be had, never replaced in silence', async () => {
    const few = dampingScenario({
      score: 'galerkin',
      particles: { sampling: 'random', count: 20, position: undefined, velocity: undefined, trim: undefined },
    });
    await expect(engineOf(few, loops)).rejects.toThrow(Refusal);
    await expect(engineOf(few, loops)).rejects.toThrow(/no space of functions fits these particles/);
    const regularised = dampingScenario({ ...lattice, score: 'galerkin', equation: { regularisation: { delta: 0.1, epsilon: 0.01 } } });
    await expect(engineOf(regularised, loops)).rejects.toThrow(Refusal);
  });
});
