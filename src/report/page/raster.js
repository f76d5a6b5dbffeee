import { chartSvg, layoutOf } from './chart.js';
import { centreOf } from './phase-values.js';

/** @import { Chart, PhasePlane, View } from '../nouns.ts' */

/** Pictures of numbers on a mesh of two coordinates, in colours. */

/**
 * @typedef {object} Picture
 * @property {PhasePlane} plane the mesh
 * @property {Float64Array} values rows of y one after the other
 * @property {'sequential' | 'logarithmic' | 'diverging'} scale
 * @property {number} largest the value, or size of a value, of the last colour
 * @property {string} title @property {string} note
 */

/** @param {string} colours */
const anchorsOf = (colours) => colours.split(' ').map((text) => [0, 2, 4].map((place) => parseInt(text.slice(place, place + 2), 16)));

/** The viridis colours (matplotlib, CC0) at ten equal steps: even in lightness, readable without colour vision. */
const rising = anchorsOf('440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725');
/** Blue through near-white to red (ColorBrewer RdBu by C. Brewer): signs told apart with any colour vision. */
const signed = anchorsOf('053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f');

/** Decades of the logarithmic scale. */
export const decades = 4;

/**
 * Colour at a place from 0 to 1 of the scale.
 * @param {Picture['scale']} scale @param {number} place @returns {number[]} red, green, blue
 */
export function colourAt(scale, place) {
  const anchors = scale === 'diverging' ? signed : rising;
  const at = Math.min(1, Math.max(0, place)) * (anchors.length - 1);
  const k = Math.min(anchors.length - 2, Math.floor(at));
  return anchors[k].map((low, channel) => Math.round(low + (at - k) * (anchors[k + 1][channel] - low)));
}

/** Where a value stands on the scale, 0 to 1. @param {Picture} picture @param {number} value */
export function placeOf({ scale, largest }, value) {
  const share = value / largest;
  if (scale === 'diverging') return 0.5 + share / 2;
  return scale === 'logarithmic' ? 1 + Math.log10(Math.max(share, 10 ** -decades)) / decades : share;
}

/** The axes of a picture: a chart without curves. @param {Picture} picture @returns {Chart} */
export const rasterChart = ({ plane: { x, y }, title, note }) =>
  ({ id: 'phase-space', title, note, xLabel: x.label, yLabel: y.label, series: [] });

/**
 * Two coordinates of one kind have the same scale; then the picture is as high as that takes.
 * @param {PhasePlane} plane @param {View} view @returns {View}
 */
export function rasterView({ x, y, sameScale }, view) {
  const width = sameScale ? Math.min(view.width, 560) : view.width;
  const height = sameScale ? Math.round(((width - 60) * (y.max - y.min)) / (x.max - x.min)) + (view.complete ? 90 : 66) : view.height;
  return { ...view, width, height, x: [x.min, x.max], y: [y.min, y.max] };
}

/**
 * A picture as an image, one pixel a cell: its address.
 * @param {HTMLCanvasElement} canvas @param {Picture} picture
 */
export function imageOf(canvas, picture) {
  const { x, y } = picture.plane;
  [canvas.width, canvas.height] = [x.count, y.count];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = context.createImageData(x.count, y.count);
  picture.values.forEach((value, cell) => {
    // Rows of the image go down, those of the mesh up.
    const place = (y.count - 1 - Math.floor(cell / x.count)) * x.count + (cell % x.count);
    image.data.set([...colourAt(picture.scale, placeOf(picture, value)), 255], 4 * place);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/**
 * A picture as SVG text: equal neighbours of a row are one rectangle, in 64 colours.
 * @param {Picture} picture @param {View} size
 */
export function rasterSvg(picture, size) {
  const { plane: { x, y }, values, scale } = picture;
  const chart = rasterChart(picture);
  const view = rasterView(picture.plane, size);
  const layout = layoutOf(chart, view);
  const cell = [(layout.right - layout.left) / x.count, (layout.bottom - layout.top) / y.count];
  const rectangles = [];
  for (let row = 0; row < y.count; row++) {
    const shade = (/** @type {number} */ k) => Math.round(63 * Math.min(1, Math.max(0, placeOf(picture, values[row * x.count + k]))));
    const top = layout.bottom - (row + 1) * cell[1];
    for (let k = 1, from = 0; k <= x.count; k++) {
      if (k < x.count && shade(k) === shade(from)) continue;
      const left = layout.left + from * cell[0];
      // A little larger than the cell, so that no seam shows between neighbours.
      rectangles.push(
        `<path d="M${left.toFixed(1)} ` +
        `${top.toFixed(1)}h${((k - from) * cell[0] + 0.5).toFixed(1)}v${(cell[1] + 0.5).toFixed(1)}H${left.toFixed(1)}z" ` +
        `fill="rgb(${colourAt(scale, shade(from) / 63).join()})"/>`,
      );
      from = k;
    }
  }
  return chartSvg(chart, view, layout, `<g shape-rendering="crispEdges">${rectangles.join('')}</g>`);
}

/** The numbers of a picture, a row for each cell. @param {Picture} picture */
export function rasterCsv({ plane: { x, y }, values, title }) {
  const head = [x.label, y.label, title].map((text) => (/[",]/.test(text) ? `"${text}"` : text)).join();
  const rows = Array.from(values, (value, cell) => `${centreOf(x, cell % x.count)},${centreOf(y, Math.floor(cell / x.count))},${value}`);
  return `${[head, ...rows].join('\n')}\n`;
}
