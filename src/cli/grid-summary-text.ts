import type { GridSummary } from '../run/grid-run.ts';
import { duration } from './progress.ts';

/** The end of a grid run in a few lines. */
export function gridSummaryText(summary: GridSummary): string {
  const { folder, status, points, steps, seconds, time, drift, entropyGained, entropyRose, genericResidual, fisher, errorEstimate } = summary;
  const rows = [
    ['drift of mass', drift.mass.toExponential(2)],
    ['  momentum', `${drift.momentum.toExponential(2)} of the thermal momentum`],
    ['  energy', drift.energy.toExponential(2)],
    ['entropy gained', `${entropyGained.toPrecision(6)}, ${entropyRose ? 'rising at every output' : 'NOT rising at every output'}`],
    ['S - S(0) - int D dt', genericResidual.toExponential(2)],
    ...Object.entries(fisher).filter(([name]) => name === 'fisher_v' || fisher.fisher_x?.[0] !== 0).map(([name, [first, last]]) => [name, `${first.toPrecision(6)} -> ${last.toPrecision(6)}`]),
    ...(errorEstimate ? errorRows(errorEstimate, fisher.fisher_x?.[0] !== 0) : []),
    ['files', `${folder}/diagnostics.arrow, ${folder}/density.arrow`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    `${status}: t = ${Number(time.toPrecision(6))}, grid of ${points} points, ${steps} steps in ${duration(seconds)}`,
    ...rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    '',
  ].join('\n');
}

/** What the density may be off by, and the part of the time step in the columns people read. */
function errorRows({ timeStep, velocityMesh, positionMesh, box, columns }: NonNullable<GridSummary['errorEstimate']>, inSpace: boolean): string[][] {
  const small = (value: number): string => value.toExponential(1);
  const parts = [`time step ${small(timeStep)}`, `velocity mesh ${small(velocityMesh)}`, ...(inSpace ? [`x mesh ${small(positionMesh)}`] : []), `box ${small(box)}`];
  const read = ['density_mode_x', 'temperature_xx', 'entropy', 'fisher_x', 'fisher_v'].filter((name) => name in columns && (inSpace || name !== 'fisher_x'));
  return [
    ['error of the density', `about ${small(Math.max(timeStep, velocityMesh, positionMesh, box))}, relative (${parts.join(', ')})`],
    ['  of the step, in', read.map((name) => `${name} ${small(columns[name])}`).join(', ')],
  ];
}
