import { max } from 'd3-array';
import type { Axis, PhasePlane } from './nouns.ts';

/** Rows in which f never exceeds this share of its maximum are cut off at the edges. */
const faint = 2e-4;

/** f on a mesh at a time: rows of the second axis. */
export interface Frame {
  readonly time: number;
  readonly values: Float64Array;
}

/** Levels of 16 bits, and only the part in which something is to be seen; an axis of space is kept whole. */
export function encoded(frames: readonly Frame[], x: Axis, y: Axis): PhasePlane {
  const largest = frames.reduce((high, { values }) => Math.max(high, max(values) ?? 0), 0) || 1;
  const isSeen = (value: number): boolean => value > faint * largest;
  const isVelocity = ({ label }: Axis): boolean => label.startsWith('v_');
  const rows = seenPart(isVelocity(y), y.count, (row) =>
    frames.some(({ values }) => values.subarray(row * x.count, (row + 1) * x.count).some(isSeen)));
  const columns = seenPart(isVelocity(x), x.count, (k) =>
    frames.some(({ values }) => values.some((value, cell) => cell % x.count === k && isSeen(value))));
  return {
    x: part(x, columns), y: part(y, rows), sameScale: isVelocity(x) === isVelocity(y), largest,
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

/** From the first cell that is seen to behind the last one; all of them when none is, or when the axis stays whole. */
function seenPart(isCut: boolean, count: number, isSeen: (k: number) => boolean): [number, number] {
  if (!isCut) return [0, count];
  const seen = Array.from({ length: count }, (_, k) => isSeen(k));
  return [Math.max(0, seen.indexOf(true)), seen.lastIndexOf(true) + 1 || count];
}

function part({ min, max: end, count, ...axis }: Axis, [from, to]: readonly [number, number]): Axis {
  const spacing = (end - min) / count;
  return { ...axis, min: min + from * spacing, max: min + to * spacing, count: to - from };
}
