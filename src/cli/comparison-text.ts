import { scientific, shown as shownTo } from '../math/shown.ts';
import type { Comparison, ComparisonTime } from '../judge/comparison.ts';
import { differencesText } from '../scenario/differences.ts';
import { table } from './table.ts';

/**
 * The worst relative error of each group first, then density errors and differences of the diagnostics (run minus reference),
 * a line an output time. Columns whose differences are rounding at all times are only counted, unless `all` is asked for.
 */
export function comparisonText(
  { folder, reference, mesh, note, scenarios, summary, beyondRounding, times, profiles }: Comparison,
  all = false,
): string {
  const parts = [`${folder} against ${reference}`];
  if (times.length === 0) {
    const advice = 'Outputs fall on steps: let output.diagnostics.every be a multiple of time.step in both runs.';
    return `${parts[0]}: no output time in common\n${advice}\n`;
  }
  const worst = summary.map(({ group, worst: error, of, time }) => [group, error.toExponential(1), of, shown(time)]);
  parts.push(worst.length > 0 ? table(['worst relative errors', '', 'of', 'time'], worst) : 'nothing in common');
  if (scenarios.length > 0) parts.push(`the scenarios differ: ${differencesText(scenarios, [`in ${folder}`, `in ${reference}`])}`);
  if (note) parts.push(note);
  parts.push(...densities(times, mesh), ...profileTable(profiles));
  const names = [...new Set(times.flatMap(({ diagnostics }) => Object.keys(diagnostics)))];
  const columns = all ? names : beyondRounding;
  const left = names.length - columns.length;
  const leftOut = left > 0 ? `; ${left} of ${names.length} columns agree to rounding and are left out (--all)` : '';
  parts.push('', `differences of the diagnostics, run minus reference${leftOut}`);
  // Narrow enough for a terminal: some columns at a time.
  for (let first = 0; first < columns.length; first += 6) {
    const some = columns.slice(first, first + 6);
    const line = ({ time, diagnostics }: ComparisonTime): string[] =>
      [shown(time), ...some.map((name) => (diagnostics[name] ? small(diagnostics[name].difference) : ''))];
    parts.push(table(['time', ...some], times.map(line)), '');
  }
  return `${parts.join('\n')}\n`;
}

/** The tables of density errors: of f at the particles, where they carry it, and on a mesh. */
function densities(times: readonly ComparisonTime[], mesh: string | null): string[] {
  const carried = times.flatMap(({ time, carried: error }) => (error ? [{ time, ...error }] : []));
  const dense = times.flatMap(({ time, density }) =>
    (density ? [[shown(time), ...[density.linf, density.l1, density.l2].map(small)]] : []));
  const parts: string[] = [];
  if (carried.length > 0) {
    const rows = carried.map(({ time, linf, l2, particles }) => [shown(time), small(linf), small(l2), String(particles)]);
    parts.push('', 'relative errors of f as the particles carry it, l2 weighted', table(['time', 'linf', 'l2', 'particles'], rows));
  }
  if (dense.length > 0) parts.push('', `relative errors of the density (${mesh})`, table(['time', 'linf', 'l1', 'l2'], dense));
  return parts.length > 0 ? parts : ['', 'no density in both: diagnostics only'];
}

/** Errors of n, u, T and q over x, a line an output time. */
function profileTable(profiles: Comparison['profiles']): string[] {
  if (profiles.length === 0) return [];
  const names = Object.keys(profiles[0].errors) as (keyof (typeof profiles)[number]['errors'])[];
  const short = (error: number): string => scientific(error, 1);
  const rows = profiles.map(({ time, errors }) =>
    [shown(time), ...names.flatMap((name) => [short(errors[name].max), short(errors[name].l2)])]);
  return [
    '', 'errors of the profiles over x, relative to the largest value of each over all times',
    table(['time', ...names.flatMap((name) => [`${name} max`, `${name} l2`])], rows),
  ];
}

const shown = (value: number): string => shownTo(value, 6);
const small = (value: number): string => scientific(value, 3);
