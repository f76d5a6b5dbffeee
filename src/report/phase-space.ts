import { extent, max } from 'd3-array';
import type { Scenario, Table } from '../contracts.ts';
import { widths } from '../dynamics/blob.ts';
import { boxLength } from '../state/box.ts';
import { equilibriumOf, type Equilibrium } from '../state/moments.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import type { PhaseSpace, SpaceDensity } from './nouns.ts';
import { fineAxis, smoothMesh } from './smooth-mesh.ts';

export const mostFrames = 48;
export const across = 96;
export const up = 96;
/** Rows in which f never exceeds this share of its maximum are cut off at the edges. */
const faint = 2e-4;

export interface Pictures {
  readonly phaseSpace: PhaseSpace;
  /** Absent in homogeneous runs. */
  readonly density?: SpaceDensity;
}

/**
 * The smoothed density of every snapshot (at most 48 of them, evenly chosen) in (x, v_x), or (v_x, v_y) without x, all
 * other coordinates integrated over; and its integral over v_x, the density in space. It is the run's own
 * f_eps(x, v) = sum w psi_x(x - tau v - xi_j) psi_v(c - a c_j): widths, contraction a and label time tau as the run has
 * them. Undefined when the snapshots lack the columns. Throws a FileError.
 */
export function pictures(path: string, scenario: Scenario, diagnostics: Table): Pictures | undefined {
  const source = diagnostics.columns.score_residual
    ? 'the particles, smoothed for the picture alone'
    : 'the particles, smoothed by the run\u2019s blob';
  const { dimensions } = scenario.equation;
  const inSpace = dimensions.x > 0;
  const needed = ['time', ...(inSpace ? ['position_x', 'velocity_x'] : ['velocity_x', 'velocity_y']), 'weighting'];
  const { specs, batches } = describeTable(path);
  if (!needed.every((name) => specs.some((spec) => spec.name === name)) || batches.length === 0) return undefined;

  const chosen = evenly(batches.length, mostFrames);
  const velocityNames = ['velocity_x', 'velocity_y', 'velocity_z'].filter((name) => specs.some((spec) => spec.name === name));
  const columns = [...new Set([...needed, ...velocityNames])];
  const bounds = boundsOf(path, columns, chosen, needed[1], needed[2]);
  const equilibrium = bounds.equilibrium;
  const sigma = widths(scenario);
  const contraction = scenario.mollifier.variancePreserving ? Math.sqrt(Math.max(0, 1 - sigma.velocity ** 2 / equilibrium.temperature)) : 1;
  const length = boxLength(scenario)?.[0];
  const [u, v] = equilibrium.meanVelocity;
  const spread = 6 * Math.sqrt(equilibrium.temperature);
  const pad = 2.5 * sigma.velocity;
  const range = (mean: number, [low, high]: readonly [number, number]): [number, number] => [
    Math.max(low - pad, mean - spread), Math.min(high + pad, mean + spread),
  ];
  const first = inSpace ? (length ? [0, length] : [bounds.a[0] - sigma.position[0], bounds.a[1] + sigma.position[0]]) : range(u, bounds.a);
  const second = range(inSpace ? u : v, bounds.b);
  const cell = [(first[1] - first[0]) / across, (second[1] - second[0]) / up];
  const place = (axis: number, k: number): number => [first, second][axis][0] + (k + 0.5) * cell[axis];

  const frames: { time: number; values: Float64Array }[] = [];
  for (const { index, columns: found } of readBatches(path, { columns })) {
    if (!chosen.has(index)) continue;
    const time = found.time[0];
    const tau = inSpace ? labelTime(diagnostics, time) : 0;
    const share = massShare(diagnostics, time, found.weighting);
    const weight = found.weighting.map((w) => w * share);
    const b = found[needed[2]].map((value) => contraction * (value - (inSpace ? u : v)));
    const a = inSpace
      ? found.position_x.map((x, i) => x - tau * found.velocity_x[i])
      : found.velocity_x.map((value) => contraction * (value - u));
    const widthA = inSpace ? sigma.position[0] : sigma.velocity;
    const axisA = length && inSpace ? fineAxis(0, length, widthA, true) : fineAxis(...span(a), widthA, false);
    const read = smoothMesh(a, b, weight, [axisA, fineAxis(...span(b), sigma.velocity, false)], [widthA, sigma.velocity]);
    const values = new Float64Array(across * up);
    for (let row = 0; row < up; row++) {
      const y = place(1, row);
      for (let k = 0; k < across; k++) {
        const x = place(0, k);
        values[row * across + k] = inSpace ? read(x - tau * y, y - u) : read(x - u, y - v);
      }
    }
    frames.push({ time, values });
  }
  const axis = (label: string, [min, max]: readonly number[], count: number) => ({ label, min, max, count });
  const names = inSpace ? ['x', 'v_x'] : ['v_x', 'v_y'];
  const phaseSpace = encoded(frames, axis(names[0], first, across), axis(names[1], second, up), { sameScale: !inSpace, source });
  return { phaseSpace, density: inSpace ? spaceDensity(frames, (k) => place(0, k), cell[1], source) : undefined };
}

/** All of 0 ... count - 1, or `most` of them, first and last included. */
export function evenly(count: number, most: number): Set<number> {
  if (count <= most) return new Set(Array.from({ length: count }, (_, k) => k));
  return new Set(Array.from({ length: most }, (_, k) => Math.round((k * (count - 1)) / (most - 1))));
}

interface Bounds {
  readonly a: readonly [number, number];
  readonly b: readonly [number, number];
  /** Of the first snapshot; both are constants of the motion. */
  readonly equilibrium: Equilibrium;
}

/** What the chosen snapshots span along two columns. */
export function boundsOf(path: string, names: readonly string[], chosen: ReadonlySet<number>, a: string, b: string): Bounds {
  const velocities = names.filter((name) => name.startsWith('velocity_'));
  let equilibrium: Bounds['equilibrium'] | undefined;
  const seen: Record<'a' | 'b', number[]> = { a: [], b: [] };
  for (const { index, columns } of readBatches(path, { columns: names })) {
    if (!chosen.has(index)) continue;
    seen.a.push(...span(columns[a]));
    seen.b.push(...span(columns[b]));
    if (equilibrium) continue;
    const { weighting } = columns;
    equilibrium = equilibriumOf({ velocity: velocities.map((name) => columns[name]), weight: weighting, count: weighting.length });
  }
  return { a: span(seen.a), b: span(seen.b), equilibrium: equilibrium! };
}

function span(values: Iterable<number>): [number, number] {
  const [low = Infinity, high = -Infinity] = extent(values);
  return [low, high];
}

/** tau of the label at a time of the run; 0 when the table has none. */
function labelTime({ columns }: Table, time: number): number {
  const row = columns.time?.indexOf(time) ?? -1;
  return row < 0 ? 0 : columns.label_time?.[row] ?? 0;
}

/** Snapshots may hold every n-th particle only: what each weight has to be multiplied by to give the run's mass. */
export function massShare({ columns }: Table, time: number, weight: Float64Array): number {
  const row = columns.time?.indexOf(time) ?? -1;
  const total = weight.reduce((sum, w) => sum + w, 0);
  return row < 0 || !columns.mass || total === 0 ? 1 : columns.mass[row] / total;
}

/** Frames in (x, v_x) summed over v_x. */
export function spaceDensity(
  frames: readonly { time: number; values: Float64Array }[], place: (k: number) => number, dv: number, source: string,
): SpaceDensity {
  const sum = (values: Float64Array, k: number): number => {
    let total = 0;
    for (let row = 0; row < up; row++) total += values[row * across + k];
    return total * dv;
  };
  return {
    label: 'x', source,
    x: Array.from({ length: across }, (_, k) => place(k)),
    times: frames.map(({ time }) => time),
    values: frames.map(({ values }) => Array.from({ length: across }, (_, k) => Number(sum(values, k).toPrecision(6)))),
  };
}

/** Levels of 16 bits, and only the part in which something is to be seen; a periodic axis is kept whole. */
export function encoded(
  frames: readonly { time: number; values: Float64Array }[], x: PhaseSpace['x'], y: PhaseSpace['y'],
  { sameScale, source }: Pick<PhaseSpace, 'sameScale' | 'source'>,
): PhaseSpace {
  const largest = frames.reduce((high, { values }) => Math.max(high, max(values) ?? 0), 0) || 1;
  const rows = seenPart(y.count, (row) =>
    frames.some(({ values }) => (max(values.subarray(row * x.count, (row + 1) * x.count)) ?? 0) > faint * largest),
  );
  const all: [number, number] = [0, x.count];
  const columns = sameScale
    ? seenPart(x.count, (k) => frames.some(({ values }) => values.some((value, cell) => cell % x.count === k && value > faint * largest)))
    : all;
  return {
    x: part(x, columns), y: part(y, rows), sameScale, source, largest,
    frames: frames.map(({ time, values }) => {
      const levels: number[] = [];
      for (let row = rows[0]; row < rows[1]; row++) {
        for (let k = columns[0]; k < columns[1]; k++) levels.push(Math.round((65535 * Math.max(0, values[row * x.count + k])) / largest));
      }
      const bytes = Buffer.alloc(2 * levels.length);
      levels.forEach((level, k) => bytes.writeUInt16LE(level, 2 * k));
      return { time, levels: bytes.toString('base64') };
    }),
  };
}

/** From the first cell that is seen to behind the last one; all of them when none is. */
function seenPart(count: number, isSeen: (k: number) => boolean): [number, number] {
  const seen = Array.from({ length: count }, (_, k) => isSeen(k));
  return [Math.max(0, seen.indexOf(true)), seen.lastIndexOf(true) + 1 || count];
}

function part({ label, min, max, count }: PhaseSpace['x'], [from, to]: readonly [number, number]): PhaseSpace['x'] {
  const spacing = (max - min) / count;
  return { label, min: min + from * spacing, max: min + to * spacing, count: to - from };
}
