import { column, computedOf, curves, floor, gained, hasValues, jumps, remaps, timeLabel, toldApart } from './curves.js';
import { indicators } from './indicators.js';

/** @import { Chart, Columns, ReportData, Section, Series, SpaceDensity, StudyData } from '../nouns.ts' */

/** Which curves the report shows: from the columns of diagnostics tables to charts. Runs in the page and under Node. */

/** @param {ReportData} data @returns {Section[]} */
export function sectionsOf(data) {
  const sections = [
    {
      id: 'pictures', title: 'Pictures',
      charts: [
        ...(data.density ? [spaceDensity(data.density)] : []),
        densityModes(data), temperatures(data), shears(data), densityMaximum(data),
      ],
    },
    { id: 'entropy', title: 'Conservation and entropy', charts: [drifts(data), entropyGain(data), production(data), balance(data)] },
    { id: 'fisher', title: 'Fisher information', charts: [fisherX(data), fisherV(data), fisherMixed(data)] },
    { id: 'measured', title: 'Statements, measured', charts: statements(data) },
    { id: 'indicators', title: 'Indicators of the score', charts: indicators(data) },
    { id: 'numerics', title: 'Time stepping', charts: [steps(data), iterations(data)] },
  ];
  return sections.map((section) => ({ ...section, charts: section.charts.filter(isDrawn).map(withRunsApart) }))
    .filter(({ charts }) => charts.length > 0);
}

/** Has it a curve that is no bound? @param {Chart} chart */
const isDrawn = ({ series }) => series.some(({ y, bound }) => !bound && hasValues(y));

/** @param {Chart} chart @returns {Chart} */
const withRunsApart = (chart) => ({ ...chart, series: toldApart(chart.series) });

/** @param {ReportData} data @param {string} prefix @returns {string[]} names of columns of any run */
const names = (data, prefix) =>
  [...new Set(data.runs.flatMap(({ columns }) => Object.keys(columns)))].filter((name) => name.startsWith(prefix));

/** @param {ReportData} data @param {string} label @param {number} colour @param {string} name */
function relativeDrift(data, label, colour, name) {
  return curves({ ...data, runs: data.runs.filter(({ role }) => role !== 'exact') }, label, colour, [name],
    (columns) => columns[name].map((value) => Math.abs(value - columns[name][0]) / Math.abs(columns[name][0])));
}

/** @param {ReportData} data @returns {Chart} */
function drifts(data) {
  const momenta = names(data, 'momentum_');
  const computed = { ...data, runs: data.runs.filter(({ role }) => role !== 'exact') };
  return {
    id: 'conservation', title: 'Drift of the conserved quantities',
    note:
      'Relative to the first value; momentum relative to the thermal momentum \u221a(2 \u00b7 energy \u00b7 mass). Drifts below ' +
      '1e\u221217, zero included, are drawn at 1e\u221217.',
    xLabel: timeLabel, yLabel: 'relative drift', log: true, floor,
    series: [
      ...relativeDrift(data, 'mass', 0, 'mass'),
      ...curves(computed, 'momentum', 1, ['mass', 'energy', ...momenta], (columns) =>
        columns.time.map(
          (_, k) =>
            Math.hypot(...momenta.map((name) => columns[name][k] - columns[name][0])) / Math.sqrt(2 * columns.energy[0] * columns.mass[0]),
        ),
      ),
      ...relativeDrift(data, 'energy', 2, 'energy'),
    ],
  };
}

/** @param {ReportData} data @returns {Chart} */
function entropyGain(data) {
  return {
    id: 'entropy', title: 'Entropy gained and its production',
    note:
      'S(t) \u2212 S(0) and \u222bD dt must agree, apart from jumps at remaps (marked) and resets of a label: the entropy balance (2.41) ' +
      'of Theorem 2. The integral is the time scheme\u2019s own quadrature.',
    xLabel: timeLabel, yLabel: 'S(t) \u2212 S(0)',
    series: [
      ...curves(data, 'S(t) \u2212 S(0)', 0, ['entropy'], gained).map((series) => ({ ...series, broad: true })),
      ...curves(data, '\u222bD dt', 1, ['entropy', 'generic_residual'], (columns) =>
        gained(columns).map((value, k) => value - columns.generic_residual[k] - jumps(columns)[k]),
      ),
      ...remaps(data, gained),
    ],
  };
}

/** @param {ReportData} data @returns {Chart} */
function production(data) {
  return {
    id: 'entropy-production', title: 'Entropy production D',
    note: 'D = dS/dt is never negative, and zero at equilibrium alone.',
    xLabel: timeLabel, yLabel: 'D', log: true, series: column(data, 'D', 0, 'entropy_production'),
  };
}

/** @param {ReportData} data @returns {Chart} */
function balance(data) {
  return {
    id: 'entropy-balance', title: 'Residual of the entropy balance',
    note: '|S(t) \u2212 S(0) \u2212 \u222bD dt|: rounding for the discrete-gradient scheme, time step error for the others.',
    xLabel: timeLabel, yLabel: 'residual', log: true, floor,
    series: curves(data, '|residual|', 2, ['generic_residual'], (columns) => columns.generic_residual.map((value) => Math.abs(value))),
  };
}

/** Do the particles of the run itself carry f? @param {ReportData} data */
const carried = ({ runs }) => runs[0].columns.score_residual !== undefined;

/** @param {ReportData} data */
const lowerBounds = (data) => (carried(data) ? ' Of the fitted score: a lower bound, as good as the score\u2019s residual is small.' : '');

/** @param {ReportData} data @returns {Chart} */
function fisherX(data) {
  return {
    id: 'fisher-x', title: 'Fisher information in position',
    note: `I_x = \u222b|\u2207_x f|\u00b2/f. Theorem 4: never rises when \u03ba is constant.${lowerBounds(data)}`,
    xLabel: timeLabel, yLabel: 'I_x',
    series: column(data, 'I_x', 0, 'fisher_x').filter(({ y }) => Array.from(y).some((value) => value !== 0)),
  };
}

/** @param {ReportData} data @returns {Chart} */
function fisherV(data) {
  return {
    id: 'fisher-v', title: 'Fisher information in velocity',
    note: `I_v = \u222b|\u2207_v f|\u00b2/f; its floor d\u00b7mass/T is reached by a Maxwellian of the total temperature T.${lowerBounds(data)}`,
    xLabel: timeLabel, yLabel: 'I_v', series: [...column(data, 'I_v', 1, 'fisher_v'), ...fisherFloor(data)],
  };
}

/** @param {ReportData} data @returns {Chart} */
function fisherMixed(data) {
  const inSpace = data.runs.some(({ columns }) => columns.fisher_x?.some((value) => value !== 0));
  return {
    id: 'fisher-mixed', title: 'Mixed Fisher information',
    note:
      'I_mixed = \u222b|(t\u2207_x + \u2207_v) f|\u00b2/f, and the same with the relaxed time (1 \u2212 ' +
      'exp(\u2212\u03bdt))/\u03bd. Theorem 5 says that I_mixed never rises for constant \u03ba and \u03b3 = 0; the ' +
      `Cram\u00e9r\u2013Rao floor d\u00b7mass/T bounds it from below.${lowerBounds(data)}`,
    xLabel: timeLabel, yLabel: 'I_mixed',
    series: inSpace
      ? [...column(data, 'I_mixed', 3, 'fisher_mixed'), ...column(data, 'relaxed', 4, 'fisher_mixed_relaxed'), ...fisherFloor(data)]
      : [],
  };
}

/**
 * d * mass / T, T that of the initial data where they are known, else the mean of the diagonal of the temperature
 * tensor. @param {ReportData} data @returns {Series[]}
 */
function fisherFloor(data) {
  const { columns } = data.runs[0];
  const diagonal = ['temperature_xx', 'temperature_yy', 'temperature_zz'].slice(0, data.velocities).map((name) => columns[name]);
  const known = data.fisherFloor;
  if (known === undefined && (!columns.mass || diagonal.some((values) => !values))) return [];
  const y = columns.time.map(
    (_, k) => known ?? (columns.mass[k] * data.velocities ** 2) / diagonal.reduce((sum, values) => sum + values[k], 0),
  );
  return [{ label: 'Cram\u00e9r\u2013Rao floor', x: columns.time, y, colour: 'neutral', bound: 'below' }];
}

/** @param {ReportData} data @returns {Chart} */
function densityModes(data) {
  return {
    id: 'density-mode', title: 'First Fourier mode of the density',
    note:
      'Modulus of \u222b\u222b f exp(\u2212ikx), k = 2\u03c0/length, over the mass: the density wave, which phase mixing and ' +
      'collisions drain.',
    xLabel: timeLabel, yLabel: 'density mode', log: true,
    series: names(data, 'density_mode_').flatMap((name, k) => column(data, name.replace('density_mode_', 'axis '), k, name)),
  };
}

/** @param {ReportData} data @returns {Chart} */
function temperatures(data) {
  return {
    id: 'temperature', title: 'Temperature tensor',
    note: 'T = \u03a3 w (v \u2212 u)(v \u2212 u) / mass. Its trace is conserved; collisions make it isotropic.',
    xLabel: timeLabel, yLabel: 'temperature',
    series: names(data, 'temperature_')
      .filter((name) => name.at(-1) === name.at(-2))
      .flatMap((name, k) => column(data, name.replace('temperature_', 'T_'), k, name)),
  };
}

/** Left out where it is rounding. @param {ReportData} data @returns {Chart} */
function shears(data) {
  const offDiagonal = names(data, 'temperature_').filter((name) => name.at(-1) !== name.at(-2));
  const series = offDiagonal.flatMap((name, k) => column(data, name.replace('temperature_', 'T_'), k + 3, name));
  return {
    id: 'temperature-shear', title: 'Temperature tensor off its diagonal',
    note: 'Zero by symmetry in many scenarios, and then not shown.', xLabel: timeLabel, yLabel: 'temperature',
    series: series.some(({ y }) => Array.from(y).some((value) => Math.abs(value) > 1e-10)) ? series : [],
  };
}

/** @param {ReportData} data @returns {Chart} */
function densityMaximum(data) {
  return {
    id: 'density-max', title: carried(data) ? 'Largest density' : 'Largest smoothed density',
    note: `Largest value of ${carried(data) ? 'f, carried by the particles,' : 'the smoothed f'} at a particle: stays bounded (Lemma 6).`,
    xLabel: timeLabel, yLabel: 'max f', series: column(data, 'max f', 5, 'density_max'),
  };
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

/** @param {ReportData} data @returns {Chart} */
function steps(data) {
  return {
    id: 'step', title: 'Time step', note: 'Length of the last time step before each output.', xLabel: timeLabel, yLabel: 'step',
    series: curves(computedOf(data), 'step', 0, ['step'], (columns) => columns.step.map((step) => (step > 0 ? step : NaN))),
  };
}

/** @param {ReportData} data @returns {Chart} */
function iterations(data) {
  return {
    id: 'iterations', title: 'Work of a collision step',
    note: 'Mean solver iterations, or stages, of a collision step since the output before.', xLabel: timeLabel,
    yLabel: 'iterations',
    series: curves(computedOf(data), 'iterations', 2, ['iterations'], (columns) =>
      columns.iterations.map((count) => (count > 0 ? count : NaN)),
    ),
  };
}

/** Statements whose measure is a chart of its own already. */
const drawnAlready = ['mass', 'momentum', 'energy', 'entropy-increase', 'entropy-balance'];

/** What the judge measured for each other statement. @param {ReportData} data @returns {Chart[]} */
function statements({ statements: verdicts = [] }) {
  return verdicts
    .filter(({ id, series }) => series.length > 1 && !drawnAlready.includes(id))
    .map(({ id, statement, verdict, series }) => ({
      id: `statement-${id}`, title: `${id}: ${verdict.replace('-', ' ')}`,
      note: statement.replace(/(\. Measured|\. Violation|\. Tolerance).*$/s, '.'), xLabel: timeLabel, yLabel: 'measured',
      series: [{ label: 'measured', x: series.map(({ time }) => time), y: series.map(({ value }) => value ?? NaN), colour: 0 }],
    }));
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
