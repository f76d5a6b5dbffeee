import type { Comparison } from '../judge/compare.ts';
import { table } from './table.ts';

/** Density errors and differences of the diagnostics, a line an output time. */
export function comparisonText({ folder, reference, mesh, note, times }: Comparison): string {
  const parts = [`${folder} against ${reference}`];
  if (times.length === 0) return `${parts[0]}: no output time in common\n`;
  if (note) parts.push(note);
  const dense = times.flatMap(({ time, density }) => (density ? [[shown(time), ...[density.linf, density.l1, density.l2].map(small)]] : []));
  if (dense.length > 0) parts.push('', `relative errors of the density (${mesh})`, table(['time', 'linf', 'l1', 'l2'], dense));
  else parts.push('', 'no density in both: diagnostics only');
  const columns = [...new Set(times.flatMap(({ diagnostics }) => Object.keys(diagnostics)))];
  parts.push('', 'differences of the diagnostics');
  // Narrow enough for a terminal: some columns at a time.
  for (let first = 0; first < columns.length; first += 6) {
    const some = columns.slice(first, first + 6);
    parts.push(table(['time', ...some], times.map(({ time, diagnostics }) => [shown(time), ...some.map((name) => (diagnostics[name] ? small(diagnostics[name].difference) : ''))])), '');
  }
  return `${parts.join('\n')}\n`;
}

const shown = (value: number): string => String(Number(value.toPrecision(6)));
const small = (value: number): string => (value === 0 ? '0' : value.toExponential(3));
