import type { InitialData, Scenario } from '../../contracts.ts';
import { highestWave } from '../initial-spread.ts';
import { flowsOf } from '../profiles.ts';

/** Initial data by profiles, cut along x into slices of a Maxwellian each. */
export interface ProfileWaves {
  readonly mass: number;
  readonly mean: readonly number[];
  readonly temperature: number;
  /** Slices of each flow, at x = k length / count; all of one flow first. */
  readonly count: number;
  readonly slices: readonly { readonly mass: number; readonly velocity: number; readonly temperature: readonly number[] }[];
  /** Wave numbers of f0 in units of 2 pi / length, 0 first. */
  readonly modes: readonly number[];
}

/** Slices of a flow, and the highest wave that is looked for: a product of three smooth profiles has few. */
const slicesAcross = 96;
const mostWaves = 12;

/** The slices of a scenario's profiles. Refuses what is not symmetric about v_1. */
export function profileWaves(
  scenario: Scenario, initial: Extract<InitialData, { kind: 'profiles' }>, refuse: (why: string) => never,
): ProfileWaves {
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const length = dx === 1 && scenario.domain?.x.kind === 'periodic' ? scenario.domain.x.length[0] : 1;
  const count = dx === 0 ? 1 : slicesAcross;
  const places = Array.from({ length: count }, (_, k) => [(k * length) / count]);
  const across: number[][] = [];
  const found = flowsOf(scenario, initial).flatMap(({ density, velocity, temperature }) => places.map((x) => {
    const own = temperature.map((t) => t(x));
    if (own.slice(2).some((t) => Math.abs(t - own[1]) > 1e-12 * own[1])) refuse('it needs equal temperatures across x');
    const u = velocity.map((part) => part(x));
    across.push(u.slice(1));
    return { mass: ((dx === 0 ? 1 : length) * density(x)) / count, u, own };
  }));
  if (across.some((u) => u.some((part, d) => part !== across[0][d]))) refuse('it needs one mean velocity across x, here a shear flow');
  const mass = found.reduce((sum, part) => sum + part.mass, 0);
  const mean = Array.from({ length: dv }, (_, d) => found.reduce((sum, part) => sum + part.mass * part.u[d], 0) / mass);
  const temperature = found.reduce((sum, { mass: part, u, own }) =>
    sum + part * own.reduce((all, t, d) => all + t + (u[d] - mean[d]) ** 2, 0), 0) / (mass * dv);
  const slices = found.map(({ mass: part, u, own }) => ({ mass: part, velocity: u[0], temperature: own }));
  const modes = dx === 0 ? [0] : wavesOf(highestWave(scenario, initial, mostWaves), slices, count);
  return { mass, mean, temperature, count, slices, modes };
}

/** A wave of density, momentum or pressure below this share of the mass, or the first (or the highest of the fields') is kept. */
const negligible = 1e-12;

/** The waves that density, momentum and energy of the slices have; products of the fields' waves reach three times as high. */
function wavesOf(highest: number, slices: ProfileWaves['slices'], count: number): number[] {
  const mass = slices.reduce((sum, part) => sum + part.mass, 0);
  const most = Math.min(3 * highest, count / 2 - 1);
  const modes = [0];
  for (let mode = 1; mode <= most; mode++) {
    const sums = new Float64Array(6);
    slices.forEach(({ mass: part, velocity, temperature }, k) => {
      const angle = (2 * Math.PI * mode * (k % count)) / count;
      [1, velocity, velocity ** 2 + temperature[0]].forEach((value, n) => {
        sums[2 * n] += part * value * Math.cos(angle);
        sums[2 * n + 1] += part * value * Math.sin(angle);
      });
    });
    if (Math.max(...sums.map(Math.abs)) > negligible * mass) modes.push(mode);
  }
  return modes;
}
