/** @import { Axis, PhasePlane } from '../nouns.ts' */

/** What is shown of phase space: f itself, what became of it, and how far it is from equilibrium. */

/** @typedef {'f' | 'change' | 'global' | 'local'} ViewName */
/** @type {readonly { name: ViewName, title: string, note: string }[]} */
export const views = [
  { name: 'f', title: 'f', note: 'one colour scale for all times' },
  { name: 'change', title: 'f \u2212 f(0)', note: 'what has changed since the first snapshot' },
  { name: 'global', title: 'f \u2212 equilibrium', note: 'less the Maxwellian, uniform in x, of the run\u2019s mass, momentum and energy' },
  {
    name: 'local', title: 'f \u2212 local Maxwellian',
    note: 'less, at every x, the Maxwellian of the picture\u2019s own density, mean and variance there',
  },
];

/** Which views a plane has. @param {PhasePlane} plane */
export const viewsOf = ({ x, y }) => views.filter(({ name }) =>
  name === 'global' ? x.equilibrium && y.equilibrium : name === 'local' ? isVelocity(y) && !isVelocity(x) : true);

/** @param {Axis} axis */
const isVelocity = ({ label }) => label.startsWith('v_');

/** Centre of the k-th cell. @param {Axis} axis @param {number} k */
export const centreOf = ({ min, max, count }, k) => min + ((k + 0.5) * (max - min)) / count;

/** @param {Axis} axis */
const spacingOf = ({ min, max, count }) => (max - min) / count;

/** f of a frame: rows of y one after the other. @param {PhasePlane} plane @param {number} frame */
export function valuesOf({ largest, frames }, frame) {
  const bytes = Uint8Array.from(atob(frames[frame].levels), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 2 }, (_, k) => (view.getUint16(2 * k, true) / 65535) * largest);
}

/**
 * The frames of a plane in a view.
 * @param {PhasePlane} plane @param {ViewName} view @returns {Float64Array[]}
 */
export function framesIn(plane, view) {
  const frames = plane.frames.map((_, k) => valuesOf(plane, k));
  if (view === 'f') return frames;
  const global = view === 'global' ? equilibriumOf(plane, frames[0]) : undefined;
  return frames.map((values) => less(values, global ?? (view === 'change' ? frames[0] : localMaxwellian(plane, values))));
}

/** @param {Float64Array} a @param {Float64Array} b */
const less = (a, b) => a.map((value, k) => value - b[k]);

/** Values of a function of both coordinates on the mesh. @param {PhasePlane} plane @param {(x: number, y: number) => number} f */
function onMesh({ x, y }, f) {
  const values = new Float64Array(x.count * y.count);
  for (let row = 0; row < y.count; row++) for (let k = 0; k < x.count; k++) values[row * x.count + k] = f(centreOf(x, k), centreOf(y, row));
  return values;
}

/** @param {number} v @param {number} mean @param {number} variance */
const normal = (v, mean, variance) => Math.exp((-0.5 * (v - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance);

/** What f relaxes to: of the mass in the picture. @param {PhasePlane} plane @param {Float64Array} first */
function equilibriumOf(plane, first) {
  const { x, y } = plane;
  const mass = first.reduce((sum, f) => sum + f, 0) * spacingOf(x) * spacingOf(y);
  const along = (/** @type {Axis} */ { equilibrium }) => (/** @type {number} */ value) => {
    if (equilibrium === undefined) return NaN;
    return 'length' in equilibrium ? 1 / equilibrium.length : normal(value, equilibrium.mean, equilibrium.temperature);
  };
  const [inX, inY] = [along(x), along(y)];
  return onMesh(plane, (a, b) => mass * inX(a) * inY(b));
}

/** Column by column the normal distribution with the same sum, mean and variance. @param {PhasePlane} plane @param {Float64Array} values */
function localMaxwellian(plane, values) {
  const { x, y } = plane;
  const columns = Array.from({ length: x.count }, (_, k) => {
    let [mass, first, second] = [0, 0, 0];
    for (let row = 0; row < y.count; row++) {
      const [f, v] = [values[row * x.count + k], centreOf(y, row)];
      mass += f;
      first += f * v;
      second += f * v * v;
    }
    const mean = first / mass;
    return { density: mass * spacingOf(y), mean, variance: second / mass - mean ** 2 };
  });
  return Float64Array.from(values, (_, cell) => {
    const { density, mean, variance } = columns[cell % x.count];
    return density > 0 && variance > 0 ? density * normal(centreOf(y, Math.floor(cell / x.count)), mean, variance) : 0;
  });
}

/**
 * A plane minus the same plane of another run, at the times that both have, on the coarser of the two meshes: f of the finer one
 * is read between its cells. Frames of numbers, not levels. Undefined when no time is common.
 * @param {PhasePlane} plane @param {PhasePlane} other
 * @returns {{ plane: PhasePlane, frames: Float64Array[] } | undefined}
 */
export function differenceOf(plane, other) {
  const sameTime = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
  const places = plane.frames.map(({ time }) => other.frames.findIndex((frame) => sameTime(time, frame.time)));
  const shared = plane.frames.map((_, k) => k).filter((k) => places[k] >= 0);
  if (shared.length === 0) return undefined;
  const cellOf = (/** @type {PhasePlane} */ { x, y }) => spacingOf(x) * spacingOf(y);
  const isCoarser = cellOf(plane) >= cellOf(other);
  const mesh = isCoarser ? plane : other;
  const on = (/** @type {PhasePlane} */ one, /** @type {Float64Array} */ values) =>
    (one === mesh ? values : onMesh(mesh, readerOf(one, values)));
  const frames = shared.map((k) => less(on(plane, valuesOf(plane, k)), on(other, valuesOf(other, places[k]))));
  return { plane: { ...mesh, frames: shared.map((k) => plane.frames[k]) }, frames };
}

/** Weights of four equally spaced values for the place `share` of the way between the middle two (Lagrange). @param {number} share */
const cubic = (share) => [
  (-share * (share - 1) * (share - 2)) / 6, ((share + 1) * (share - 1) * (share - 2)) / 2, (-(share + 1) * share * (share - 2)) / 2,
  ((share + 1) * share * (share - 1)) / 6,
];

/** f between cell centres, by cubics; 0 outside, but periodic axes wrap. @param {PhasePlane} plane @param {Float64Array} values */
function readerOf({ x, y }, values) {
  const place = (/** @type {Axis} */ axis, /** @type {number} */ value) => {
    const at = (value - axis.min) / spacingOf(axis) - 0.5;
    const below = Math.floor(at);
    const wraps = axis.equilibrium !== undefined && 'length' in axis.equilibrium;
    const cell = (/** @type {number} */ k) => (wraps ? ((k % axis.count) + axis.count) % axis.count : k >= 0 && k < axis.count ? k : -1);
    return cubic(at - below).map((weight, k) => ({ weight, cell: cell(below - 1 + k) })).filter((one) => one.cell >= 0);
  };
  return (/** @type {number} */ a, /** @type {number} */ b) => {
    const [columns, rows] = [place(x, a), place(y, b)];
    let sum = 0;
    for (const row of rows) for (const column of columns) sum += row.weight * column.weight * values[row.cell * x.count + column.cell];
    return sum;
  };
}
