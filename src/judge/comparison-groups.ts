import type { ComparisonTime, Difference, GroupError } from './comparison.ts';
import { rounding } from './monotone.ts';

/** Groups of diagnostics columns, in the order of the summary. Bookkeeping columns are in none. */
const groups: readonly (readonly [group: string, columns: RegExp])[] = [
  ['conserved', /^(mass|energy|momentum_.)$/],
  ['moments', /^(temperature_|mean_|covariance_)/],
  ['modes', /^(density_mode_|mode_)/],
  ['entropy', /^entropy/],
  ['Fisher information', /^fisher_/],
];

/** Columns of one unit, whose largest value scales them all: a component may be 0 by symmetry. */
const families: readonly RegExp[] = [
  /^momentum_/, /^temperature_/, /^mean_/, /^covariance_._.$/, /^covariance_._v.$/, /^density_mode_/, /^mode_\d+_/,
];

/**
 * What a column's differences are relative to: the largest reference value of its family over all times, for momenta at
 * least the thermal momentum sqrt(2 E M). 1 where there is nothing but zeros.
 */
export function scaleOf(name: string, times: readonly ComparisonTime[]): number {
  const family = families.find((pattern) => pattern.test(name));
  const inside = (other: string): boolean => other === name || (family?.test(other) ?? false);
  let scale = 0;
  for (const { diagnostics } of times) {
    for (const [other, { reference }] of Object.entries(diagnostics)) if (inside(other)) scale = Math.max(scale, Math.abs(reference));
    const { energy, mass } = diagnostics;
    if (name.startsWith('momentum_') && energy && mass) scale = Math.max(scale, Math.sqrt(2 * energy.reference * mass.reference));
  }
  return scale || 1;
}

/** The columns whose differences exceed rounding, relative to their scale, at some time. */
export function beyondRounding(times: readonly ComparisonTime[]): readonly string[] {
  return namesIn(times).filter((name) => {
    const scale = scaleOf(name, times);
    return times.some(({ diagnostics }) => diagnostics[name] && Math.abs(diagnostics[name].difference) > rounding * scale);
  });
}

const namesIn = (times: readonly ComparisonTime[]): readonly string[] => [
  ...new Set(times.flatMap(({ diagnostics }) => Object.keys(diagnostics))),
];

/** The worst relative error of every group that was compared: density at the particles and on a mesh, then the diagnostics. */
export function groupErrors(times: readonly ComparisonTime[]): readonly GroupError[] {
  const densities = [
    worstOf('density at the particles', times.flatMap(({ time, carried }) => (carried ? [{ worst: carried.l2, of: 'l2', time }] : []))),
    worstOf('density', times.flatMap(({ time, density }) => (density ? [{ worst: density.l2, of: 'l2', time }] : []))),
  ];
  const names = namesIn(times);
  const columns = groups.map(([group, pattern]) => {
    const own = names.filter((name) => pattern.test(name)).map((name) => ({ name, scale: scaleOf(name, times) }));
    const errors = times.flatMap(({ time, diagnostics }) =>
      own.flatMap(({ name, scale }) => relative(diagnostics[name], scale, name, time)),
    );
    return worstOf(group, errors);
  });
  return [...densities, ...columns].filter((found) => found !== undefined);
}

type Error = Omit<GroupError, 'group'>;

const relative = (difference: Difference | undefined, scale: number, of: string, time: number): Error[] =>
  difference ? [{ worst: Math.abs(difference.difference) / scale, of, time }] : [];

function worstOf(group: string, errors: readonly Error[]): GroupError | undefined {
  if (errors.length === 0) return undefined;
  return { group, ...errors.reduce((most, error) => (error.worst > most.worst ? error : most)) };
}
