import { join, resolve } from 'node:path';
import type { Scenario } from '../../src/contracts.ts';
import { loadScenario, resolveScenario } from '../../src/scenario/scenario.ts';
import type { Judge } from './galerkin-measure.ts';

export interface AccuracyCase {
  readonly name: string;
  readonly scenario: Scenario;
  readonly judge: Judge;
  /** What the judge solves, where that is not the scenario but one with the same solution. */
  readonly judged?: Scenario;
  readonly times: readonly number[];
  /** Largest error allowed of each quantity. */
  readonly bounds: Readonly<Record<string, number>>;
  /** Bounds that were set and are missed: told on the page, not judged. */
  readonly missed?: Readonly<Record<string, number>>;
  /** Quantities measured and not bounded. */
  readonly also?: readonly string[];
}

const scenarios = resolve(import.meta.dirname, '../../scenarios');
const shipped = (name: string, ...overrides: string[]): Scenario => loadScenario(join(scenarios, `${name}.yaml`), overrides);
const damping = (...overrides: string[]): Scenario =>
  shipped('damping-1x2v', 'output.diagnostics.every=0.25', ...overrides);
const box = (k: number): string => `domain.x.length=${(2 * Math.PI) / k}`;
const temperatures = (...values: number[]): string => `initial.components.0.temperature=[${values}]`;
const gaussian = (width: number): string => `equation.kappa={ kind: gaussian, width: ${width} }`;

const times = [0.5, 1, 1.5, 2];
const wave = { mode: 1e-4, temperature_xx: 2e-5 };
/** Grids whose own error is below 1e-6 (test/validate/reference.validate.ts). */
const fine = { grid: { velocityPoints: 40, positionPoints: 24, velocityHalfWidth: 8 } };
/** Anisotropy decays at the rate 8: the step is what temperature_xx is off by at t = 0.5, lambda^3 h^2 t / 12 of what is left. */
const warm = ['particles.velocity.count=24', 'particles.velocity.halfWidth=6', 'time.step=0.00625'];
const anisotropic = ['particles.velocity.count=20', 'particles.velocity.halfWidth=5.5', 'time.step=0.01'];

const damping3v = (k: number, ...overrides: string[]): Scenario => damping(
  `time.step=${k > 1 ? 0.01 : 0.02}`,
  'equation.dimensions.v=3', box(k), 'initial.components.0.velocity=[0, 0, 0]', temperatures(1, 1, 1),
  'particles.position.count=8', 'particles.velocity.count=[10, 10, 10]', 'particles.velocity.halfWidth=4.5', 'particles.trim=1e-6',
  ...overrides,
);

const beam = (velocity: number): string =>
  `{ mass: 0.5, velocity: [${velocity}, 0], temperature: 0.5, space: { kind: cosine, amplitude: 0.4, mode: 1 } }`;

const humps = (
  name: string, velocity: readonly [number, number], temperature: number, lattice: object, at: readonly number[] = times,
): AccuracyCase => ({
  name: `${name}, 0X-2V, gamma -3 softened by 0.05`,
  scenario: resolveScenario({
    name: 'humps',
    equation: { dimensions: { x: 0, v: 2 }, gamma: -3, softening: 0.05 },
    initial: {
      kind: 'maxwellians',
      components: [
        { mass: 0.5, velocity, temperature },
        { mass: 0.5, velocity: velocity.map((u) => -u), temperature },
      ],
    },
    particles: { sampling: 'lattice', ...lattice },
    time: { step: 0.02, end: 2 }, output: { diagnostics: { every: 0.5 } },
  }),
  judge: { grid: { velocityPoints: 64, velocityHalfWidth: 10 } },
  times: at,
  bounds: { temperature_xx: 1e-5, temperature_xy: 3e-5 },
  also: ['fisher_v', 'entropy'],
});

const damping3vWave = (...overrides: string[]): Scenario => damping3v(1, ...overrides);

/** Mean over a box of 2 pi of the Gaussian kappa of width 0.8 (exp(-x^2 / 1.28) integrated numerically, to all digits). */
const meanKappa = 0.31912637222072693;

/** What local-wave-3x3v is along x: nothing depends on the other two axes, over which kappa is averaged. */
const alongX: Scenario = damping3v(1, gaussian(0.8), `equation.strength=${20 * meanKappa ** 2}`, 'time.end=1');

/** Exact linear response: shared tables of the density mode at t = 0.5 and 1 (Hermite and Laguerre functions in v). */
const linear = (gamma: number, v: 2 | 3, mode: readonly number[]): AccuracyCase => ({
  name: `linear response, 1X-${v}V, gamma ${gamma}, Gaussian kappa 0.8, amplitude 0.01`,
  scenario: (v === 2 ? damping : damping3vWave)(
    `equation.gamma=${gamma}`, gaussian(0.8), 'initial.components.0.space.amplitude=0.01', 'time.end=1',
    // All pairs of 6500 particles are slow.
    ...(v === 3 && gamma !== 0 ? ['time.step=0.05'] : []),
  ),
  judge: { mode },
  times: [0.5, 1],
  bounds: { mode: 2e-4 },
});

export const accuracyCases: readonly AccuracyCase[] = [
  { name: 'damping-1x2v', scenario: damping(), judge: 'modes', times, bounds: { mode: 2e-5, fisher_v: 2e-5, entropy: 2e-5 } },
  ...[0.5, 2, 3].map((k) => ({
    name: `damping-1x2v, k = ${k}`,
    scenario: damping(box(k)),
    judge: 'modes' as const,
    times,
    bounds: wave,
    also: ['fisher_v', 'entropy'],
  })),
  {
    name: 'damping-1x2v, temperatures 1.5 and 0.5, 24^2 velocities to 6, step 1/160',
    scenario: damping(temperatures(1.5, 0.5), ...warm),
    judge: 'modes',
    times,
    bounds: wave,
    also: ['fisher_v', 'entropy'],
  },
  // The shipped half width of 5 cuts the warm axis at four thermal speeds; the step is what temperature_xx is off by.
  {
    name: 'damping-1x2v, temperatures 1.5 and 0.5, 20^2 velocities to 5, step 0.01',
    scenario: damping(temperatures(1.5, 0.5), 'particles.velocity.count=20', 'time.step=0.01'),
    judge: 'modes',
    times,
    bounds: { mode: 1e-4 },
    missed: { temperature_xx: 2e-5 },
    also: ['temperature_xx', 'fisher_v', 'entropy'],
  },
  ...[0.8, 0.4].map((width) => ({
    name: `damping-1x2v, Gaussian kappa ${width}`,
    scenario: damping(gaussian(width)),
    judge: fine,
    times,
    bounds: wave,
    also: ['fisher_v', 'entropy'],
  })),
  ...[0.5, 1, 2].map((k) => ({
    name: `1X-3V, k = ${k}`,
    scenario: damping3v(k),
    judge: 'modes' as const,
    times,
    bounds: { mode: 5e-5 },
    also: ['temperature_xx'],
  })),
  {
    name: 'two beams, 1X-2V, gamma -2 softened by 0.1, bracket kappa',
    scenario: damping(
      'equation.gamma=-2',
      'equation.softening=0.1',
      'equation.kappa={ kind: japanese-bracket, lambda: 2 }',
      `initial.components=[${beam(1)}, ${beam(-1)}]`,
      ...anisotropic,
      'time.end=1',
    ),
    judge: { grid: { velocityPoints: 32, positionPoints: 20, velocityHalfWidth: 7 } },
    times: [0.5, 1],
    bounds: { mode: 1e-4, temperature_xx: 3e-4, temperature_yy: 3e-4 },
    also: ['fisher_v', 'entropy'],
    // Degree 6, the highest that leaves these tails, fits their score to 14 % at first: I_v, some 2.5, is 1 % short.
    missed: { fisher_v: 1e-2 },
  },
  // The humps of coulomb-2d (Carrillo, Hu, Wang, Wu 2020, example 5.2), in the frame of their mean.
  humps('two humps at (1, -1) and (-1, 1), temperature 1', [1, -1], 1, { velocity: { count: 36, halfWidth: 6.5 }, trim: 1e-8 },
    // Steps that its far corners make too long are halved, and later outputs come a part of a step late: the end alone is exact.
    [2]),
  humps('two sharp humps at (1, 0.5) and (-1, -0.5), temperature 0.5', [1, 0.5], 0.5, {
    // Enough particles for the degree 14 that their score asks for.
    velocity: { count: 42, halfWidth: 5 },
    trim: 1e-6,
  }),
  {
    name: 'compact-kernel-1x2v', scenario: shipped('compact-kernel-1x2v', 'output.diagnostics.every=0.5'),
    judge: { grid: { velocityPoints: 32, positionPoints: 32, velocityHalfWidth: 7.5 } }, times,
    // What the scenario's header says.
    bounds: { mode: 4e-5, temperature_xx: 5e-5 }, also: ['fisher_v', 'entropy'],
  },
  {
    name: 'local-wave-3x3v', scenario: shipped('local-wave-3x3v', 'output.diagnostics.every=0.5'), judged: alongX,
    judge: { grid: { velocityPoints: 20, positionPoints: 8, step: 0.05 } }, times: [0.5, 1],
    bounds: { mode: 3e-4, temperature_xx: 1e-4 },
  },
  linear(0, 2, [0.885307, 0.617194]),
  linear(-2, 2, [0.883267, 0.610224]),
  linear(0, 3, [0.888086, 0.629678]),
  linear(-2, 3, [0.883502, 0.610980]),
];
