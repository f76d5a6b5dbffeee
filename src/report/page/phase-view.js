import { chartSvg, layoutOf } from './chart.js';
import { readable, shortNumber } from './numbers.js';
import { colourOf, levelsOf, rasterChart, rasterView, shareOf } from './raster.js';

/** @import { Layout, PhaseSpace } from '../nouns.ts' */

const frameMilliseconds = 350;

/** Phase space with a slider over time. @param {HTMLElement} figure @param {PhaseSpace} phase */
export function mountPhaseSpace(figure, phase) {
  const { x, y, frames, largest } = phase;
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (figure.querySelector(name));
  const plot = part('.plot');
  const slider = /** @type {HTMLInputElement} */ (part('input[type=range]'));
  const logarithmic = /** @type {HTMLInputElement} */ (part('input[type=checkbox]'));
  const play = part('.play');
  const reading = part('.phase-reading');
  const levels = frames.map((frame) => levelsOf(frame.levels));
  const canvas = document.createElement('canvas');
  canvas.width = x.count;
  canvas.height = y.count;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const frame = () => Number(slider.value);
  /** @type {Layout} */
  let layout;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let playing;

  function picture() {
    const image = context.createImageData(x.count, y.count);
    const values = levels[frame()];
    for (let row = 0; row < y.count; row++) {
      for (let k = 0; k < x.count; k++) {
        // Rows of the image go down, those of the mesh up.
        const colour = colourOf(shareOf(values[row * x.count + k], logarithmic.checked));
        image.data.set([...colour, 255], 4 * ((y.count - 1 - row) * x.count + k));
      }
    }
    context.putImageData(image, 0, 0);
    return canvas.toDataURL();
  }

  function draw() {
    const width = Math.max(240, Math.floor(plot.clientWidth));
    const chart = rasterChart(phase, frame());
    const view = rasterView(phase, { width, height: Math.round(Math.min(480, Math.max(260, width * 0.55))) });
    layout = layoutOf(chart, view);
    const place = `x="${layout.left}" y="${layout.top}" width="${layout.right - layout.left}" height="${layout.bottom - layout.top}"`;
    plot.innerHTML = chartSvg(chart, view, layout, `<image ${place} preserveAspectRatio="none" href="${picture()}"/>`);
    const time = `t = ${readable(frames[frame()].time)}`;
    part('.time').textContent = time;
    slider.setAttribute('aria-valuetext', time);
  }

  function stop() {
    clearInterval(playing);
    playing = undefined;
    play.textContent = 'Play';
  }

  slider.addEventListener('input', () => {
    stop();
    draw();
  });
  logarithmic.addEventListener('change', () => {
    figure.classList.toggle('logarithmic', logarithmic.checked);
    part('.least').textContent = logarithmic.checked ? shortNumber(largest * 1e-4) : '0';
    draw();
  });
  play.addEventListener('click', () => {
    if (playing !== undefined) return stop();
    play.textContent = 'Stop';
    playing = setInterval(() => {
      slider.value = String((frame() + 1) % frames.length);
      draw();
    }, frameMilliseconds);
  });
  plot.addEventListener('pointermove', (event) => {
    const box = plot.getBoundingClientRect();
    const across = (event.clientX - box.left - layout.left) / (layout.right - layout.left);
    const up = (layout.bottom - event.clientY + box.top) / (layout.bottom - layout.top);
    if (!(across >= 0 && across < 1 && up >= 0 && up < 1)) return;
    const column = Math.floor(across * x.count);
    const row = Math.floor(up * y.count);
    const value = (levels[frame()][row * x.count + column] / 65535) * largest;
    const centre = (/** @type {typeof x} */ axis, /** @type {number} */ k) =>
      shortNumber(axis.min + ((k + 0.5) / axis.count) * (axis.max - axis.min));
    const height = shortNumber(Number(value.toPrecision(4)));
    reading.textContent = `${x.label} = ${centre(x, column)}, ${y.label} = ${centre(y, row)}: f \u2248 ${height}`;
  });
  new ResizeObserver(draw).observe(plot);
}
