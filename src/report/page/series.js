import { hasValues, seriesOf, timeLabel, toldApart } from './curves.js';
import { statementCharts } from './statement-charts.js';

/** @import { Chart, Columns, DiagnosticChart, ReportData, Section, Series, SpaceDensity, StudyData } from '../nouns.ts' */

/** Which charts the report shows. Those of diagnostics are described by their records. Runs in the page and under Node. */

/** @param {ReportData} data @returns {Section[]} */
export function sectionsOf(data) {
  const of = (/** @type {DiagnosticChart['section']} */ section) =>
    data.charts.filter((chart) => chart.section === section).map((chart) => diagnosticChart(data, chart));
  const sections = [
    { id: 'pictures', title: 'Pictures', charts: [...(data.density ? [spaceDensity(data.density)] : []), ...of('pictures')] },
    { id: 'entropy', title: 'Conservation and entropy', charts: of('entropy') },
    { id: 'fisher', title: 'Fisher information', charts: of('fisher') },
    { id: 'measured', title: 'Statements', charts: statementCharts(data) },
    { id: 'indicators', title: 'Indicators of the score', charts: of('indicators') },
    { id: 'numerics', title: 'Time stepping', charts: of('numerics') },
  ];
  return sections.map((section) => ({ ...section, charts: section.charts.filter(isDrawn).map(withRunsApart) }))
    .filter(({ charts }) => charts.length > 0);
}

/** Has it a curve that is no bound? @param {Chart} chart */
const isDrawn = ({ series }) => series.some(({ y, bound }) => !bound && hasValues(y));

/** @param {Chart} chart @returns {Chart} */
const withRunsApart = (chart) => ({ ...chart, series: toldApart(chart.series) });

/** Smaller values of a floored chart are drawn here. */
const floor = 1e-17;

/** What a record describes, with the numbers of the runs; without curves where there is nothing to see. @param {ReportData} data
 * @param {DiagnosticChart} chart @returns {Chart} */
function diagnosticChart(data, { id, title, note, yLabel, log, floored, beyond, where, curves }) {
  const isThere = where === undefined || data.runs.some(({ columns }) => columns[where]?.some((value) => value !== 0));
  const series = isThere ? curves.flatMap((curve) => seriesOf(data, curve)) : [];
  const isSeen = beyond === undefined || series.some(({ y }) => Array.from(y).some((value) => Math.abs(value) > beyond));
  return { id, title, note, yLabel, xLabel: timeLabel, log, ...(floored && { floor }), series: isSeen ? series : [] };
}

/** At most eight times, first and last included. @param {SpaceDensity} density @returns {Chart} */
function spaceDensity({ label, source, x, times, values }) {
  const count = Math.min(6, times.length);
  const chosen = [
    ...new Set(Array.from({ length: count }, (_, k) => (count === 1 ? 0 : Math.round((k * (times.length - 1)) / (count - 1))))),
  ];
  return {
    id: 'density', title: 'Density in space',
    note: `\u03c1 along ${label} at times of the snapshots: of ${source}.`, xLabel: label,
    yLabel: '\u03c1',
    series: chosen.map((frame, k) => ({
      label: `t = ${Number(times[frame].toPrecision(4))}`, x, y: values[frame], colour: k,
    })),
  };
}

/**
 * Small multiples of a study: every result against every parameter that varies, one curve for each combination of the
 * other parameters.
 * @param {StudyData} study @returns {Section[]}
 */
export function studySections({ parameters, results, columns }) {
  const varied = parameters.filter(({ column: name }) => new Set(columns[name]).size > 1);
  return varied.map((parameter, p) => ({
    id: `by-${p}`, title: `By ${parameter.name}`,
    charts: results.map((result, r) => ({
      id: `study-${p}-${r}`, title: result, xLabel: parameter.name, yLabel: result,
      note: parameter.column === parameter.name ? '' : parameter.values.map((value, k) => `${k}: ${value}`).join(', '),
      series: studyCurves(columns, varied.filter((other) => other !== parameter), parameter.column, result),
    })).filter(({ series }) => series.some(({ y }) => hasValues(y))),
  }));
}

/** @param {Columns} columns @param {StudyData['parameters']} others @param {string} across @param {string} result @returns {Series[]} */
function studyCurves(columns, others, across, result) {
  const label = (/** @type {number} */ row) => others.map(({ name, column: place, values }) =>
    `${name.split('.').at(-1)} = ${place === name ? columns[name][row] : values[columns[place][row]]}`).join(', ') || result;
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
