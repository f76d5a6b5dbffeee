import { chartSvg, layoutOf } from './chart.js';
import { figureSize, mountDownloads, standing } from './download.js';
import { escaped, htmlText, readable, shortNumber } from './numbers.js';
import { centreOf, differenceOf, framesIn, viewsOf } from './phase-values.js';
import { colourAt, decades, placeOf, rasterChart, rasterCsv, rasterSvg, rasterView } from './raster.js';

/** @import { Layout, PhasePlane, ReportData } from '../nouns.ts' */
/** @import { Picture } from './raster.js' */
/** @typedef {NonNullable<ReportData['phaseSpaces']>} Spaces */

const frameMilliseconds = 350;

/** Title of a picture. @param {PhasePlane} plane @param {string} what @param {number} frame */
const titleOf = ({ frames }, what, frame) => `${what}, t = ${Number(frames[frame].time.toPrecision(4))}`;

/** The picture of a frame of a plane, f itself: what static figures show. @param {PhasePlane} plane @param {number} frame @returns {Picture} */
export const firstPicture = (plane, frame) => ({
  plane, values: framesIn(plane, 'f')[frame], scale: 'sequential', largest: plane.largest,
  title: titleOf(plane, 'Phase space', frame), note: `Density in (${plane.x.label}, ${plane.y.label}).`,
});

/** @param {HTMLSelectElement} select @param {readonly (readonly [value: string, text: string])[]} options */
function fill(select, options) {
  const before = select.value;
  select.innerHTML = options.map(([value, text]) => `<option value="${escaped(value)}">${escaped(text)}</option>`).join('');
  select.value = options.some(([value]) => value === before) ? before : options[0][0];
  /** @type {HTMLElement} */ (select.parentElement).hidden = options.length < 2;
}

/** For options, which hold no markup. @param {string} text */
const plain = (text) => text.replaceAll('_', '');

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
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {{ plane: PhasePlane, frames: Float64Array[], what: string, note: string, source: string, isSigned: boolean, largest: number }} */
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
    fill(runs, [...spaces.map(({ name }, k) => /** @type {const} */ ([String(k), name])),
      ...spaces.slice(1).map(({ name }, k) => /** @type {const} */ ([`-${k + 1}`, `${spaces[0].name} \u2212 ${name}`]))]);
    const other = runs.value.startsWith('-') ? spaces[Number(runs.value.slice(1))] : undefined;
    const space = other ? spaces[0] : spaces[Number(runs.value)];
    fill(axes, space.planes.map(({ x, y }, k) => /** @type {const} */ ([String(k), `${plain(x.label)}, ${plain(y.label)}`])));
    const plane = space.planes[Number(axes.value)];
    fill(views, (other ? [] : viewsOf(plane)).map(({ name, title }) => /** @type {const} */ ([name, title])).concat(other ? [['f', 'f']] : []));
    const view = viewsOf(plane).find(({ name }) => name === views.value) ?? viewsOf(plane)[0];
    const difference = other && differenceOf(plane, other.planes[Number(axes.value)] ?? other.planes[0]);
    const frames = difference?.frames ?? framesIn(plane, view.name);
    const isSigned = difference !== undefined || view.name !== 'f';
    const size = frames.reduce((most, values) => values.reduce((high, value) => Math.max(high, Math.abs(value)), most), 0);
    shown = {
      plane: difference?.plane ?? plane, frames, isSigned, source: space.source, largest: isSigned ? size || 1 : plane.largest,
      what: other ? `f of ${spaces[0].name} \u2212 ${other.name}` : view.title,
      note: other && !difference ? 'the two runs have no snapshot at a common time: f of the first' : other ? 'at the times that both have' : view.note,
    };
    slider.max = String(frames.length - 1);
    // The time stays, as near as it can; a viewer of the last snapshot of a growing run goes along.
    const near = shown.plane.frames.map(({ time }) => Math.abs(time - before));
    slider.value = String(before === undefined ? 0 : atEnd ? frames.length - 1 : near.indexOf(Math.min(...near)));
    logarithmic.disabled = isSigned;
    draw();
  }

  /** @returns {Picture} */
  const picture = () => ({
    plane: shown.plane, values: shown.frames[frame()], largest: shown.largest,
    scale: shown.isSigned ? 'diverging' : logarithmic.checked ? 'logarithmic' : 'sequential',
    title: titleOf(shown.plane, shown.what, frame()), note: shown.note,
  });

  /** @param {Picture} of */
  function imageOf(of) {
    const { x, y } = of.plane;
    [canvas.width, canvas.height] = [x.count, y.count];
    const image = context.createImageData(x.count, y.count);
    for (let row = 0; row < y.count; row++) {
      for (let k = 0; k < x.count; k++) {
        // Rows of the image go down, those of the mesh up.
        image.data.set([...colourAt(of.scale, placeOf(of, of.values[row * x.count + k])), 255], 4 * ((y.count - 1 - row) * x.count + k));
      }
    }
    context.putImageData(image, 0, 0);
    return canvas.toDataURL();
  }

  function draw() {
    const of = picture();
    const width = Math.max(240, Math.floor(plot.clientWidth));
    const chart = rasterChart(of);
    const view = rasterView(of.plane, { width, height: Math.round(Math.min(640, Math.max(280, width * 0.72))) });
    layout = layoutOf(chart, view);
    const place = `x="${layout.left}" y="${layout.top}" width="${layout.right - layout.left}" height="${layout.bottom - layout.top}"`;
    plot.innerHTML = chartSvg(chart, view, layout, `<image ${place} preserveAspectRatio="none" href="${imageOf(of)}"/>`);
    const time = `t = ${readable(of.plane.frames[frame()].time)}`;
    part('.time').textContent = time;
    slider.setAttribute('aria-valuetext', time);
    const { x, y } = of.plane;
    part('h3').innerHTML = `${escaped(shown.what)} in (${htmlText(x.label)}, ${htmlText(y.label)})`;
    part('.note').innerHTML = htmlText(`Density of ${shown.source}, all other coordinates integrated over; ${shown.note}.`);
    const largest = shortNumber(Number(of.largest.toPrecision(4)));
    part('.least').textContent = { diverging: `\u2212${largest}`, logarithmic: shortNumber(of.largest * 10 ** -decades), sequential: '0' }[of.scale];
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
