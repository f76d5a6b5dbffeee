/** @import { DiagnosticCurve, ReportData } from '../nouns.ts' */

/** What is made of columns to draw them, by name. Runs in the page and under Node. */

/** @typedef {readonly number[]} Values */
/** @typedef {(columns: readonly Values[], besides: readonly Values[], data: ReportData) => Values} Form */

/** @param {Values} values */
const sinceStart = (values) => values.map((value) => value - values[0]);

/** Only the rows before which the second column jumped. @param {Values} values @param {Values} sum */
const whereJumped = (values, sum) => values.map((value, k) => (k > 0 && sum[k] !== sum[k - 1] ? value : NaN));

/** Moduli below this are those of no wave but of rounding. */
const noWave = 1e-9;

/**
 * An angle that goes on without jumps of a whole turn; nothing where its modulus is rounding.
 * @param {Values} angles @param {Values} moduli
 */
function unwound(angles, moduli) {
  let last = 0;
  return angles.map((angle, k) => {
    if (!(moduli[k] > noWave)) return NaN;
    last = angle + 2 * Math.PI * Math.round((last - angle) / (2 * Math.PI));
    return last;
  });
}

/** @type {Readonly<Record<NonNullable<DiagnosticCurve['form']>, Form>>} */
const forms = {
  angle: ([angles, moduli]) => unwound(angles, moduli),
  size: ([values]) => values.map(Math.abs),
  positive: ([values]) => values.map((value) => (value > 0 ? value : NaN)),
  gain: ([values]) => sinceStart(values),
  'relative drift': ([values]) => values.map((value) => Math.abs(value - values[0]) / Math.abs(values[0])),
  // Relative to the thermal momentum.
  'thermal drift': ([mass, energy, ...momenta]) =>
    mass.map((_, k) => Math.hypot(...momenta.map((values) => values[k] - values[0])) / Math.sqrt(2 * energy[0] * mass[0])),
  // The entropy that was produced: what was gained but for the residual and the jumps so far.
  'expected gain': ([entropy, residual], jumps) =>
    sinceStart(entropy).map((value, k) => value - residual[k] - jumps.reduce((sum, values) => sum + values[k], 0)),
  marks: ([values, sum]) => whereJumped(values, sum),
  'marks on the gain': ([values, sum]) => whereJumped(sinceStart(values), sum),
  // d * mass / T, T that of the initial data where they are known, else the mean of the diagonal of the temperature tensor.
  'least Fisher': ([mass, ...diagonal], _, { fisherFloor }) =>
    mass.map((m, k) => fisherFloor ?? (m * diagonal.length ** 2) / diagonal.reduce((sum, values) => sum + values[k], 0)),
};

/** @param {DiagnosticCurve['form']} form @param {readonly Values[]} columns @param {readonly Values[]} besides @param {ReportData} data */
export const made = (form, columns, besides, data) => (form ? forms[form](columns, besides, data) : columns[0]);
