import { afterAll, describe, expect, it } from 'vitest';
import { comparisonText } from '../../src/cli/comparison-text.ts';
import { compareRuns, compareWithReference } from '../../src/judge/compare.ts';
import { openParticles, openRun } from '../../src/judge/stored-run.ts';
import { readTable } from '../../src/io/arrow-reader.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { smoothedDensity, smoothedParticles, resolvingMesh } from '../../src/judge/smoothed-density.ts';
import { mollifierNodes } from '../../src/judge/mollifier-nodes.ts';
import { functionals } from '../../src/judge/functionals.ts';
import { meshNodes } from '../../src/judge/density-nodes.ts';
import { dampingScenario, gridRun, particleRun, temporaryFolder } from './runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

const bkwScenario = (change: Record<string, unknown> = {}) => resolveScenario({
  name: 'bkw',
  equation: { dimensions: { x: 0, v: 2 }, gamma: 0, strength: 0.0625 },
  initial: { kind: 'bkw', time: 0, normalise: false },
  particles: { sampling: 'lattice', velocity: { count: [40, 40], halfWidth: 4 }, trim: 0 },
  mollifier: { kind: 'gaussian', width: { rule: 'lattice', factor: 0.8, exponent: 0.99 } },
  score: 'quadrature',
  time: { scheme: 'rk4', step: 0.1, end: 1 },
  output: { diagnostics: { every: 0.5 }, snapshots: { every: 1 } },
  ...change,
});

/** A row for each snapshot, and no more: the modes take a second for every time. */
const everyFifth = { diagnostics: { every: 0.2 }, snapshots: { every: 0.2 } };

describe('compare', () => {
  it('gives the published density errors of the quadrature blob on 2V BKW, n = 40, t = 1', async () => {
    await particleRun(bkwScenario(), folders.path('bkw'));
    const { times, mesh } = compareWithReference(openRun(folders.path('bkw')), 'bkw');
    const { density, diagnostics } = times.at(-1)!;
    // Hu, Van Fleet, Wan 2024, data of the published tables. Their errors are purely spatial (step 0.01 there, 0.1 here:
    // RK4 differs by less than 1e-6 of them), so all printed digits but the last must come out.
    expect(density!.linf).toBeCloseTo(8.363668e-2, 6);
    expect(density!.l1).toBeCloseTo(2.376079e-2, 6);
    expect(density!.l2).toBeCloseTo(2.277711e-2, 6);
    expect(mesh).toContain('cell centres');
    // Weights f0 h^2 miss the tail outside [-4, 4]^2.
    expect(diagnostics.mass.difference).toBeLessThan(0);
    expect(Math.abs(diagnostics.mass.difference)).toBeLessThan(1e-6);
  });

  it('evaluates the density that the run smoothed, without its code, also under a moving label', async () => {
    const scenario = dampingScenario({ time: { scheme: 'rk4', step: 0.05, end: 0.4 }, output: everyFifth });
    await particleRun(scenario, folders.path('damping'));
    const run = openParticles(folders.path('damping'));
    const smoothed = smoothedParticles(scenario, run.particles(2), run.equilibrium());
    expect(smoothed.particles.labelTime).toBeCloseTo(0.4, 12);
    const stored = readTable(runPath(folders.path('damping'), 'snapshots'), { from: 2 }).columns;
    let [gap, largest] = [0, 0];
    for (let i = 0; i < 40; i++) {
      const [x, v, w] = [stored.position_x[i], stored.velocity_x[i], stored.velocity_y[i]].map((y) => Float64Array.of(y));
      const { density } = smoothedDensity(smoothed, [x], [v, w], 0);
      gap = Math.max(gap, Math.abs(density[0] - stored.density[i]));
      largest = Math.max(largest, stored.density[i]);
    }
    // The run takes the nearest image of a label, we the nearest two: exp(-(L/2)^2 / 2 sigma^2) = exp(-8) = 3e-4 of what
    // the particles half a box away contribute, less than their part of the density.
    expect(gap / largest).toBeLessThan(1e-3);
  });

  it('finds mass and entropy the same on a mesh and on nodes drawn from the blob', async () => {
    const run = openParticles(folders.path('damping'));
    const smoothed = smoothedParticles(run.scenario, run.particles(1), run.equilibrium());
    const { position, velocity } = resolvingMesh(smoothed, 1.5);
    const mesh = functionals(meshNodes(smoothedDensity(smoothed, position, velocity, smoothed.particles.labelTime)));
    const drawn = functionals(mollifierNodes(smoothed, 512, 1));
    // The mesh is spectrally accurate, its cut-off at 6.5 standard deviations 1e-10.
    expect(mesh.mass).toBeCloseTo(1, 8);
    // Of 512 drawn nodes the mean of log f, deviation about 1, is good to 0.04; Sobol points do better, three times that decides.
    expect(Math.abs(drawn.entropy - mesh.entropy)).toBeLessThan(0.12);
    expect(Math.abs(drawn.fisherV / mesh.fisherV - 1)).toBeLessThan(0.15);
  });

  it('sets a grid run against BKW on its own mesh', async () => {
    const scenario = bkwScenario({
      equation: { dimensions: { x: 0, v: 2 }, gamma: 0, strength: 1 }, score: 'particle-sum',
      time: { scheme: 'rk4', step: 0.0125, end: 0.05 }, output: { diagnostics: { every: 0.025 }, snapshots: { every: 0.05 } },
    });
    await gridRun(scenario, folders.path('bkw-grid'), { velocityPoints: 48 });
    const { times } = compareWithReference(openRun(folders.path('bkw-grid')), 'bkw');
    expect(times).toHaveLength(3);
    // Spacing 0.27 resolves the narrowest Gaussian of BKW (variance 1/2) to exp(-(pi/0.27)^2/4) = 2e-15; what is left is
    // the time step, third order: (0.0125)^3 times rates of order 4 and the constants of the scheme.
    expect(times.at(-1)!.density!.l2).toBeLessThan(1e-5);
    expect(Math.abs(times.at(-1)!.diagnostics.entropy.difference)).toBeLessThan(1e-5);
  });

  it('compares particles with a grid run and with the modes: the same reference twice', async () => {
    const scenario = dampingScenario({ time: { scheme: 'rk4', step: 0.05, end: 0.2 }, output: everyFifth });
    await gridRun(scenario, folders.path('damping-grid'), {
      velocityPoints: 32, positionPoints: 16,
    });
    const particles = openRun(folders.path('damping'));
    const grid = openRun(folders.path('damping-grid'));
    const against = compareRuns(particles, grid);
    const exact = compareWithReference(particles, 'modes');
    const solver = compareWithReference(grid, 'modes');
    const at = (times: typeof exact.times) => times.find(({ time }) => Math.abs(time - 0.2) < 1e-9)!.diagnostics;
    // 16 by 32^2 points: the solver agrees with the modes far better than 640 particles do (about 1e-3).
    const judged = ['density_mode_x', 'density_phase_x', 'fisher_x', 'fisher_v', 'fisher_mixed', 'entropy', 'energy', 'temperature_xx'];
    for (const name of judged) {
      expect(Math.abs(at(solver.times)[name].difference), name).toBeLessThan(1e-5);
      expect(Math.abs(at(against.times)[name].difference - at(exact.times)[name].difference), name).toBeLessThan(1e-5);
    }
    // n, u, T and q over x as well: sums over the solver's own mesh, and read from the coefficients of the series.
    expect(solver.profiles).toHaveLength(2);
    // 1e-5 as above of the natural size of each; u and q have grown to a tenth of that at most.
    for (const { errors } of solver.profiles) {
      for (const name of ['n', 'T'] as const) expect(Math.max(errors[name].max, errors[name].l2), name).toBeLessThan(1e-5);
      for (const name of ['u', 'q'] as const) expect(Math.max(errors[name].max, errors[name].l2), name).toBeLessThan(1e-4);
    }
    // Not by being nothing.
    expect(exact.profiles[1].errors.u.max).toBeGreaterThan(1e-5);
    exact.profiles.slice(0, 2).forEach(({ errors }, k) => {
      // Both at points of their own: 64 of the particles, 16 of the grid, where the profiles of the former are read.
      // The largest u and q, which errors are relative to, come later than the grid's end.
      for (const name of ['n', 'T'] as const) {
        expect(Math.abs(against.profiles[k].errors[name].l2 - errors[name].l2), name).toBeLessThan(1e-2 * errors[name].l2 + 1e-5);
      }
    });
    expect(comparisonText(against)).toMatch(/profiles n +\d\.\de-\d +max +[\d.]+\n[\s\S]*time +n max +n l2 +u max/);
    // And the particles with the modes: trimming takes 1e-3 off the temperature, the blob of width sigma = pi/4 leaves
    // (1 - exp(-sigma^2 / 2))^2 = 7 % of the wave's score unseen (twice that in a square), 1e-3 of the velocities'.
    const apart = (name: string): number => Math.abs(at(exact.times)[name].difference / at(exact.times)[name].reference);
    for (const name of ['energy', 'temperature_xx', 'fisher_v', 'fisher_mixed', 'fisher_mixed_relaxed', 'entropy']) {
      expect(apart(name), name).toBeLessThan(2e-3);
    }
    expect(apart('density_mode_x')).toBeLessThan(1e-4);
    expect(apart('fisher_x')).toBeLessThan(0.16);
    expect(apart('entropy_production')).toBeLessThan(0.1);
    // f = (1 + 0.4 cos x) M(v), smoothed in x with the lattice spacing pi/4: the wave loses 1 - exp(-(pi/4)^2 / 2) = 27 % of 0.4.
    const { density } = against.times.find(({ time }) => time === 0)!;
    expect(density!.linf).toBeGreaterThan(0.05);
    expect(density!.linf).toBeLessThan(0.12);
  });
});
