import { differenceOf, framesIn, viewsOf } from './phase-values.js';

/** @import { PhasePlane, ReportData } from '../nouns.ts' */
/** @import { Picture } from './raster.js' */

/** Which run, plane and view of phase space are looked at. */

/** @typedef {NonNullable<ReportData['phaseSpaces']>} Spaces */
/** @typedef {readonly (readonly [value: string, text: string])[]} Options */

/**
 * @typedef {object} Shown what was chosen
 * @property {PhasePlane} plane @property {Float64Array[]} frames
 * @property {string} what @property {string} note @property {string} source
 * @property {boolean} isSigned @property {number} largest
 */

/** For options, which hold no markup. @param {string} text */
const plain = (text) => text.replaceAll('_', '');

/** The runs, and the first one minus each other one. @param {Spaces} spaces @returns {Options} */
export const runOptions = (spaces) => [
  ...spaces.map(({ name }, k) => /** @type {const} */ ([String(k), name])),
  ...spaces.slice(1).map(({ name }, k) => /** @type {const} */ ([`-${k + 1}`, `${spaces[0].name} \u2212 ${name}`])),
];

/** The run of a choice, and the one that is subtracted from it. @param {Spaces} spaces @param {string} run */
const runsOf = (spaces, run) =>
  run.startsWith('-') ? { space: spaces[0], other: spaces[Number(run.slice(1))] } : { space: spaces[Number(run)], other: undefined };

/** @param {Spaces} spaces @param {string} run @returns {Options} */
export const axesOptions = (spaces, run) => runsOf(spaces, run).space.planes.map(({ x, y }, k) =>
  /** @type {const} */ ([String(k), `${plain(x.label)}, ${plain(y.label)}`]));

/** @param {Spaces} spaces @param {string} run @param {string} axes @returns {Options} */
export function viewOptions(spaces, run, axes) {
  const { space, other } = runsOf(spaces, run);
  return other ? [['f', 'f']] : viewsOf(space.planes[Number(axes)]).map(({ name, title }) => /** @type {const} */ ([name, title]));
}

/** @param {Spaces} spaces @param {string} run @param {string} axes @param {string} view @returns {Shown} */
export function chosen(spaces, run, axes, view) {
  const { space, other } = runsOf(spaces, run);
  const plane = space.planes[Number(axes)];
  const { source } = space;
  if (other) {
    const difference = differenceOf(plane, other.planes[Number(axes)] ?? other.planes[0]);
    const what = `f of ${space.name} \u2212 ${other.name}`;
    const both = 'at the times that both have';
    if (difference) return { ...difference, what, note: both, source, isSigned: true, largest: sizeOf(difference.frames) };
    const note = 'the two runs have no snapshot at a common time: f of the first';
    return { plane, frames: framesIn(plane, 'f'), what, note, source, isSigned: false, largest: plane.largest };
  }
  const { name, title, note } = viewsOf(plane).find((one) => one.name === view) ?? viewsOf(plane)[0];
  const frames = framesIn(plane, name);
  return { plane, frames, what: title, note, source, isSigned: name !== 'f', largest: name === 'f' ? plane.largest : sizeOf(frames) };
}

/** The largest size of a value in any frame; 1 when all are zero. @param {Float64Array[]} frames */
const sizeOf = (frames) =>
  frames.reduce((most, values) => values.reduce((high, value) => Math.max(high, Math.abs(value)), most), 0) || 1;

/** @param {Shown} shown @param {number} frame @param {boolean} logarithmic @returns {Picture} */
export const pictureOf = ({ plane, frames, what, note, isSigned, largest }, frame, logarithmic) => ({
  plane, largest, note, values: frames[frame], scale: isSigned ? 'diverging' : logarithmic ? 'logarithmic' : 'sequential',
  title: `${what}, t = ${Number(plane.frames[frame].time.toPrecision(4))}`,
});

/** f of a frame of the first plane: what static figures show. @param {Spaces} spaces @param {number} frame @returns {Picture} */
export const firstPicture = (spaces, frame) => pictureOf({ ...chosen(spaces, '0', '0', 'f'), what: 'Phase space' }, frame, false);
