import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { velocityMarginal } from '../../src/judge/carried-density.ts';
import { diffusionAt, diffusionAtVelocities } from '../../src/judge/diffusion.ts';
import { gatherEvidence, type Evidence } from '../../src/judge/evidence.ts';
import { lemmaEight } from '../../src/judge/lemma-eight.ts';
import { fitLogDensity } from '../../src/judge/log-density-fit.ts';
import { secondSquare, secondSquareAtParticles } from '../../src/judge/second-derivatives.ts';
import { openParticles } from '../../src/judge/stored-run.ts';
import sobolev from '../../src/judge/statements/sobolev.ts';
import theorem4Spatial from '../../src/judge/statements/theorem-4-spatial.ts';
import { dampingScenario, gridRun, particleRun, temporaryFolder } from './runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

const box = 2 * Math.PI;
const maxwellian = { meanVelocity: [0, 0], temperature: 1 };

/** Particles on a lattice with the weights and log f of a density. */
function laid(logDensity: (x: number, a: number, b: number) => number, positions = 10) {
  const line = (count: number, from: number, to: number): number[] =>
    Array.from({ length: count }, (_, i) => from + ((i + 0.5) * (to - from)) / count);
  const [xs, vs] = [line(positions, 0, box), line(22, -6, 6)];
  const cell = (xs[1] - xs[0]) * (vs[1] - vs[0]) ** 2;
  const all = xs.flatMap((x) => vs.flatMap((a) => vs.map((b) => ({ x, a, b, log: logDensity(x, a, b) }))));
  const column = (value: (p: (typeof all)[number]) => number): Float64Array => Float64Array.from(all, value);
  return {
    time: 0, labelTime: 0, position: [column(({ x }) => x)], velocity: [column(({ a }) => a), column(({ b }) => b)],
    weight: column(({ log }) => cell * Math.exp(log)), logDensity: column(({ log }) => log),
  };
}

describe('log f fitted at particles', () => {
  it('has the derivatives of a log f that lies in its functions', () => {
    const particles = laid((x, a, b) => 0.3 * Math.cos(x) + 0.2 * a * b * Math.sin(2 * x) - 0.01 * a ** 3 - (a * a + b * b) / 2 - 3);
    const fit = fitLogDensity(particles, maxwellian, { degree: 3, modes: 2 }, [box])!;
    const { position: [x], velocity: [a, b] } = particles;
    const exact: [Float64Array, (i: number) => number][] = [
      [fit.gradient[0], (i) => -0.3 * Math.sin(x[i]) + 0.4 * a[i] * b[i] * Math.cos(2 * x[i])],
      [fit.gradient[1], (i) => 0.2 * b[i] * Math.sin(2 * x[i]) - 0.03 * a[i] ** 2 - a[i]],
      [fit.second[0][0], (i) => -0.3 * Math.cos(x[i]) - 0.8 * a[i] * b[i] * Math.sin(2 * x[i])],
      [fit.second[2][0], (i) => 0.4 * a[i] * Math.cos(2 * x[i])],
      [fit.second[1][1], (i) => -0.06 * a[i] - 1],
      [fit.second[1][2], (i) => 0.2 * Math.sin(2 * x[i])],
    ];
    // Normal equations of rounding 1e-16 whose condition is below 1e3, times he_5 at 6 thermal speeds, some 1e3.
    exact.forEach(([found, value], n) =>
      found.forEach((y, i) => { if (!(Math.abs(y - value(i)) < 1e-9)) expect.fail(`${n} at ${i}: ${y} for ${value(i)}`); }));
    expect(fit.residual).toBeLessThan(1e-12);
  });

  it('of a Maxwellian gives int <v>^2 |D^2 f|^2 = 3 / (4 pi^2)', () => {
    const particles = laid((_, a, b) => -(a * a + b * b) / 2 - 2 * Math.log(box));
    const fit = fitLogDensity(particles, maxwellian, { degree: 2, modes: 1 }, [box])!;
    // |D^2 f|^2 = f^2 (s^2 - 2 s + 2), s = |v|^2, and pi int (1 + s) (s^2 - 2 s + 2) e^-s ds = 6 pi. The sum over a
    // lattice of 0.545 errs by the transform at k = 2 pi / 0.545: exp(-k^2 / 4) = 4e-15 times (k / 2)^6 = 4e4 of s^3, 2e-10.
    expect(secondSquareAtParticles(fit) * (4 * Math.PI ** 2) / 3).toBeCloseTo(1, 9);
  });

  it('leaves modes beyond its own out, and says how much', () => {
    const fit = fitLogDensity(laid((x, a, b) => 0.1 * Math.cos(3 * x) - (a * a + b * b) / 2), maxwellian, { degree: 2, modes: 1 }, [box])!;
    // Against the weight exp(0.1 cos 3 x) a constant takes the mean of cos 3 x, 0.05 of it: 0.1 / sqrt(2) to second order.
    expect(fit.residual).toBeCloseTo(0.1 / Math.SQRT2, 3);
  });

  it('is not made without log f, nor of fewer than seven particles a function', () => {
    const particles = laid((_, a, b) => -(a * a + b * b) / 2, 3);
    expect(fitLogDensity({ ...particles, logDensity: undefined }, maxwellian, { degree: 2, modes: 1 }, [box])).toBeUndefined();
    // 1452 particles; degree 10 + 1 with one mode has 78 x 3 = 234 functions.
    expect(fitLogDensity(particles, maxwellian, { degree: 10, modes: 1 }, [box])).toBeUndefined();
    // By the second choice, one degree beyond the score's: 66 x 3 = 198 functions.
    expect(fitLogDensity(particles, maxwellian, { degree: 9, modes: 1 }, [box])).toBeDefined();
  });
});

describe('second derivatives of a run whose particles carry f', () => {
  const scenario = dampingScenario({
    equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'constant' } },
    particles: { sampling: 'lattice', position: { count: [8] }, velocity: { count: [14, 14], halfWidth: 5 }, trim: 1e-8 },
    score: { kind: 'galerkin', degree: 4, modes: 2 },
    time: { scheme: 'discrete-gradient', step: 0.0625, end: 0.25 },
    output: { diagnostics: { every: 0.125 }, snapshots: { every: 0.125 } },
  });

  let own: Evidence, grid: Evidence;

  beforeAll(async () => {
    await particleRun(scenario, folders.path('particles'));
    await gridRun(scenario, folders.path('grid'), { velocityPoints: 28, positionPoints: 12, step: 0.0625 });
    [own, grid] = ['particles', 'grid'].map((name) => gatherEvidence(folders.path(name)));
  });

  it('A of the marginal is that of the particles where it is a sum of second moments', () => {
    const run = openParticles(folders.path('particles'));
    const { velocity, weight } = run.particles(2);
    const some = velocity.map((column) => column.slice(0, 40));
    const columns = diffusionAtVelocities(scenario, velocityMarginal(run, 2), some);
    some[0].forEach((_, p) => {
      const exact = diffusionAt(scenario, { position: [], velocity, weight }, [], some.map((column) => column[p]));
      // The mesh leaves out what is below 1e-10 of the marginal, at 7 thermal speeds.
      exact.forEach((value, k) => expect(Math.abs(columns[k][p] - value)).toBeLessThan(1e-7));
    });
  });

  it("Lemma 8's dissipation is the grid's, and its residual far below what the density of few moments has", () => {
    const [particles, exact] = [own, grid].map((evidence) => [...lemmaEight(evidence).values()]);
    expect(particles.length).toBe(3);
    particles.slice(1).forEach(({ dissipation, fit_residual }, k) => {
      // Degree 4 with 1300 particles, whose errors of f are some 1e-3.
      expect(Math.abs(dissipation / exact[k + 1].dissipation - 1), `row ${k + 1}`).toBeLessThan(5e-3);
      expect(fit_residual).toBeLessThan(1e-2);
    });
  });

  it("the second derivatives' norm is the grid's, and both statements say what it is of", () => {
    own.views().forEach(({ fitted }, k) => {
      const { mesh, nodes } = grid.views()[k];
      expect(secondSquareAtParticles(fitted!()!) / secondSquare(mesh!, nodes), `${k}`).toBeCloseTo(1, 2);
    });
    for (const { id, measure } of [sobolev, theorem4Spatial])
      measure(own).series.forEach(({ fit_residual }) => expect(fit_residual, id).toBeGreaterThan(0));
  });
});
