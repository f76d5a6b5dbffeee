import type { Scenario } from '../contracts.ts';
import { axisNames } from '../math/axes.ts';
import { kappaOf } from '../physics/kappa-facts.ts';
import {
  linearResponse, momentNames, type LinearMode, type LinearResponse, type LinearState, type MomentName,
} from '../reference/linear.ts';
import { boxLength } from '../state/box.ts';
import { wrapped } from './difference.ts';
import { momentsAt } from './linear-moments.ts';
import type { Sources } from './diffusion.ts';
import { densityModeColumns } from './moment-columns.ts';

type Row = Record<string, number>;

/** Columns `mode_K_NAME_re` and `_im`. */
const columnNames: Readonly<Record<MomentName, string>> = {
  density: 'density', momentum: 'momentum', temperature: 'temperature', stress: 'stress', heatFlux: 'heat_flux',
};

/** Parts of a mode below this share of the perturbation are zero by symmetry, but for rounding. */
const symmetric = 1e-13;

/** Relative errors above this leave fewer than three digits to judge. */
const large = 1e-3;

/**
 * The linear response as columns: `density_mode_x`, momentum, energy and temperatures as the diagnostics have them, and the
 * moments of every mode of the initial data (those parts that are not zero by symmetry), which `observe` measures.
 */
export function linearColumns(scenario: Scenario, times: readonly number[]) {
  const ofSquare = kappaOf(scenario.equation);
  const formula = scenario.equation.kappa.kind === 'formula' ? { kappa: (r: number) => ofSquare(r * r) } : {};
  const response = linearResponse(scenario, times, formula);
  const rows = response.states.map((state): Row =>
    ({ ...totals(response, state), ...Object.assign({}, ...state.modes.map(columnsOf)) }));
  const waves = response.states[0]?.modes ?? [];
  const stirs = (name: string): boolean => rows.some((row) => Math.abs(row[name]) > symmetric * response.amplitude);
  const moving = Object.keys(rows[0] ?? {}).filter((name) => !name.startsWith('mode_') || stirs(name));
  return {
    name: 'linear' as const,
    rows: rows.map((row) => Object.fromEntries(moving.map((name) => [name, row[name]]))),
    ...(scenario.equation.dimensions.x > 0 && {
      moments: (n: number, [x]: readonly Float64Array[]) => momentsAt(response, response.states[n], x, boxLength(scenario)![0]),
    }),
    observe: (sources: Sources, time: number): Row =>
      Object.assign({}, ...waves.map(({ mode, wave }) => columnsOf({ mode, wave, moments: measured(response, sources, wave, time) }))),
    /** What the linear modes may be off by, as a part of the perturbation. */
    offBy: response.exact ? 0 : response.amplitude ** 2,
    note: noteOf(response),
  };
}

function totals({ mass, mean, temperature }: LinearResponse, { modes, time }: LinearState): Row {
  const dv = mean.length;
  const stress = modes.find(({ mode }) => mode === 0)?.moments.stress.re ?? 0;
  const row: Row = { mass, energy: 0.5 * mass * mean.reduce((sum, u) => sum + u * u + temperature, 0) };
  mean.forEach((u, i) => (row[`momentum_${axisNames[i]}`] = mass * u));
  mean.forEach((_, i) => (row[`temperature_${axisNames[i]}${axisNames[i]}`] = temperature + (i === 0 ? stress : -stress / (dv - 1))));
  if (modes.length < 2) return row;
  // At rest, not in the frame that has moved with the mean velocity.
  return Object.assign(row, densityModeColumns(1, (waves) => {
    const found = modes.find(({ mode }) => mode === waves);
    const { re, im } = found?.moments.density ?? { re: 0, im: 0 };
    return { modulus: Math.hypot(re, im), phase: wrapped(Math.atan2(im, re) - (found?.wave ?? 0) * (mean[0] * time)) };
  }));
}

function columnsOf({ mode, moments }: LinearMode): Row {
  if (mode === 0) return {};
  return Object.fromEntries(momentNames.flatMap((name) => [
    [`mode_${mode}_${columnNames[name]}_re`, moments[name].re],
    [`mode_${mode}_${columnNames[name]}_im`, moments[name].im],
  ]));
}

/** The same moments of point masses: (1/M) sum w phi(c) exp(-iK (x - u t)), c = v - u. */
function measured(response: LinearResponse, { position, velocity, weight }: Sources, wave: number, time: number): LinearMode['moments'] {
  const { mass, mean, temperature } = response;
  const d = mean.length;
  const sums = new Float64Array(2 * momentNames.length);
  const values = new Float64Array(momentNames.length);
  for (let j = 0; j < weight.length; j++) {
    const first = velocity[0][j] - mean[0];
    let square = 0;
    for (let i = 0; i < d; i++) square += (velocity[i][j] - mean[i]) ** 2;
    const angle = wave * ((position[0]?.[j] ?? 0) - mean[0] * time);
    const [cosine, sine] = [(weight[j] * Math.cos(angle)) / mass, (-weight[j] * Math.sin(angle)) / mass];
    values.set([1, first, square / d - temperature, first * first - square / d, 0.5 * (square - (d + 2) * temperature) * first]);
    for (let n = 0; n < values.length; n++) {
      sums[2 * n] += values[n] * cosine;
      sums[2 * n + 1] += values[n] * sine;
    }
  }
  return Object.fromEntries(momentNames.map((name, n) => [name, { re: sums[2 * n], im: sums[2 * n + 1] }])) as LinearMode['moments'];
}

function noteOf({ amplitude, exact, degree, change }: LinearResponse): string {
  const series = change > 1e-6 ? [`its series of degree ${degree} still changes by ${change.toExponential(1)} of the perturbation`] : [];
  const shown = Number(amplitude.toPrecision(3));
  if (exact) return ['linear at any amplitude (constant kappa, no uniform perturbation): every mode is exact', ...series].join('; ');
  const error = amplitude ** 2;
  const size = `perturbation of size ${shown}: the linear modes are good to second order, about ${error.toExponential(1)} of it`;
  const warning = error > large ? ['LARGE: differences below that say nothing, a smaller amplitude judges more digits'] : [];
  return [size, ...warning, ...series].join('; ');
}
