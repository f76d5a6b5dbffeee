import { made } from './forms.js';

/** @import { DiagnosticCurve, ReportData, Series } from '../nouns.ts' */

/** Curves from the columns of diagnostics tables. Runs in the page and under Node. */

export const timeLabel = 'time t';

/** @param {ArrayLike<number>} values */
export const hasValues = (values) => Array.from(values).some((value) => Number.isFinite(value));

/**
 * One curve for each run that has the columns it is made of. The run itself is a line, every compared run has dashes of its own,
 * exact values are marks. A bound is that of the run itself.
 * @param {ReportData} data @param {DiagnosticCurve} curve @returns {Series[]}
 */
export function seriesOf(data, { label, colour, columns, besides = [], form, computed, broad }) {
  const isBound = form === 'least Fisher';
  const runs = data.runs.filter((run, k) => (isBound ? k === 0 : !(computed && run.role === 'exact')));
  return runs.filter((run) => ['time', ...columns].every((name) => run.columns[name])).map((run) => ({
    label: run.role === 'run' ? label : `${label}, ${run.name}`,
    x: run.columns.time,
    y: made(form, columns.map((name) => run.columns[name]), besides.flatMap((name) => run.columns[name] ? [run.columns[name]] : []), data),
    ...(isBound ? { colour: /** @type {const} */ ('neutral'), bound: /** @type {const} */ ('below') } : {
      colour, broad, run: comparedOf(data).indexOf(run) + 1, points: run.role === 'exact' || Boolean(form?.startsWith('marks')),
    }),
  })).filter(({ y }) => hasValues(y));
}

/** @param {ReportData} data */
const comparedOf = ({ runs }) => runs.filter(({ role }) => role === 'compared');

/** Colours of compared runs, where a chart shows one quantity only. */
const runColours = [1, 2, 3, 5, 7, 8, 4, 0];

/**
 * Curves of several runs told apart: by colour where the chart has one quantity; where it has more, colours are those of the
 * quantities, and the dashes tell the runs.
 * @param {readonly Series[]} series @returns {readonly Series[]}
 */
export function toldApart(series) {
  const own = series.filter(({ run, points, bound }) => !run && !points && !bound);
  if (own.length !== 1) return series;
  const free = runColours.filter((colour) => colour !== own[0].colour);
  return series.map((one) => (one.run ? { ...one, colour: free[(one.run - 1) % free.length] } : one));
}
