import { diagnosticOf } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ComparisonTime, GroupError } from './comparison.ts';
import { modulusOf } from './difference.ts';
import { rounding } from './monotone.ts';

/** Groups of columns, in the order of the summary. */
const groups = ['conserved', 'moments', 'modes', 'entropy', 'Fisher information'] as const satisfies readonly Diagnostic['group'][];
type Group = (typeof groups)[number];

/**
 * Columns that references have beside the diagnostics, and their groups: means and covariances with x, moments of modes.
 * What one pattern finds has one unit.
 */
const beside: readonly (readonly [columns: RegExp, group: Group])[] = [
  [/^mean_/, 'moments'], [/^covariance_._.$/, 'moments'], [/^covariance_._v.$/, 'moments'], [/^mode_\d+_/, 'modes'],
];

const besideOf = (name: string) => beside.find(([pattern]) => pattern.test(name));

const groupOf = (name: string): Group | undefined => diagnosticOf(name)?.group ?? besideOf(name)?.[1];

/** Columns of one unit, whose largest value scales them all: a component may be 0 by symmetry. */
function familyOf(column: string): string {
  const { name, scale } = diagnosticOf(column) ?? {};
  return (typeof scale === 'object' ? scale.as : name) ?? besideOf(column)?.[0].source ?? column;
}

/**
 * What a column's differences are relative to: the largest reference value of its family over all times, for momenta at
 * least the thermal momentum sqrt(2 E M). 1 where there is nothing but zeros.
 */
export function scaleOf(name: string, times: readonly ComparisonTime[]): number {
  const family = familyOf(name);
  const isThermal = diagnosticOf(name)?.scale === 'thermal momentum';
  let scale = 0;
  for (const { diagnostics } of times) {
    for (const [other, { reference }] of Object.entries(diagnostics)) {
      if (familyOf(other) === family) scale = Math.max(scale, Math.abs(reference));
    }
    const { energy, mass } = diagnostics;
    if (isThermal && energy && mass) scale = Math.max(scale, Math.sqrt(2 * energy.reference * mass.reference));
  }
  return scale || 1;
}

/** Relative size of a column's difference at a time; that of an angle is what it moves its number by. */
function relativeSize(name: string, times: readonly ComparisonTime[]): (row: ComparisonTime['diagnostics']) => number {
  const modulus = modulusOf(name);
  const scale = scaleOf(modulus ?? name, times);
  return (row) => Math.abs(row[name].difference) * (modulus === undefined ? 1 : Math.abs(row[modulus].reference)) / scale;
}

/** The columns whose differences exceed rounding, relative to their scale, at some time. */
export function beyondRounding(times: readonly ComparisonTime[]): readonly string[] {
  return namesIn(times).filter((name) => {
    const size = relativeSize(name, times);
    return times.some(({ diagnostics }) => diagnostics[name] && size(diagnostics) > rounding);
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
  const columns = groups.map((group) => {
    const own = names.filter((name) => groupOf(name) === group).map((name) => ({ name, size: relativeSize(name, times) }));
    return worstOf(group, times.flatMap(({ time, diagnostics }) =>
      own.flatMap(({ name, size }) => (diagnostics[name] ? [{ worst: size(diagnostics), of: name, time }] : []))));
  });
  return [...densities, ...columns].filter((found) => found !== undefined);
}

type Error = Omit<GroupError, 'group'>;

function worstOf(group: string, errors: readonly Error[]): GroupError | undefined {
  if (errors.length === 0) return undefined;
  return { group, ...errors.reduce((most, error) => (error.worst > most.worst ? error : most)) };
}
