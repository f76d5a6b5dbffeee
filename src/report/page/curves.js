/** @import { Columns, ReportData, RunSeries, Series } from '../nouns.ts' */

/** Curves from the columns of diagnostics tables. Runs in the page and under Node. */

export const floor = 1e-17;
export const timeLabel = 'time t';

/** @param {ArrayLike<number>} values */
export const hasValues = (values) => Array.from(values).some((value) => Number.isFinite(value));

/**
 * One curve of `curve` for each run that has the columns it asks for. The run itself is a line, every compared run has dashes of
 * its own, exact values are marks.
 * @param {ReportData} data @param {string} label @param {number} colour
 * @param {readonly string[]} needed @param {(columns: Columns, run: RunSeries) => readonly number[]} curve
 * @returns {Series[]}
 */
export function curves(data, label, colour, needed, curve) {
  return data.runs.filter(({ columns }) => ['time', ...needed].every((name) => columns[name])).map((run) => ({
    label: run.role === 'run' ? label : `${label}, ${run.name}`,
    x: run.columns.time, y: curve(run.columns, run), colour,
    run: comparedOf(data).indexOf(run) + 1, points: run.role === 'exact',
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

/** A column as it stands in the file. @param {ReportData} data @param {string} label @param {number} colour @param {string} name */
export const column = (data, label, colour, name) => curves(data, label, colour, [name], (columns) => columns[name]);

/** @param {ReportData} data @returns {ReportData} */
export const computedOf = (data) => ({ ...data, runs: data.runs.filter(({ role }) => role !== 'exact') });

/** @param {Columns} columns */
export const gained = ({ entropy }) => entropy.map((value) => value - entropy[0]);

/** Sum of the jumps so far, at resets of a label and at remaps. @param {Columns} columns */
export const jumps = (columns) => columns.time.map((_, k) => (columns.label_jump?.[k] ?? 0) + (columns.remap_jump?.[k] ?? 0));

/**
 * Marks on a curve at the rows before which a remap moved the entropy. @param {ReportData} data @param {(columns:
 * Columns) => readonly number[]} curve @returns {Series[]}
 */
export const remaps = (data, curve) => curves(data, 'remaps', 2, ['entropy', 'remap_jump'], (columns) => {
  const values = curve(columns);
  return columns.remap_jump.map((jump, k) => (k > 0 && jump !== columns.remap_jump[k - 1] ? values[k] : NaN));
}).map((series) => ({ ...series, points: true }));
