import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';
import { watched, type Structure } from './structure-watch.ts';

/** Four steps, watched one by one. */
const fourSteps = (over: Overrides, step: number): Promise<Structure> => {
  const never = { every: 1e9 };
  return watched(dampingScenario({
    ...over,
    time: { scheme: 'discrete-gradient', step, end: 4 * step },
    output: { diagnostics: { every: step }, snapshots: never, checkpoint: never },
  }), step);
};

// A blob that has died away half a box from its centre, so that S_eps is smooth across the minimum image's seam.
const narrow = { particles: { position: { count: [10] }, trim: 1e-4 }, mollifier: { width: { position: [0.63], velocity: 0.8 } } };

const free3x3v: Overrides = {
  equation: { dimensions: { x: 3, v: 3 } },
  domain: { x: { kind: 'free' } },
  initial: {
    components: [
      { mass: 1, velocity: [0, 0, 0], temperature: [1.5, 0.75, 0.75], space: { kind: 'gaussian', mean: [0, 0, 0], width: [1, 1, 1] } },
    ],
  },
  particles: { sampling: 'sobol', count: 256, position: undefined, velocity: undefined, trim: undefined },
  mollifier: { width: { position: [1.5, 1.5, 1.5], velocity: 0.5 } },
};

const cases: [string, Overrides, number][] = [
  ['constant kappa, Maxwell molecules', narrow, 0.1],
  ['the same with a label that starts anew', { ...narrow, mollifier: { ...narrow.mollifier, comoving: { reset: 0.3 } } }, 0.1],
  ['bump kappa', { ...narrow, equation: { kappa: { kind: 'bump', radius: 1 } } }, 0.1],
  [
    'Japanese-bracket kappa, soft potential',
    { ...narrow, equation: { gamma: -2, softening: 0.01, kappa: { kind: 'japanese-bracket', lambda: 2 } } }, 0.1,
  ],
  [
    'softened Coulomb, Gaussian kappa',
    { ...narrow, equation: { gamma: -3, softening: 0.1, kappa: { kind: 'gaussian', width: 0.8 } } }, 0.1,
  ],
  ['hard potential', { ...narrow, equation: { gamma: 1 } }, 0.02],
  [
    '1X-3V',
    {
      equation: { dimensions: { x: 1, v: 3 }, gamma: -2, softening: 0.01, kappa: { kind: 'japanese-bracket', lambda: 2 } },
      initial: {
        components: [
          { mass: 1, velocity: [0, 0, 0], temperature: [1.6, 0.7, 0.7], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } },
        ],
      },
      particles: { position: { count: [8] }, velocity: { count: [5, 4, 4], halfWidth: [4, 2.6, 2.6], centre: [0, 0, 0] }, trim: 1e-3 },
      mollifier: { width: { position: [0.75], velocity: 0.8 } },
    },
    0.1,
  ],
  ['free 3X-3V', free3x3v, 0.05],
];

describe('the discrete gradient with Strang splitting keeps the structure of the equation in every step', () => {
  test.each(cases)('%s', async (_, over, step) => {
    const { energy, momentum, gain, transport, residual, gained } = await fourSteps(over, step);
    // Round-off of sums of a few hundred terms of size 1. The energy of a step is exact by construction, whatever the
    // solver's tolerance (1e-12); the momentum by the antisymmetry of the pair forces.
    expect(energy).toBeLessThan(1e-14);
    expect(momentum).toBeLessThan(1e-13);
    // The entropy rises by the production, which is a sum of squares; by more than the rounding of S_eps.
    expect(gain).toBeGreaterThan(1e-13);
    expect(gained).toBeGreaterThan(1e-5);
    // S(t) - S(0) - production - jumps: what the solver's tolerance leaves.
    expect(residual).toBeLessThan(1e-11);
    // Transport moves x by v dt and the label by the same: S_eps, of size 1 to 10, changes by rounding.
    expect(transport).toBeLessThan(1e-14);
  });

  test('the blob that sits in x does not: transport changes its entropy (what the co-moving label is for)', async () => {
    const { energy, transport } = await fourSteps({ ...narrow, mollifier: { ...narrow.mollifier, comoving: false } }, 0.1);
    expect(energy).toBeLessThan(1e-14);
    expect(transport).toBeGreaterThan(1e-6);
  });
});

test('BKW, 40 x 40, quadrature score, step 0.01: energy to 3e-15, entropy up in every step', async () => {
  // Published for this case and scheme (Hu, Van Fleet, Wan 2024, arXiv 2407.00533): energy drift 1.7e-15 to 3.0e-15 with
  // 4.9 iterations a step on average, at step 0.00125 and tolerance 1e-15 (held in test/validate/published.validate.ts).
  const file = resolve(import.meta.dirname, '../../scenarios/bkw-2d.yaml');
  const run = loadScenario(file, [
    'score=quadrature', 'time.step=0.01', 'time.end=0.2', 'time.solver.tolerance=1e-15', 'output.diagnostics.every=0.01',
  ]);
  const iterations: number[] = [];
  const { energy, gain, residual } = await watched(run, 0.01, (row) => iterations.push(row.iterations));
  expect(energy).toBeLessThan(3e-15);
  expect(gain).toBeGreaterThan(0);
  expect(residual).toBeLessThan(1e-12);
  // Steps eight times as long take twice as many: 10 on average, the residual falling by a factor of 10 each.
  const steps = iterations.slice(1);
  expect(steps.reduce((sum, count) => sum + count, 0) / steps.length).toBeLessThan(12);
});
