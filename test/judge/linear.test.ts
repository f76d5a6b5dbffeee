import { afterAll, describe, expect, it } from 'vitest';
import { compareWithReference } from '../../src/judge/compare.ts';
import { openRun } from '../../src/judge/stored-run.ts';
import { comparisonText } from '../../src/cli/comparison-text.ts';
import { dampingScenario, gridRun, particleRun, temporaryFolder } from './runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

/** (1 + amplitude cos x) times a Maxwellian that drifts, with a Gaussian kappa. */
const wave = (amplitude: number, change: Record<string, unknown> = {}) => dampingScenario({
  equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'gaussian', width: 0.8 } },
  initial: {
    kind: 'maxwellians',
    components: [{ mass: 1, velocity: [0.3, -0.1], temperature: [1, 1], space: { kind: 'cosine', amplitude: [amplitude], mode: [1] } }],
  },
  time: { scheme: 'rk4', step: 0.05, end: 0.5 }, output: { diagnostics: { every: 0.25 }, snapshots: { every: 0.5 } },
  ...change,
});

const modes = ['density_re', 'momentum_im', 'temperature_re', 'stress_re', 'heat_flux_im'].map((name) => `mode_1_${name}`);

describe('compare --reference linear', () => {
  it('finds density, momentum, temperature, stress and heat flux of a small wave on the grid exact, in a moving frame', async () => {
    await gridRun(wave(0.01), folders.path('grid'), { velocityPoints: 32, positionPoints: 8, step: 0.0625 });
    const result = compareWithReference(openRun(folders.path('grid')), 'linear');
    const last = result.times.at(-1)!.diagnostics;
    // Halves of what the wave's third order, 1e-6 of 0.005, and the step's error 1e-6 of it make; the box of 6.5 widths leaves
    // 1e-7 of the heat flux's weight outside.
    for (const name of modes) {
      expect(Math.abs(last[name].difference), name).toBeLessThan(2e-8);
      expect(Math.abs(last[name].reference), name).toBeGreaterThan(1e-5);
    }
    expect(Object.keys(last)).not.toContain('mode_1_density_im');
    expect(Math.abs(last.density_mode_x.difference)).toBeLessThan(2e-8);
    // The wave stands still in the wind of 0.3, which carries it 0.15 in this time: its phase at rest is -0.15, but for what the
    // modulus is off by, relative to it.
    expect(last.density_phase_x.reference).toBeCloseTo(-0.15, 12);
    expect(Math.abs(last.density_phase_x.difference)).toBeLessThan(1e-5);
    // Nothing has two waves, to first order, and an angle of nothing is not compared.
    expect(Math.abs(last.density_mode_2_x.difference)).toBeLessThan(0.01 ** 2);
    expect(Object.keys(last)).not.toContain('density_phase_2_x');
    // The temperature answers at second order in the amplitude, which the linear response knows nothing of.
    expect(Math.abs(last.temperature_xx.difference)).toBeLessThan(0.01 ** 2);
    // Rows without a snapshot have what the diagnostics hold.
    expect(Object.keys(result.times[1].diagnostics)).toContain('density_mode_x');
    expect(Object.keys(result.times[1].diagnostics)).not.toContain('mode_1_momentum_im');
    // n, u, T and q over x: ratios of linear moments. The second order is a hundredth of the wave, of u and q, and its square of n and T.
    const { errors } = result.profiles.at(-1)!;
    expect(result.profiles.at(-1)!.time).toBe(0.5);
    for (const name of ['n', 'T'] as const) expect(errors[name].max, name).toBeLessThan(0.01 ** 2);
    for (const name of ['u', 'q'] as const) expect(errors[name].max, name).toBeLessThan(0.01);
    expect(result.note).toContain('perturbation of size 0.01');
    expect(result.note).not.toContain('LARGE');
    expect(comparisonText(result)).toContain(result.note!);
  });

  it('measures the same on particles, and says when the amplitude is too large to judge digits', async () => {
    await particleRun(wave(0.2), folders.path('particles'));
    const { note, times } = compareWithReference(openRun(folders.path('particles')), 'linear');
    expect(note).toContain('4.0e-2');
    expect(note).toContain('LARGE');
    const [first, last] = [times[0].diagnostics, times.at(-1)!.diagnostics];
    // At time 0 the lattice integrates polynomials times a Gaussian, spacing 0.8 widths, half width 4: e^-8 of its moments.
    expect(Math.abs(first.mode_1_density_re.difference)).toBeLessThan(1e-3 * 0.1);
    expect(Math.abs(first.mode_1_temperature_re.difference)).toBeLessThan(2e-2 * 0.1);
    // 640 particles: a few per cent of the wave.
    for (const name of modes) expect(Math.abs(last[name].difference), name).toBeLessThan(0.1 * 0.1);
    expect(Math.sign(last.mode_1_momentum_im.run)).toBe(Math.sign(last.mode_1_momentum_im.reference));
  });

  it('takes a formula for kappa, and calls constant kappa exact at any amplitude', async () => {
    const formula = wave(0.4, {
      equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'formula', expression: '1' } },
      time: { scheme: 'rk4', step: 0.05, end: 0.1 },
    });
    await gridRun(formula, folders.path('formula'), { velocityPoints: 16, positionPoints: 8 });
    expect(compareWithReference(openRun(folders.path('formula')), 'linear').note).toContain('exact');
  });

  it('refuses a run it does not apply to, with what it needs and what is there', async () => {
    const free = dampingScenario({
      domain: { x: { kind: 'free' } },
      initial: {
        kind: 'maxwellians',
        components: [{ mass: 1, velocity: [0, 0], temperature: [1, 1], space: { kind: 'gaussian', mean: [0], width: [1] } }],
      },
      particles: { sampling: 'random', count: 16 }, mollifier: { kind: 'gaussian', width: { position: [1], velocity: 0.7 } },
      time: { scheme: 'euler', step: 0.05, end: 0.05 },
    });
    await particleRun(free, folders.path('free'));
    expect(() => compareWithReference(openRun(folders.path('free')), 'linear')).toThrow('needs a periodic box, here free space');
  });
});
