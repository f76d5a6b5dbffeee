import { shown } from '../math/shown.ts';
import type { GridSummary } from '../run/grid-run.ts';
import { duration } from './progress.ts';
import { lawRows } from './summary-text.ts';
import { labelled } from './table.ts';

/** The end of a grid run in a few lines. */
export function gridSummaryText(summary: GridSummary): string {
  const { folder, status, points, steps, seconds, time, fisher, errorEstimate } = summary;
  const rows = [
    ...lawRows(summary),
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
