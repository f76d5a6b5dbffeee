import { escaped, linearTicks, logTicks, svgText } from './numbers.js';

/** @import { Chart, Layout, Series, View } from '../nouns.ts' */

/**
 * Draws charts as SVG text. The same lines run in the page, where they are drawn again for every zoom, and under Node
 * for the static figures; colours come from style sheets through the classes `s0`, `s1`, ...
 */

/** @param {Chart} chart @param {Series} series @param {number} k */
export function valueAt(chart, series, k) {
  const value = series.y[k];
  if (!chart.log) return value;
  const floor = chart.floor ?? 0;
  return value <= floor ? (floor > 0 ? floor : NaN) : value;
}

/**
 * Ranges, ticks and scales. Every visible series that has a value in the range of x counts for the range of y.
 * @param {Chart} chart @param {View} view
 * @returns {Layout}
 */
export function layoutOf(chart, view) {
  const shown = chart.series.filter(({ label }) => !view.hidden?.has(label));
  const xRange = view.x ?? extent(chart.series.flatMap(({ x }) => [extent(Array.from(x))]).flat(), 0);
  const valuesOf = (/** @type {readonly Series[]} */ list) => list.flatMap((series) =>
    Array.from(series.x, (x, k) => (x >= xRange[0] && x <= xRange[1] ? valueAt(chart, series, k) : NaN)),
  );
  const values = valuesOf(shown.filter(({ bound }) => !bound));
  const yRange = view.y ?? withBounds(chart, values, valuesOf(shown.filter(({ bound }) => bound)));
  const { width, height } = view;
  // The name of the ordinate stands level above its axis.
  const top = view.complete ? 50 + 16 * legendRows(chart, width).length : 26;
  const bottom = height - 40;
  const yMost = Math.max(2, Math.floor((bottom - top) / 38));
  const yTicks = chart.log ? logTicks(yRange[0], yRange[1], yMost) : linearTicks(yRange[0], yRange[1], yMost);
  const left = 12 + 7 * Math.max(3, ...yTicks.map(({ text }) => text.length));
  const right = width - 14;
  const scaleY = chart.log ? Math.log10 : (/** @type {number} */ y) => y;
  const [low, high] = yRange.map(scaleY);
  return {
    width, height, left, right, top, bottom, xRange, yRange, yTicks,
    xTicks: linearTicks(xRange[0], xRange[1], Math.max(2, Math.floor((right - left) / 52))),
    toX: (x) => left + ((x - xRange[0]) / (xRange[1] - xRange[0])) * (right - left),
    toY: (y) => bottom - ((scaleY(y) - low) / (high - low)) * (bottom - top),
    fromX: (pixel) => xRange[0] + ((pixel - left) / (right - left)) * (xRange[1] - xRange[0]),
  };
}

/**
 * @param {Chart} chart @param {View} view @param {Layout} layout
 * @param {string} under SVG that fills the chart, instead of a grid
 */
export function chartSvg(chart, view, layout = layoutOf(chart, view), under = '') {
  const { width, height, left, right, top, bottom, xTicks, yTicks, toX, toY } = layout;
  const line = (/** @type {string} */ path) => (under ? '' : `<path class="grid" d="${path}"/>`);
  const clip = `clip-${chart.id}`;
  const shown = chart.series.filter(({ label }) => !view.hidden?.has(label));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`,
    ` aria-label="${escaped(`${chart.title}. ${chart.note}`)}">`,
    `<clipPath id="${clip}"><rect x="${left - 3}" y="${top - 3}" width="${right - left + 6}" height="${bottom - top + 6}"/></clipPath>`,
    ...(view.complete ? heading(chart, width) : []),
    under && `<g clip-path="url(#${clip})">${under}</g>`,
    ...yTicks.flatMap(({ value, text }) => [
      line(`M${left} ${at(toY(value))}H${right}`),
      `<text class="tick" x="${left - 6}" y="${at(toY(value) + 4)}" text-anchor="end">${text}</text>`,
    ]),
    ...xTicks.flatMap(({ value, text }) => [
      line(`M${at(toX(value))} ${top}V${bottom}`),
      `<text class="tick" x="${at(toX(value))}" y="${bottom + 16}" text-anchor="middle">${text}</text>`,
    ]),
    `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>`,
    `<text class="name" x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">${svgText(chart.xLabel)}</text>`,
    `<text class="name" x="2" y="${top - 11}">${svgText(chart.yLabel)}</text>`,
    `<g clip-path="url(#${clip})">`,
    // Of several bounds each is that of one curve: what lies beyond it is no part of the plot that one could shade.
    ...(shown.filter(({ bound }) => bound).length === 1 ? shown : []).map((series) => forbiddenSvg(chart, series, layout)),
    ...shown.map((series) => seriesSvg(chart, series, layout)),
    '</g></svg>',
  ].join('');
}

/**
 * Points of a curve in pixels, one list for each unbroken piece.
 * @param {Chart} chart @param {Series} series @param {Layout} layout
 */
function piecesOf(chart, series, { toX, toY }) {
  /** @type {[number, number][][]} */
  const pieces = [];
  let broken = true;
  for (let k = 0; k < series.x.length; k++) {
    const x = toX(series.x[k]);
    const y = toY(valueAt(chart, series, k));
    const drawn = Number.isFinite(x) && Number.isFinite(y);
    if (drawn && broken) pieces.push([]);
    if (drawn) pieces[pieces.length - 1].push([at(x), at(y)]);
    broken = !drawn;
  }
  return pieces;
}

/** @param {readonly (readonly [number, number])[]} piece */
const pathOf = (piece) => piece.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x} ${y}`).join('');

/** @param {Chart} chart @param {Series} series @param {Layout} layout */
function seriesSvg(chart, series, layout) {
  const pieces = piecesOf(chart, series, layout);
  // Few values are shown as values; a curve of one value would not be seen at all.
  const isMarked = series.points || series.marked || series.x.length <= 1;
  const marks = isMarked ? pieces.flat().map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3"/>`).join('') : '';
  const dots = `<g class="marks s${series.colour}">${marks}</g>`;
  return series.points ? dots : `<path class="${strokeOf(series)}" d="${pieces.map(pathOf).join('')}"/>${dots}`;
}

/** What lies beyond a bound, shaded. @param {Chart} chart @param {Series} series @param {Layout} layout */
function forbiddenSvg(chart, series, layout) {
  if (!series.bound) return '';
  const edge = series.bound === 'above' ? layout.top - 3 : layout.bottom + 3;
  return piecesOf(chart, series, layout).filter((piece) => piece.length > 1)
    .map((piece) => `<path class="forbidden" d="${pathOf(piece)}L${piece[piece.length - 1][0]} ${edge}H${piece[0][0]}z"/>`).join('');
}

/** Classes of a curve: its colour, the run it is of, and its kind. @param {Series} series */
const strokeOf = ({ colour, run, broad, bound }) =>
  `line s${colour}${run ? ` r${1 + ((run - 1) % 4)}` : ''}${broad ? ' broad' : ''}${bound ? ' bound' : ''}`;

/** A key for a series: a stroke or a mark, 22 wide. @param {Series} series @param {number} x @param {number} y */
export function keySvg(series, x, y) {
  return series.points
    ? `<g class="marks s${series.colour}"><circle cx="${x + 11}" cy="${y}" r="3"/></g>`
    : `<path class="${strokeOf(series)}" d="M${x} ${y}h22"/>`;
}

/** Title and legend of a static figure. @param {Chart} chart @param {number} width */
function heading(chart, width) {
  const rows = legendRows(chart, width);
  return [
    `<text class="title" x="14" y="20">${svgText(chart.title)}</text>`,
    ...rows.flatMap((row, r) =>
      row.map(
        ({ series, x }) =>
          `${keySvg(series, x, 36 + 16 * r)}<text class="tick" x="${x + 27}" y="${40 + 16 * r}">${svgText(series.label)}</text>`,
      ),
    ),
  ];
}

/** @param {Chart} chart @param {number} width @returns {{ series: Series, x: number }[][]} */
function legendRows(chart, width) {
  /** @type {{ series: Series, x: number }[][]} */
  const rows = [];
  let x = Infinity;
  for (const series of chart.series) {
    const wide = 44 + 6.4 * series.label.length;
    if (x + wide > width) {
      rows.push([]);
      x = 14;
    }
    rows[rows.length - 1].push({ series, x });
    x += wide;
  }
  return rows;
}

/** Parts of the height that the curves keep at least, linear and in decades, when a bound lies far from them. */
const least = { linear: 0.4, logarithmic: 0.2 };

/**
 * The range of the curves, and of their bounds where these do not lie so far off that the curves would be squashed.
 * @param {Chart} chart @param {readonly number[]} values @param {readonly number[]} bounds
 */
function withBounds(chart, values, bounds) {
  const rangeOf = (/** @type {readonly number[]} */ list) => (chart.log ? logExtent(list, chart.floor) : extent(list, 0.06));
  const scale = chart.log ? Math.log10 : (/** @type {number} */ y) => y;
  const alone = rangeOf(values);
  const room = (scale(alone[1]) - scale(alone[0])) / (chart.log ? least.logarithmic : least.linear);
  const near = bounds.filter((y) => Math.max(scale(y), scale(alone[1])) - Math.min(scale(y), scale(alone[0])) <= room);
  return near.length === 0 ? alone : rangeOf([...values, ...near]);
}

/** Pixels to a hundredth. @param {number} pixel */
const at = (pixel) => Math.round(pixel * 100) / 100;

/** @param {readonly number[]} values @param {number} [pad] @returns {[number, number]} */
function extent(values, pad = 0) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high && value < Infinity) high = value;
  }
  if (!(low <= high)) return [0, 1];
  // A constant is a level line with room around it, not noise blown up to the last bit.
  const least = Math.max(Math.abs(low), Math.abs(high)) * 1e-9 || 1e-300;
  if (high - low < least) return low === 0 ? [-1, 1] : [low - Math.abs(low) * 0.05, high + Math.abs(high) * 0.05];
  const room = pad * (high - low);
  return [low - room, high + room];
}

/**
 * At least three decades above a floor: what lies on the floor is not worth blowing up.
 * @param {readonly number[]} values @param {number} [floor] @returns {[number, number]}
 */
function logExtent(values, floor) {
  const [low, high] = extent(values.filter((value) => value > 0));
  if (!(low > 0)) return [0.1, 1];
  if (low === floor) return [low / 1.5, Math.max(high * 1.5, low * 1e3)];
  if (high / low < 1.01) return [low / 3, high * 3];
  const room = (high / low) ** 0.06;
  return [low / Math.max(room, 1.02), high * Math.max(room, 1.02)];
}
