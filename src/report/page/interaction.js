import { chartSvg, keySvg, layoutOf } from './chart.js';
import { htmlText, readable } from './numbers.js';

/** @import { Chart, Layout } from '../nouns.ts' */

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

/**
 * The values of the shown curves at x, as HTML.
 * @param {Chart} chart @param {ReadonlySet<string>} hidden @param {number} x
 */
function readingAt(chart, hidden, x) {
  const lines = chart.series.filter(({ label }) => !hidden.has(label)).flatMap((series) => {
    const k = Array.prototype.indexOf.call(series.x, x);
    if (k < 0 || Number.isNaN(series.y[k])) return [];
    const value = series.y[k];
    const key = `<svg width="22" height="10">${keySvg(series, 0, 5)}</svg>`;
    return [`<span>${key}${htmlText(series.label)} <data value="${value}">${readable(value)}</data></span>`];
  });
  return `<b>${htmlText(chart.xLabel)} = ${readable(x)}</b>${lines.join('')}`;
}

/**
 * Buttons that show and hide the curves.
 * @param {Chart} chart @param {Set<string>} hidden @param {() => void} draw
 */
function legendButtons(chart, hidden, draw) {
  return chart.series.map((series) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-pressed', 'true');
    const key = `<svg width="22" height="10" aria-hidden="true">${keySvg(series, 0, 5)}</svg>`;
    button.innerHTML = `${key}<span>${htmlText(series.label)}</span>`;
    button.addEventListener('click', () => {
      if (!hidden.delete(series.label)) hidden.add(series.label);
      button.setAttribute('aria-pressed', String(!hidden.has(series.label)));
      draw();
    });
    return button;
  });
}

/**
 * Makes a figure of the page live: reading under the pointer or with the arrow keys, zoom by dragging, legend switches.
 * @param {HTMLElement} figure @param {Chart} chart
 */
export function mountChart(figure, chart) {
  const plot = /** @type {HTMLElement} */ (figure.querySelector('.plot'));
  const legend = /** @type {HTMLElement} */ (figure.querySelector('.legend'));
  const reading = document.createElement('output');
  reading.className = 'reading';
  const holder = document.createElement('div');
  const reset = document.createElement('button');
  reset.type = 'button';
  reset.className = 'reset';
  reset.textContent = 'whole range';
  reset.hidden = true;
  plot.replaceChildren(holder, reading, reset);
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
  const stations = stationsOf(chart);

  function draw() {
    const width = Math.max(240, Math.floor(plot.clientWidth));
    const view = { width, height: Math.round(Math.min(330, Math.max(220, width * 0.6))), x: zoom, hidden };
    layout = layoutOf(chart, view);
    holder.innerHTML = chartSvg(chart, view, layout);
    reset.hidden = zoom === undefined;
    showReading();
  }

  function showReading(dragTo = /** @type {number | undefined} */ (undefined)) {
    const svg = /** @type {SVGElement} */ (holder.firstElementChild);
    svg.querySelector('.overlay')?.remove();
    reading.hidden = cursor === undefined || dragTo !== undefined;
    const overlay = document.createElementNS('http://www.w3.org/2000/svg', 'g');
    overlay.setAttribute('class', 'overlay');
    if (dragTo !== undefined && dragFrom !== undefined) {
      const [from, to] = [Math.min(dragFrom, dragTo), Math.max(dragFrom, dragTo)];
      overlay.innerHTML = `<rect class="drag" x="${from}" y="${layout.top}" width="${to - from}" height="${layout.bottom - layout.top}"/>`;
    } else if (cursor !== undefined) {
      const x = stations[cursor];
      const place = layout.toX(x);
      overlay.innerHTML = `<path class="cursor" d="M${place} ${layout.top}V${layout.bottom}"/>`;
      reading.innerHTML = readingAt(chart, hidden, x);
      // Beside the line, on the side with more room, and always inside the plot.
      const before = place > layout.width / 2;
      reading.style.left = before ? '' : `${Math.min(place + 8, layout.width / 2)}px`;
      reading.style.right = before ? `${Math.min(layout.width - place + 8, layout.width / 2)}px` : '';
    }
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

  legend.replaceChildren(...legendButtons(chart, hidden, draw));
  new ResizeObserver(draw).observe(plot);
}
