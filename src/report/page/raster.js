import { chartSvg, layoutOf } from './chart.js';

/** @import { Chart, PhaseSpace, View } from '../nouns.ts' */

/** The viridis colours (matplotlib, CC0) at ten equal steps: even in lightness, readable without colour vision. */
const anchors = ['440154', '482878', '3e4989', '31688e', '26828e', '1f9e89', '35b779', '6ece58', 'b5de2b', 'fde725']
  .map((text) => [0, 2, 4].map((place) => parseInt(text.slice(place, place + 2), 16)));

/** Colour of a share of the largest value, 0 to 1. @param {number} share @returns {number[]} red, green, blue */
export function colourOf(share) {
  const place = Math.min(1, Math.max(0, share)) * (anchors.length - 1);
  const k = Math.min(anchors.length - 2, Math.floor(place));
  return anchors[k].map((low, channel) => Math.round(low + (place - k) * (anchors[k + 1][channel] - low)));
}

/** The levels of a frame, 0 to 65535, rows of y one after the other. @param {string} text base64 @returns {Uint16Array} */
export function levelsOf(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Uint16Array.from({ length: bytes.length / 2 }, (_, k) => view.getUint16(2 * k, true));
}

/**
 * Share of the colour scale: of the value itself, or of its logarithm over four decades.
 * @param {number} level @param {boolean} logarithmic
 */
export function shareOf(level, logarithmic) {
  const share = level / 65535;
  return logarithmic ? 1 + Math.log10(Math.max(share, 1e-4)) / 4 : share;
}

/** The axes of a frame: a chart without curves. @param {PhaseSpace} phase @param {number} frame @returns {Chart} */
export function rasterChart({ x, y, frames }, frame) {
  return {
    id: 'phase-space', title: `Phase space, t = ${Number(frames[frame].time.toPrecision(4))}`,
    note: `Density in (${x.label}, ${y.label}), all other coordinates summed over.`, xLabel: x.label, yLabel: y.label, series: [],
  };
}

/**
 * Two velocities have the same scale; then the picture is as high as that takes.
 * @param {PhaseSpace} phase @param {View} view @returns {View}
 */
export function rasterView({ x, y, sameScale }, view) {
  const width = sameScale ? Math.min(view.width, 600) : view.width;
  const height = sameScale ? Math.round(((width - 66) * (y.max - y.min)) / (x.max - x.min)) + (view.complete ? 74 : 52) : view.height;
  return { ...view, width, height, x: [x.min, x.max], y: [y.min, y.max] };
}

/**
 * A frame as SVG text: equal neighbours of a row are one rectangle, in 64 colours.
 * @param {PhaseSpace} phase @param {number} frame @param {View} size
 */
export function rasterSvg(phase, frame, size) {
  const { x, y, frames } = phase;
  const chart = rasterChart(phase, frame);
  const view = rasterView(phase, size);
  const layout = layoutOf(chart, view);
  const levels = levelsOf(frames[frame].levels);
  const cell = [(layout.right - layout.left) / x.count, (layout.bottom - layout.top) / y.count];
  const rectangles = [];
  for (let row = 0; row < y.count; row++) {
    const shade = (/** @type {number} */ k) => levels[row * x.count + k] >> 10;
    const top = layout.bottom - (row + 1) * cell[1];
    for (let k = 1, from = 0; k <= x.count; k++) {
      if (k < x.count && shade(k) === shade(from)) continue;
      const left = layout.left + from * cell[0];
      // A little larger than the cell, so that no seam shows between neighbours.
      rectangles.push(
        `<path d="M${left.toFixed(1)} ` +
        `${top.toFixed(1)}h${((k - from) * cell[0] + 0.5).toFixed(1)}v${(cell[1] + 0.5).toFixed(1)}H${left.toFixed(1)}z" ` +
        `fill="rgb(${colourOf(shade(from) / 63).join()})"/>`,
      );
      from = k;
    }
  }
  return chartSvg(chart, view, layout, `<g shape-rendering="crispEdges">${rectangles.join('')}</g>`);
}
