import { join, resolve } from 'node:path';
import type { Scenario } from '../src/contracts.ts';
import { loadScenario } from '../src/scenario/scenario.ts';
import type { ReferenceName } from '../src/judge/references.ts';
import type { Errors, Judge } from './validate/galerkin-measure.ts';

/**
 * What every shipped scenario claims of itself: one record a scenario. A new scenario needs one; `scenario-claims.test.ts`
 * runs the quick half of it, `validate/scenario-claims.validate.ts` the whole and the table of docs/scenarios.md.
 */
export interface ScenarioClaim {
  /** Name of the file in scenarios/. */
  readonly name: string;
  /** Who says what is right: the exact modes, the grid, a reference of `compare` by its columns, all moments of a Gaussian cloud. */
  readonly judge: Judge | { readonly compare: ReferenceName } | 'cloud';
  /** In words, for the table. */
  readonly reference: string;
  /** Overrides that make of it what the judge solves, where that is another scenario with the same solution. */
  readonly judged?: readonly string[];
  /** Output times at which the two are compared. */
  readonly times: readonly number[];
  /** Largest absolute error of each quantity over these times; the header of the scenario states the same numbers. */
  readonly bounds: Errors;
  /**
   * What keeps the daily test short: overrides, the times that are left, what is claimed of that run, and a table's values of the
   * mode where the judge takes long. Absent: the daily test is in run/set-ups.test.ts.
   */
  readonly quick?: {
    readonly overrides: readonly string[];
    readonly times: readonly number[];
    readonly bounds: Errors;
    readonly judge?: Judge;
  };
}

export const folder = resolve(import.meta.dirname, '../scenarios');
export const shipped = (name: string, ...overrides: string[]): Scenario => loadScenario(join(folder, `${name}.yaml`), overrides);

/** Rows of diagnostics at the times of a claim only: all else is work that nobody looks at. */
const every = (interval: number): string => `output.diagnostics.every=${interval}`;

/** Mean over a box of 2 pi of the Gaussian kappa of width 0.8 (exp(-x^2 / 1.28) integrated numerically, to all digits). */
const meanKappa = 0.31912637222072693;

/** What local-wave-3x3v is along x: nothing depends on the other two axes, over which kappa is averaged. */
const alongX: readonly string[] = [
  'equation.dimensions.x=1', `equation.strength=${20 * meanKappa ** 2}`, 'score=auto', 'output.snapshots=',
  'initial.components.0.space={ kind: cosine, amplitude: 0.4, mode: 1 }',
];

/** Grids whose own error is below what they judge. */
const grid = (
  velocityPoints: number | readonly number[], positionPoints: number, velocityHalfWidth: number | readonly number[], step?: number,
): Judge =>
  ({ grid: { velocityPoints, positionPoints, velocityHalfWidth, ...(step !== undefined && { step }) } });

const halves = [0.5, 1, 1.5, 2];

export const scenarioClaims: readonly ScenarioClaim[] = [
  {
    name: 'damping-1x2v', judge: 'modes', reference: 'exact modes',
    times: halves, bounds: { mode: 1.5e-5, fisher_v: 8e-7, entropy: 2e-6 },
    quick: { overrides: ['time.end=0.5'], times: [0.5], bounds: { mode: 1.5e-5, fisher_v: 8e-7, entropy: 2e-6 } },
  },
  {
    name: 'localised-1x2v', judge: grid(40, 24, 8), reference: 'grid, 40^2 x 24',
    times: halves, bounds: { mode: 8e-6, temperature_xx: 3e-6, fisher_v: 3e-4, entropy: 7e-5 },
    // A grid of 40^2 x 24 points to 8 gives the mode.
    quick: { overrides: ['time.end=0.5'], times: [0.5], bounds: { mode: 8e-6 }, judge: { mode: [0.885314] } },
  },
  {
    name: 'compact-kernel-1x2v', judge: grid(32, 32, 7.5), reference: 'grid, 32^2 x 32',
    times: halves, bounds: { mode: 4e-5, temperature_xx: 5e-5, fisher_v: 2e-3, entropy: 4e-4 },
    // The grid's value in the header of the scenario.
    quick: { overrides: ['time.end=0.5'], times: [0.5], bounds: { mode: 4e-5 }, judge: { mode: [0.862519] } },
  },
  {
    name: 'anisotropic-1x3v', judge: grid([28, 20, 20], 12, [7, 5, 5], 0.025), reference: 'grid, 28 x 20^2 x 12',
    times: halves, bounds: { mode: 5e-4, temperature_xx: 2e-4, fisher_v: 1e-2, entropy: 1e-3 },
    // A grid of 32^3 x 16 points to 7 gives the mode at t = 0.1.
    quick: { overrides: ['time.end=0.1'], times: [0.1], bounds: { mode: 3e-6 }, judge: { mode: [0.9921292] } },
  },
  {
    name: 'bkw-2d', judge: { compare: 'bkw' }, reference: 'Bobylev, Krook and Wu',
    times: [1, 2.5, 5], bounds: { density: 2.6e-2, fisher_v: 1.6e-2, entropy: 7e-4 },
    quick: { overrides: ['time.end=1'], times: [1], bounds: { density: 2.6e-2, fisher_v: 1.6e-2, entropy: 7e-4 } },
  },
  {
    name: 'bkw-3d', judge: { compare: 'bkw' }, reference: 'Bobylev, Krook and Wu',
    times: [1, 2, 5], bounds: { density: 1.3e-2, fisher_v: 1.6e-2, entropy: 6e-3 },
    quick: { overrides: ['time.end=1'], times: [1], bounds: { density: 1.3e-2, fisher_v: 1.6e-2, entropy: 6e-3 } },
  },
  {
    name: 'coulomb-2d', judge: grid(64, 1, 10), reference: 'grid, 64^2',
    times: [5, 10, 15, 20], bounds: { temperature_xx: 2e-6, temperature_xy: 4e-3, fisher_v: 1.2e-1, entropy: 8e-3 },
    quick: { overrides: ['time.end=5'], times: [5], bounds: { temperature_xy: 4e-3 }, judge: grid(32, 1, 7) },
  },
  {
    name: 'expanding-cloud-3x3v', judge: 'cloud', reference: 'closed moments',
    times: halves, bounds: { 'v v': 3e-5, 'x v': 3e-5, 'x x': 3e-5 },
    quick: { overrides: ['time.end=0.2'], times: [0.2], bounds: { 'v v': 3e-5, 'x v': 3e-5, 'x x': 3e-5 } },
  },
  {
    name: 'local-wave-3x3v', judge: { grid: { velocityPoints: 20, positionPoints: 8, step: 0.05 } },
    reference: 'grid in 1X-3V, 20^3 x 8', judged: alongX,
    times: [0.5, 1], bounds: { mode: 3e-4, temperature_xx: 1e-4 },
    // The same grid, step 0.025; fewer particles, so a smaller space of functions.
    quick: {
      overrides: ['time.end=0.05', 'particles.count=8192'], times: [0.05], bounds: { mode: 1e-4 },
      judge: { mode: [0.9987654475420122] },
    },
  },
  {
    name: 'local-wave-million-3x3v', judge: { grid: { velocityPoints: 20, positionPoints: 8, step: 0.05 } },
    reference: 'grid in 1X-3V, 20^3 x 8', judged: alongX,
    times: [0.1], bounds: { mode: 6e-6, temperature_xx: 5e-6 },
    quick: {
      overrides: ['time.end=0.05', 'particles.count=10000'], times: [0.05], bounds: { mode: 1e-4 },
      judge: { mode: [0.9987654475420122] },
    },
  },
  {
    name: 'landau-million-1x3v', judge: grid(16, 12, 5.5, 0.02), reference: 'grid, 16^3 x 12',
    times: [0.1, 0.2], bounds: { mode: 2e-5, temperature_xx: 4e-5, entropy: 2e-4 },
    // A grid of 32^3 x 12 points to 7 gives this mode, one of 16^3 x 12 to 5.5 3e-8 more; 8000 particles have more noise.
    quick: {
      overrides: ['time.end=0.04', 'particles.count=8000', 'sums.method=direct'], times: [0.04], bounds: { mode: 2e-4 },
      judge: { mode: [0.9989633466230905] },
    },
  },
  {
    name: 'sound-wave-1x3v', judge: { compare: 'linear' }, reference: 'exact linear response',
    times: [1, 2, 3, 4], bounds: { density_mode_x: 2e-6 },
  },
  {
    name: 'heat-flux-1x2v', judge: { compare: 'linear' }, reference: 'exact linear response',
    times: [1, 2, 3, 4], bounds: { density_mode_x: 1e-6 },
  },
  {
    name: 'delta-limit-1x2v', judge: { compare: 'linear' }, reference: 'exact linear response',
    times: [0.5, 1], bounds: { density_mode_x: 1e-8 },
  },
  {
    name: 'isotropisation-3v', judge: grid(32, 1, 7.5), reference: 'grid, 32^3',
    times: [1, 2, 4, 6], bounds: { temperature_xx: 5e-4, entropy: 9e-5 },
  },
  {
    name: 'two-beams-2v', judge: { compare: 'moments' }, reference: 'closed moments',
    times: [1, 2, 3, 4], bounds: { temperature_xx: 3e-5, temperature_yy: 3e-5 },
  },
  {
    name: 'ring-2v', judge: grid(64, 1, 8), reference: 'grid, 64^2',
    times: [1, 2, 5], bounds: { entropy: 3e-4 },
  },
  {
    name: 'bump-on-tail-2v', judge: grid(64, 1, 10), reference: 'grid, 64^2',
    times: [2, 4, 6], bounds: { temperature_xx: 7e-4, temperature_yy: 7e-4, entropy: 8e-3 },
  },
  {
    name: 'moving-pulse-1x2v', judge: { grid: { velocityPoints: 32, positionPoints: 32 } }, reference: 'grid, 32^2 x 32',
    times: halves, bounds: { density_mode_x: 1e-6, temperature_xx: 1e-6, entropy: 2e-5 },
  },
  {
    name: 'shear-layer-2x2v', judge: { grid: { velocityPoints: 32, positionPoints: 32 } }, reference: 'grid in 1X-2V, 32^2 x 32',
    judged: [
      'equation.dimensions.x=1', `equation.strength=${20 * meanKappa}`, 'score=auto',
      'initial.components=[{ density: 1, velocity: [0, "0.5*tanh(2*sin(x))"], temperature: 1 }]',
    ],
    times: halves, bounds: { fisher_v: 3e-4 },
  },
];

/** The scenario of a claim with outputs at its times only: a row where the times are equally spaced, its own rows else. */
export function claimed({ name, times }: Pick<ScenarioClaim, 'name' | 'times'>, overrides: readonly string[] = []): Scenario {
  const even = times.every((time, k) => Math.abs(time - (k + 1) * times[0]) < 1e-9);
  return shipped(name, ...(even ? [every(times[0])] : []), ...overrides);
}
