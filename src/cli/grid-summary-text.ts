import { shown } from '../math/shown.ts';
import { toldBy } from '../run/summary.ts';
import type { GridSummary } from '../run/grid-run.ts';
import { duration } from './progress.ts';
import { labelled } from './table.ts';

/** The end of a grid run in a few lines. */
export function gridSummaryText(summary: GridSummary): string {
  const { folder, status, points, steps, seconds, time, drift, fisher, errorEstimate } = summary;
  const { entropyGained, entropyRose, genericResidual } = summary;
  const rows = [
    ['drift of mass', drift.mass.toExponential(2)],
    ['  momentum', `${drift.momentum.toExponential(2)} of the thermal momentum`],
    ['  energy', drift.energy.toExponential(2)],
    ['entropy gained', `${entropyGained.toPrecision(6)}, ${entropyRose ? 'rising at every output' : 'NOT rising at every output'}`],
    ['S - S(0) - int D dt', genericResidual.toExponential(2)],
    ...toldBy(summary).map(([name, [first, last]]) => [name, `${first.toPrecision(6)} -> ${last.toPrecision(6)}`]),
    ...(errorEstimate ? errorRows(errorEstimate, fisher.fisher_x?.[0] !== 0) : []),
    ['files', `${folder}/diagnostics.arrow, ${folder}/density.arrow`],
  ];
  return [
    `${status}: t = ${shown(time)}, grid of ${points} points, ${steps} steps in ${duration(seconds)}`,
    ...labelled(rows),
    '',
  ].join('\n');
}

/** What the density may be off by, and the part of the time step in the columns people read. */
function errorRows({ columns, ...parts }: NonNullable<GridSummary['errorEstimate']>, inSpace: boolean): string[][] {
  const small = (value: number): string => value.toExponential(1);
  const { timeStep, velocityMesh, positionMesh, box } = parts;
  const named = { 'time step': timeStep, 'velocity mesh': velocityMesh, ...(inSpace && { 'x mesh': positionMesh }), box };
  const listed = Object.entries(named).map(([name, value]) => `${name} ${small(value)}`).join(', ');
  const wanted = ['density_mode_x', 'temperature_xx', 'entropy', ...(inSpace ? ['fisher_x'] : []), 'fisher_v'];
  const read = wanted.filter((name) => name in columns);
  return [
    ['error of the density', `about ${small(Math.max(...Object.values(named)))}, relative (${listed})`],
    ['  of the step, in', read.map((name) => `${name} ${small(columns[name])}`).join(', ')],
  ];
}
