import { chartSvg, keySvg, layoutOf } from './chart.js';
import { chartFiles, mountDownloads } from './download.js';
import { htmlText, readable } from './numbers.js';

/** @import { Chart, Layout, Series } from '../nouns.ts' */

/** Drags shorter than this, in pixels, are clicks. */
const leastDrag = 6;

/**
 * Every x at which some curve has a value.
 * @param {Chart} chart
 */
const stationsOf = (chart) => [...new Set(chart.series.flatMap(({ x }) => Array.from(x)))].sort((a, b) => a - b);

/**
 * The station nearest to x among those in the range of the plot.
 * @param {readonly number[]} stations @param {Layout} layout @param {number} x
 */
function nearest(stations, layout, x) {
  const [low, high] = layout.xRange;
  let best;
  for (const [k, station] of stations.entries()) {
    if (station < low || station > high) continue;
    if (best === undefined || Math.abs(station - x) < Math.abs(stations[best] - x)) best = k;
  }
  return best;
}

/** The value of a curve at a station; undefined where it has none. @param {Series} series @param {number} x */
function valueOf(series, x) {
  const k = Array.prototype.indexOf.call(series.x, x);
  return k < 0 || Number.isNaN(series.y[k]) ? undefined : series.y[k];
}

/**
 * The legend: buttons that show and hide the curves, each with the value under the cursor, so that nothing covers the plot.
 * @param {Chart} chart @param {Set<string>} hidden @param {() => void} draw
 */
function legendOf(chart, hidden, draw) {
  const reading = document.createElement('output');
  reading.className = 'reading';
  const buttons = document.createElement('div');
  const values = chart.series.map((series) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', String(!hidden.has(series.label)));
    const key = `<svg width="22" height="10" aria-hidden="true">${keySvg(series, 0, 5)}</svg>`;
    button.innerHTML = `${key}<span>${htmlText(series.label)}</span><data></data>`;
    button.addEventListener('click', () => {
      if (!hidden.delete(series.label)) hidden.add(series.label);
      button.setAttribute('aria-pressed', String(!hidden.has(series.label)));
      draw();
    });
    buttons.append(button);
    return /** @type {HTMLDataElement} */ (button.querySelector('data'));
  });
  return {
    parts: [reading, buttons],
    /** @param {number | undefined} x @param {string} hint what to say without a cursor */
    show(x, hint) {
      reading.innerHTML = x === undefined ? htmlText(hint) : `${htmlText(chart.xLabel)} = ${readable(x)}`;
      values.forEach((entry, n) => {
        const value = x === undefined ? undefined : valueOf(chart.series[n], x);
        entry.value = value === undefined ? '' : String(value);
        entry.textContent = value === undefined ? '' : readable(value);
      });
    },
  };
}

const hint = matchMedia('(hover: none)').matches ? 'touch to read values' : 'hover to read values, drag to zoom';

/**
 * Makes a figure of the page live: reading under the pointer or with the arrow keys, zoom by dragging, legend switches, files
 * to take along. Returns what draws it again from other numbers, with zoom and switches as they are.
 * @param {HTMLElement} figure @param {Chart} first @param {string} style of figures that stand alone
 * @returns {(chart: Chart) => void}
 */
export function mountChart(figure, first, style) {
  let chart = first;
  const plot = /** @type {HTMLElement} */ (figure.querySelector('.plot'));
  const holder = document.createElement('div');
  const reset = document.createElement('button');
  reset.type = 'button';
  reset.className = 'reset';
  reset.textContent = 'whole range';
  reset.hidden = true;
  plot.replaceChildren(holder, reset);
  plot.tabIndex = 0;

  /** @type {readonly [number, number] | undefined} */
  let zoom;
  /** @type {number | undefined} */
  let cursor;
  /** @type {number | undefined} where a drag began */
  let dragFrom;
  const hidden = new Set(/** @type {string[]} */ ([]));
  /** @type {Layout} */
  let layout;
  /** @type {readonly number[]} */
  let stations;
  /** @type {ReturnType<typeof legendOf>} */
  let legend;

  function draw() {
    const width = Math.max(240, Math.floor(plot.clientWidth));
    const view = { width, height: Math.round(Math.min(330, Math.max(230, width * 0.62))), x: zoom, hidden };
    layout = layoutOf(chart, view);
    holder.innerHTML = chartSvg(chart, view, layout);
    reset.hidden = zoom === undefined;
    showReading();
  }

  function showReading(dragTo = /** @type {number | undefined} */ (undefined)) {
    const svg = /** @type {SVGElement} */ (holder.firstElementChild);
    svg.querySelector('.overlay')?.remove();
    const overlay = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    overlay.setAttribute('class', 'overlay');
    if (dragTo !== undefined && dragFrom !== undefined) {
      const [from, to] = [Math.min(dragFrom, dragTo), Math.max(dragFrom, dragTo)];
      overlay.innerHTML = `<rect class="drag" x="${from}" y="${layout.top}" width="${to - from}" height="${layout.bottom - layout.top}"/>`;
    } else if (cursor !== undefined) {
      const place = layout.toX(stations[cursor]);
      overlay.innerHTML = `<path class="cursor" d="M${place} ${layout.top}V${layout.bottom}"/>`;
    }
    legend.show(cursor === undefined ? undefined : stations[cursor], hint);
    svg.append(overlay);
  }

  /** @param {PointerEvent} event */
  const pixelOf = (event) => Math.min(layout.right, Math.max(layout.left, event.clientX - holder.getBoundingClientRect().left));

  plot.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.target === reset) return;
    dragFrom = pixelOf(event);
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener('pointermove', (event) => {
    const pixel = pixelOf(event);
    cursor = nearest(stations, layout, layout.fromX(pixel));
    showReading(dragFrom !== undefined && Math.abs(pixel - dragFrom) >= leastDrag ? pixel : undefined);
  });
  plot.addEventListener('pointerup', (event) => {
    const [from, to] = [dragFrom ?? 0, pixelOf(event)].sort((a, b) => a - b);
    const dragged = dragFrom !== undefined && to - from >= leastDrag;
    dragFrom = undefined;
    if (!dragged) return;
    zoom = [layout.fromX(from), layout.fromX(to)];
    draw();
  });
  for (const type of ['pointerleave', 'pointercancel', 'blur']) {
    plot.addEventListener(type, () => {
      dragFrom = undefined;
      cursor = undefined;
      showReading();
    });
  }
  const unzoom = () => {
    zoom = undefined;
    draw();
  };
  plot.addEventListener('dblclick', unzoom);
  reset.addEventListener('click', unzoom);
  plot.addEventListener('keydown', (event) => {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape') unzoom();
    if (move === undefined) return;
    event.preventDefault();
    cursor = Math.min(stations.length - 1, Math.max(0, (cursor ?? (move > 0 ? -1 : stations.length)) + move));
    showReading();
  });

  /** @param {Chart} next */
  function take(next) {
    chart = next;
    stations = stationsOf(chart);
    if (cursor !== undefined) cursor = Math.min(cursor, stations.length - 1);
    legend = legendOf(chart, hidden, draw);
    /** @type {HTMLElement} */ (figure.querySelector('.legend')).replaceChildren(...legend.parts);
  }
  take(first);
  mountDownloads(figure, () => chartFiles(chart, style, () => ({ width: 0, height: 0, x: zoom, hidden })));
  new ResizeObserver(draw).observe(plot);
  return (next) => {
    take(next);
    draw();
  };
}
