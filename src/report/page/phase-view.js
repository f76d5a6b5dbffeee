import { chartSvg, layoutOf } from './chart.js';
import { figureSize, mountDownloads, standing } from './download.js';
import { escaped, htmlText, readable, shortNumber } from './numbers.js';
import { axesOptions, chosen, pictureOf, runOptions, viewOptions } from './phase-choice.js';
import { centreOf } from './phase-values.js';
import { colourAt, decades, imageOf, rasterChart, rasterCsv, rasterSvg, rasterView } from './raster.js';

/** @import { Layout } from '../nouns.ts' */
/** @import { Options, Shown, Spaces } from './phase-choice.js' */

const frameMilliseconds = 350;

/** Options to choose from; hidden where there is no choice. @param {HTMLSelectElement} select @param {Options} options */
function fill(select, options) {
  const before = select.value;
  select.innerHTML = options.map(([value, text]) => `<option value="${escaped(value)}">${escaped(text)}</option>`).join('');
  select.value = options.some(([value]) => value === before) ? before : options[0][0];
  /** @type {HTMLElement} */ (select.parentElement).hidden = options.length < 2;
}

/**
 * Phase space with a slider over time; which plane, which view and which run are chosen above it. Returns what takes other
 * numbers, with everything chosen as it is.
 * @param {HTMLElement} figure @param {Spaces} first @param {string} style of figures that stand alone
 * @returns {(spaces: Spaces) => void}
 */
export function mountPhaseSpace(figure, first, style) {
  let spaces = first;
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (figure.querySelector(name));
  const select = (/** @type {string} */ name) => /** @type {HTMLSelectElement} */ (part(`.${name}`));
  const [runs, axes, views] = [select('runs'), select('axes'), select('views')];
  const plot = part('.plot');
  const slider = /** @type {HTMLInputElement} */ (part('input[type=range]'));
  const logarithmic = /** @type {HTMLInputElement} */ (part('input[type=checkbox]'));
  const play = part('.play');
  const reading = part('.phase-reading');
  const canvas = document.createElement('canvas');
  /** @type {Shown} */
  let shown;
  /** @type {Layout} */
  let layout;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let playing;
  const frame = () => Math.min(shown.frames.length - 1, Number(slider.value));

  /** What can be chosen, and what of it is: to be called when one of the choices has changed. */
  function choose() {
    const before = shown?.plane.frames[frame()]?.time;
    const atEnd = shown && frame() === shown.frames.length - 1;
    fill(runs, runOptions(spaces));
    fill(axes, axesOptions(spaces, runs.value));
    fill(views, viewOptions(spaces, runs.value, axes.value));
    shown = chosen(spaces, runs.value, axes.value, views.value);
    slider.max = String(shown.frames.length - 1);
    // The time stays, as near as it can; a viewer of the last snapshot of a growing run goes along.
    const near = shown.plane.frames.map(({ time }) => Math.abs(time - before));
    slider.value = String(before === undefined ? 0 : atEnd ? near.length - 1 : near.indexOf(Math.min(...near)));
    logarithmic.disabled = shown.isSigned;
    draw();
  }

  const picture = () => pictureOf(shown, frame(), logarithmic.checked);

  function draw() {
    const of = picture();
    const width = Math.max(240, Math.floor(plot.clientWidth));
    const chart = rasterChart(of);
    const view = rasterView(of.plane, { width, height: Math.round(Math.min(640, Math.max(280, width * 0.72))) });
    layout = layoutOf(chart, view);
    const place = `x="${layout.left}" y="${layout.top}" width="${layout.right - layout.left}" height="${layout.bottom - layout.top}"`;
    plot.innerHTML = chartSvg(chart, view, layout, `<image ${place} preserveAspectRatio="none" href="${imageOf(canvas, of)}"/>`);
    const time = `t = ${readable(of.plane.frames[frame()].time)}`;
    part('.time').textContent = time;
    slider.setAttribute('aria-valuetext', time);
    const { x, y } = of.plane;
    part('h3').innerHTML = `${escaped(shown.what)} in (${htmlText(x.label)}, ${htmlText(y.label)})`;
    part('.note').innerHTML = htmlText(`Density of ${shown.source}, all other coordinates integrated over; ${shown.note}.`);
    const largest = shortNumber(Number(of.largest.toPrecision(4)));
    const least = { diverging: `\u2212${largest}`, logarithmic: shortNumber(of.largest * 10 ** -decades), sequential: '0' };
    part('.least').textContent = least[of.scale];
    part('.most').textContent = largest;
    const gradient = Array.from({ length: 11 }, (_, k) => `rgb(${colourAt(of.scale, k / 10).join()})`).join();
    part('.scale i').style.background = `linear-gradient(90deg,${gradient})`;
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
  logarithmic.addEventListener('change', draw);
  for (const choice of [runs, axes, views]) choice.addEventListener('change', choose);
  play.addEventListener('click', () => {
    if (playing !== undefined) return stop();
    play.textContent = 'Stop';
    playing = setInterval(() => {
      slider.value = String((frame() + 1) % shown.frames.length);
      draw();
    }, frameMilliseconds);
  });
  plot.addEventListener('pointermove', (event) => {
    const { x, y } = shown.plane;
    const box = plot.getBoundingClientRect();
    const across = (event.clientX - box.left - layout.left) / (layout.right - layout.left);
    const up = (layout.bottom - event.clientY + box.top) / (layout.bottom - layout.top);
    if (!(across >= 0 && across < 1 && up >= 0 && up < 1)) return;
    const [column, row] = [Math.floor(across * x.count), Math.floor(up * y.count)];
    const [a, b] = [centreOf(x, column), centreOf(y, row)].map(shortNumber);
    const value = shortNumber(Number(shown.frames[frame()][row * x.count + column].toPrecision(4)));
    reading.innerHTML = htmlText(`${x.label} = ${a}, ${y.label} = ${b}: ${shown.what} \u2248 ${value}`);
  });
  mountDownloads(figure, () => ({
    svg: () => standing(rasterSvg(picture(), { ...figureSize, height: 400 }), style), csv: () => rasterCsv(picture()),
  }));
  // Drawn at once, as `choose` does, for whoever asks before the first layout.
  choose();
  new ResizeObserver(draw).observe(plot);
  return (next) => {
    spaces = next;
    choose();
  };
}
