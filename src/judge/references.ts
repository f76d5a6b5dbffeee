import type { Scenario } from '../contracts.ts';
import type { LocalMoments } from '../diagnostics/profiles.ts';
import { axisNames, vectorNames } from '../math/axes.ts';
import { constantKappa } from '../physics/kappa-facts.ts';
import { bkw } from '../reference/bkw.ts';
import { modesReference, type ModesOptions } from '../reference/modes.ts';
import { evolveMoments } from '../reference/moments.ts';
import { Refusal } from '../refusal.ts';
import type { Sources } from './diffusion.ts';
import { linearColumns } from './linear-columns.ts';
import { densityModeColumns, initialMoments, momentColumns } from './moment-columns.ts';

/** An exact or independent answer at the asked times. */
export interface Reference {
  readonly name: string;
  /** Diagnostics by column name, for each time asked. */
  readonly rows: readonly Readonly<Record<string, number>>[];
  /** f at a point at the n-th time asked. */
  density?(n: number, x: ArrayLike<number>, v: ArrayLike<number>): number;
  /** Moments in v at points of x (a column for each axis) at the n-th time asked, of velocities about `centre`. */
  moments?(n: number, x: readonly Float64Array[]): LocalMoments & { readonly centre: readonly number[] };
  /** What it speaks of beyond the diagnostics, measured on point masses that stand for f at a time. */
  observe?(sources: Sources, time: number): Readonly<Record<string, number>>;
  /** How good the reference itself is, where that is not to rounding. */
  readonly note?: string;
}

export const referenceNames = ['bkw', 'moments', 'modes', 'linear'] as const;
export type ReferenceName = (typeof referenceNames)[number];

/** Works out a reference for a scenario. Throws a Refusal that says why when it does not apply. */
export function referenceFor(name: ReferenceName, scenario: Scenario, times: readonly number[]): Reference {
  return { bkw: bkwReference, moments: momentsReference, modes: modesColumns, linear: linearColumns }[name](scenario, times);
}

function refuse(name: string, scenario: Scenario, why: string): never {
  throw new Refusal('input', `the ${name} reference does not apply to scenario '${scenario.name}': ${why}`);
}

/** gamma = 0, kappa = 1, the projected kernel: what the first three references need. */
function requireMaxwellMolecules(name: string, scenario: Scenario): void {
  const { gamma, regularisation, kappa } = scenario.equation;
  const value = constantKappa(scenario.equation);
  if (gamma !== 0) refuse(name, scenario, `it needs gamma = 0, here gamma = ${gamma}`);
  if (value === undefined) refuse(name, scenario, `it needs constant kappa, here '${kappa.kind}'`);
  if (value !== 1) refuse(name, scenario, `it needs kappa = 1, here ${value}; put the factor into equation.strength`);
  if (regularisation) refuse(name, scenario, 'the regularised equation (2.34) has other kernels');
}

function bkwReference(scenario: Scenario, times: readonly number[]): Reference {
  const { equation: { dimensions, strength }, initial } = scenario;
  requireMaxwellMolecules('bkw', scenario);
  if (initial.kind !== 'bkw') refuse('bkw', scenario, `its initial data are of kind '${initial.kind}'`);
  if (dimensions.x > 0) refuse('bkw', scenario, 'it is homogeneous: dimensions.x must be 0');
  const solution = bkw({ dimensions: dimensions.v as 2 | 3, strength });
  const start = (initial as { time: number }).time;
  const rows = times.map((time) => {
    const fisher = solution.fisher(start + time);
    const row: Record<string, number> = {
      mass: 1,
      energy: dimensions.v / 2,
      entropy: solution.entropy(start + time),
      fisher_v: fisher,
      fisher_mixed: fisher,
      fisher_mixed_relaxed: fisher,
    };
    vectorNames('momentum', dimensions.v).forEach((column) => (row[column] = 0));
    for (const a of axisNames.slice(0, dimensions.v))
      for (const b of axisNames.slice(0, dimensions.v)) if (a <= b) row[`temperature_${a}${b}`] = a === b ? 1 : 0;
    return row;
  });
  return { name: 'bkw', rows, density: (n, _, v) => solution.density(start + times[n], Array.from(v).reduce((sum, c) => sum + c * c, 0)) };
}

function momentsReference(scenario: Scenario, times: readonly number[]): Reference {
  requireMaxwellMolecules('moments', scenario);
  const initial = initialMoments(scenario);
  if (!initial) return refuse('moments', scenario, 'its initial data are given as particles');
  return { name: 'moments', rows: evolveMoments(initial, scenario.equation, times).map(momentColumns) };
}

/** The modes as diagnostics columns. Throws a Refusal when they do not apply or do not converge. */
export function modesColumns(scenario: Scenario, times: readonly number[], options: ModesOptions = {}): Reference {
  requireMaxwellMolecules('modes', scenario);
  const { equation } = scenario;
  // The reference knows kernels by name; this one is 1, whatever it is called.
  const outputs = modesReference({ ...scenario, equation: { ...equation, kappa: { kind: 'constant' } } }, times, options);
  const rows = outputs.map(({ diagnostics, densityModes }) => {
    const modes = densityModeColumns(equation.dimensions.x, (waves, d) => {
      const found = densityModes.find(({ mode }) => mode.every((k, e) => k === (e === d ? waves : 0)));
      const { re, im } = found?.value ?? { re: 0, im: 0 };
      return { modulus: Math.hypot(re, im) / diagnostics.mass, phase: Math.atan2(im, re) };
    });
    return { ...diagnostics, ...modes };
  });
  return {
    name: 'modes', rows, density: (n, x, v) => outputs[n].density(x, v),
    ...(equation.dimensions.x > 0 && { moments: (n, x) => outputs[n].moments(x) }),
  };
}
