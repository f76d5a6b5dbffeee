import { hasValues } from './curves.js';
import { sectionsOf } from './series.js';

/** @import { Chart, Columns, Section, Series, StudyData } from '../nouns.ts' */

/** The charts of a study: its runs over each other, and every result against every parameter. */

/** Sections of a run's page whose charts tell of the solution. */
const solution = ['pictures', 'entropy', 'fisher'];
/** Charts of these that show what is zero but for rounding. */
const rounding = ['conservation', 'entropy-balance'];

/** @param {StudyData} study @returns {Section[]} */
export const studySections = (study) => [...overTime(study), ...byParameter(study)];

/** A chart for every curve that a run's page has of the solution, with all runs in it. @param {StudyData} study @returns {Section[]} */
function overTime({ runs }) {
  if (!runs || runs.series.length === 0) return [];
  const names = runs.series.map(({ name }) => name);
  const data = { charts: runs.charts, runs: runs.series };
  const charts = sectionsOf(data).filter(({ id }) => solution.includes(id)).flatMap((section) => section.charts)
    .filter(({ id }) => !rounding.includes(id)).flatMap((chart) => onePerCurve(chart, names));
  return charts.length === 0 ? [] : [{ id: 'over-time', title: 'Over time', charts }];
}

/** @param {Chart} chart @param {readonly string[]} names of the runs @returns {Chart[]} */
function onePerCurve(chart, names) {
  const curves = chart.series.filter(({ bound, points }) => !bound && !points);
  const own = curves.filter(({ run }) => !run);
  return own.map((first, k) => {
    // Curves of other runs are named after the run's own: `I_x, name`.
    const series = curves.filter(({ run, label }) => (run ? label === `${first.label}, ${names[run]}` : label === first.label));
    return {
      ...chart, id: `over-time-${chart.id}${own.length > 1 ? `-${k}` : ''}`,
      title: own.length > 1 ? `${chart.title}: ${first.label}` : chart.title,
      note: '', yLabel: own.length > 1 ? first.label : chart.yLabel,
      // A run has its colour throughout the page.
      series: series.map((one) => ({ ...one, label: names[one.run ?? 0], colour: one.run ?? 0, broad: false })),
    };
  });
}

/**
 * Small multiples: every result against every parameter that varies, one curve for each combination of the others.
 * @param {StudyData} study @returns {Section[]}
 */
function byParameter({ parameters, results, columns, notes }) {
  const varied = parameters.filter(({ column: name }) => new Set(columns[name]).size > 1);
  return varied.map((parameter, p) => ({
    id: `by-${p}`, title: `By ${parameter.name}`,
    charts: results.map((result, r) => ({
      id: `study-${p}-${r}`, title: result.replaceAll(/[_-]/g, ' '), xLabel: parameter.name.replaceAll('_', ' '),
      yLabel: 'at the last output',
      note: [
        notes?.[result], parameter.column === parameter.name ? '' : parameter.values.map((value, k) => `${k}: ${value}`).join(', '),
      ].filter(Boolean).join('; '),
      series: studyCurves(columns, varied.filter((other) => other !== parameter), parameter.column, result),
    })).filter(({ series }) => series.some(({ y }) => hasValues(y))),
  }));
}

/** @param {Columns} columns @param {StudyData['parameters']} others @param {string} across @param {string} result @returns {Series[]} */
function studyCurves(columns, others, across, result) {
  const label = (/** @type {number} */ row) => others.map(({ name, column: place, values }) =>
    `${name.split('.').at(-1)} = ${place === name ? columns[name][row] : values[columns[place][row]]}`).join(', ') || 'all runs';
  const rows = columns[across].map((_, row) => row).sort((a, b) => columns[across][a] - columns[across][b]);
  const labels = [...new Set(columns[across].map((_, row) => label(row)))];
  return labels.map((text, k) => {
    const own = rows.filter((row) => label(row) === text);
    return {
      label: text, x: own.map((row) => columns[across][row]), y: own.map((row) => columns[result][row]), colour: k % 9,
      marked: true,
    };
  });
}
