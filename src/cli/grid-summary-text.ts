import type { GridSummary } from '../run/grid-run.ts';
import { duration } from './progress.ts';

/** The end of a grid run in a few lines. */
export function gridSummaryText({ folder, status, points, steps, seconds, time, drift, entropyGained, entropyRose, genericResidual, fisher }: GridSummary): string {
  const rows = [
    ['drift of mass', drift.mass.toExponential(2)],
    ['  momentum', `${drift.momentum.toExponential(2)} of the thermal momentum`],
    ['  energy', drift.energy.toExponential(2)],
    ['entropy gained', `${entropyGained.toPrecision(6)}, ${entropyRose ? 'rising at every output' : 'NOT rising at every output'}`],
    ['S - S(0) - int D dt', genericResidual.toExponential(2)],
    ...Object.entries(fisher).filter(([name]) => name === 'fisher_v' || fisher.fisher_x?.[0] !== 0).map(([name, [first, last]]) => [name, `${first.toPrecision(6)} -> ${last.toPrecision(6)}`]),
    ['files', `${folder}/diagnostics.arrow, ${folder}/density.arrow`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    `${status}: t = ${Number(time.toPrecision(6))}, grid of ${points} points, ${steps} steps in ${duration(seconds)}`,
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    '',
  ].join('\n');
}
