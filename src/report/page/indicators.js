import { column, computedOf, floor, remaps, timeLabel } from './curves.js';

/** @import { Chart, ReportData } from '../nouns.ts' */

/** How well the Galerkin score is doing; nothing for other runs. @param {ReportData} data @returns {Chart[]} */
export function indicators(data) {
  const computed = computedOf(data);
  return [
    {
      id: 'score-residual',
      title: 'Residual of the score',
      note: 'Integration by parts one degree above the score: 1e\u22124 to 3e\u22122 is healthy, 1 is lost.',
      xLabel: timeLabel,
      yLabel: 'residual',
      log: true,
      floor,
      series: column(computed, 'residual', 0, 'score_residual'),
    },
    {
      id: 'determinant',
      title: 'Least determinant of a step',
      note:
        'Of the change of variables of the steps since the output before: 1 moves nothing apart; steps that leave [0.1, ' +
        '10] are halved.',
      xLabel: timeLabel,
      yLabel: 'det',
      series: column(computed, 'least determinant', 1, 'determinant_min'),
    },
    {
      id: 'space',
      title: 'Modes and degree',
      note: 'Modes in x that the lattice still carries, and degree in v of the score. A remap gives back the modes that streaming took.',
      xLabel: timeLabel,
      yLabel: 'number',
      series: [...column(computed, 'modes', 3, 'modes'), ...column(computed, 'degree', 4, 'degree')],
    },
    {
      id: 'remaps',
      title: 'Jumps of the entropy at remaps',
      note: 'Sum of the jumps so far; they are not counted as gained or produced. Marks: rows after a remap.',
      xLabel: timeLabel,
      yLabel: 'sum of jumps',
      series: [...column(computed, 'jumps', 5, 'remap_jump'), ...remaps(computed, (columns) => columns.remap_jump)].filter((_, __, all) =>
        all.some(({ y }) => Array.from(y).some((value) => value !== 0 && Number.isFinite(value))),
      ),
    },
  ];
}
