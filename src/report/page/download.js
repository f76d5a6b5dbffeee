import { chartSvg } from './chart.js';
import { escaped } from './numbers.js';

/** @import { Chart, View } from '../nouns.ts' */

/** Files of a chart: SVG and PNG figures that stand alone, and its numbers. The texts are made under Node as well. */

/** Size of a figure that stands alone, in units of its SVG. */
export const figureSize = { width: 520, height: 340, complete: true };
/** Pixels of a PNG for each of them. */
const pixelRatio = 3;

/** An SVG with its own style sheet, on white. @param {string} svg @param {string} style */
export function standing(svg, style) {
  const end = svg.indexOf('>') + 1;
  return `${svg.slice(0, end)}<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>${svg.slice(end)}\n`;
}

/** A text as a field of a CSV file (RFC 4180). @param {string} text */
const field = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * The numbers of a chart, digit for digit: a row for each x at which a curve has a value, a column for each curve.
 * @param {Chart} chart
 */
export function chartCsv({ xLabel, series }) {
  const places = series.map(({ x }) => new Map(Array.from(x, (value, k) => [value, k])));
  const stations = [...new Set(series.flatMap(({ x }) => Array.from(x)))].sort((a, b) => a - b);
  const rows = stations.map((x) => [x, ...series.map(({ y }, n) => {
    const k = places[n].get(x);
    return k === undefined || Number.isNaN(y[k]) ? '' : y[k];
  })]);
  return [[xLabel, ...series.map(({ label }) => label)].map(field), ...rows].map((row) => `${row.join()}\n`).join('');
}

/** What a card offers to take along, by the ending of its file. @typedef {Record<'svg' | 'csv', () => string>} Files */

/** @param {Chart} chart @param {string} style @param {() => View} [view] the zoom and the hidden curves @returns {Files} */
export const chartFiles = (chart, style, view) => ({
  svg: () => standing(chartSvg(chart, { ...view?.(), ...figureSize }), style),
  csv: () => chartCsv(chart),
});

/** Hands a file to the browser. @param {string} name @param {Blob} blob */
function save(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** An SVG as pixels. @param {string} svg @returns {Promise<Blob>} */
async function pngOf(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = pixelRatio * image.naturalWidth;
  canvas.height = pixelRatio * image.naturalHeight;
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture of this chart'))), 'image/png'));
}

/**
 * A menu in the corner of a card. `files` is asked when something is taken.
 * @param {HTMLElement} figure @param {() => Files} files
 */
export function mountDownloads(figure, files) {
  const menu = document.createElement('details');
  menu.className = 'tools';
  const title = figure.querySelector('h3')?.textContent ?? figure.id;
  menu.innerHTML = `<summary title="Download" aria-label="Download: ${escaped(title)}">\u2913</summary>
    <div>${['SVG', 'PNG', 'CSV'].map((kind) => `<button type="button" data-kind="${kind.toLowerCase()}">${kind}</button>`).join('')}</div>`;
  const run = (document.querySelector('h1')?.textContent ?? 'run').replaceAll(/[^\w.=+-]+/g, '-');
  menu.addEventListener('click', async (event) => {
    const kind = /** @type {HTMLElement} */ (event.target).dataset.kind;
    if (kind === undefined) return;
    menu.open = false;
    const { svg, csv } = files();
    save(`${run}-${figure.id}.${kind}`, kind === 'png' ? await pngOf(svg())
      : kind === 'svg' ? new Blob([svg()], { type: 'image/svg+xml' }) : new Blob([csv()], { type: 'text/csv' }));
  });
  document.addEventListener('pointerdown', (event) => {
    if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  figure.querySelector('.tools')?.remove();
  figure.append(menu);
}
