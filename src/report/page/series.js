import { hasValues, seriesOf, timeLabel, toldApart } from './curves.js';
import { statementCharts } from './statement-charts.js';

/** @import { Chart, DiagnosticChart, ReportData, Section, SpaceProfile } from '../nouns.ts' */

/** Which charts the report shows. Those of diagnostics are described by their records. Runs in the page and under Node. */

/** @param {ReportData} data @returns {Section[]} */
export function sectionsOf(data) {
  const of = (/** @type {DiagnosticChart['section']} */ section) =>
    data.charts.filter((chart) => chart.section === section).map((chart) => diagnosticChart(data, chart));
  const sections = [
    { id: 'pictures', title: 'Pictures', charts: [...overSpace(data), ...of('pictures')] },
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

/** The density and the profiles. @param {ReportData} data @returns {Chart[]} */
const overSpace = ({ density, profiles = [] }) => [
  ...(density ? [spaceChart({
    ...density, id: 'density', title: 'Density in space', symbol: '\u03c1',
  }, `\u03c1 along ${density.label} at times of the snapshots: of ${density.source}.`)] : []),
  ...profiles.map((profile) => spaceChart({ ...profile, id: `profile-${profile.id}` }, `${profile.symbol} along x, from profiles.arrow.`)),
];

/** A quantity over x at six times at most, first and last included. @param {SpaceProfile} profile @param {string} note @returns {Chart} */
function spaceChart({ id, title, symbol, x, times, values }, note) {
  const count = Math.min(6, times.length);
  const chosen = [
    ...new Set(Array.from({ length: count }, (_, k) => (count === 1 ? 0 : Math.round((k * (times.length - 1)) / (count - 1))))),
  ];
  return {
    id, title, note, xLabel: 'x', yLabel: symbol,
    series: chosen.map((frame, k) => ({ label: `t = ${Number(times[frame].toPrecision(4))}`, x, y: values[frame], colour: k })),
  };
}
