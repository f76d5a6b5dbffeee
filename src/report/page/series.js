import { hasValues, seriesOf, timeLabel, toldApart } from './curves.js';
import { statementCharts } from './statement-charts.js';

/** @import { Chart, DiagnosticChart, ReportData, Section, SpaceProfile } from '../nouns.ts' */

/** Which charts the report shows. Those of diagnostics are described by their records. Runs in the page and under Node. */

/** @param {ReportData} data @returns {Section[]} */
export function sectionsOf(data) {
  const of = (/** @type {DiagnosticChart['section']} */ section) =>
    data.charts.filter((chart) => chart.section === section).map((chart) => diagnosticChart(data, chart));
  const sections = [
    { id: 'pictures', title: 'Pictures', charts: [...(data.profiles ?? []).map(spaceChart), ...of('pictures')] },
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

/**
 * A quantity along x: a colour for each time; compared runs have dashes of their own, exact values are marks.
 * @param {SpaceProfile} profile
 */
function spaceChart({ id, title, note, symbol, along, curves }) {
  const times = [...new Set(curves.map(({ time }) => time))];
  return {
    id, title, note, xLabel: along, yLabel: symbol,
    series: curves.map(({ time, x, y, run, exact, name }) => ({
      label: `t = ${Number(time.toPrecision(4))}${name === undefined ? '' : `, ${name}`}`,
      x, y, colour: times.indexOf(time), run, points: exact,
    })),
  };
}
