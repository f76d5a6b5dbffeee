import { timeLabel } from './curves.js';

/** @import { Chart, ReportData, Series, Verdict } from '../nouns.ts' */

/** What the judge measured for each statement, with the bound that it is held against. */

/** Smaller sizes are drawn here. */
const smallest = 1e-17;

/** @param {ReportData} data @returns {Chart[]} */
export const statementCharts = ({ statements = [] }) => statements.filter(({ series }) => series.length > 1).map(statementChart);

/** @param {Verdict} verdict @returns {Chart} */
function statementChart(verdict) {
  const { id, statement, series, drawn = { quantities: { value: 'measured' } } } = verdict;
  const { quantities, bound } = drawn;
  const x = series.map(({ time }) => time);
  const isSize = bound === 'tolerance';
  const values = (/** @type {string} */ name) => series.map((point) => point[name] ?? NaN);
  const present = Object.entries(quantities).filter(([name]) => values(name).some(Number.isFinite));
  const curves = present.map(([name, label], colour) =>
    ({ label, x, y: isSize ? values(name).map(Math.abs) : values(name), colour, marked: x.length < 12 }));
  const isPositive = curves.every(({ y }) => y.every((value) => !(value <= 0)));
  return {
    id: `statement-${id}`, title: id.replaceAll('-', ' '), note: claimOf(statement), xLabel: timeLabel,
    yLabel: present.length === 1 ? present[0][1] : 'value', log: isSize || (bound === 'growth' && isPositive),
    ...(isSize && { floor: smallest }), series: [...curves, ...boundsOf(verdict, curves)],
  };
}

/** @param {Verdict} verdict @param {readonly Series[]} curves @returns {Series[]} */
function boundsOf({ tolerance, series, drawn }, curves) {
  const x = series.map(({ time }) => time);
  const limit = tolerance ?? NaN;
  const bound = drawn?.bound;
  if (bound === undefined) return [];
  if (bound === 'tolerance') return [{ label: 'tolerance', x, y: x.map(() => limit), colour: 'neutral', bound: 'above' }];
  if (bound === 'growth') {
    return curves.map(({ label, y, colour }) => ({
      label: `${label}: doubled`, x, colour, bound: 'above',
      y: Array.from(y, (_, k) => (k === 0 ? NaN : (1 + (limit || 1)) * Math.abs(y[k - 1]))),
    }));
  }
  return /** @type {const} */ (['above', 'below']).flatMap((side) => Object.entries(bound[side] ?? {}).map(([name, entry]) => ({
    label: Object.keys(bound[side] ?? {}).length > 1 ? `bound of ${drawn?.quantities[name]}` : 'bound',
    x, y: series.map((point) => point[entry] ?? NaN), colour: /** @type {const} */ ('neutral'), bound: side,
  }))).filter(({ y }) => y.some(Number.isFinite));
}

/** What is claimed, without how it is measured. @param {string} statement */
export const claimOf = (statement) => statement.replace(/(\. (Measured|Violation|Tolerance|The series)).*$/s, '.');
