import type { Scenario } from '../contracts.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import type { Pictures } from './phase-space.ts';
import { encoded, evenly, mostFrames } from './phase-space.ts';

/**
 * The pictures of a grid run: its density in (x, v_x), or (v_x, v_y) without x, summed over the other axes of the mesh, and
 * the density in space. The mesh is the picture's. Undefined when the table lacks the columns. Throws a FileError.
 */
export function gridPictures(path: string, scenario: Scenario): Pictures | undefined {
  const inSpace = scenario.equation.dimensions.x > 0;
  const names = inSpace ? ['x', 'v_x'] : ['v_x', 'v_y'];
  const { specs, batches } = describeTable(path);
  const present = specs.map(({ name }) => name);
  if (![...names, 'time', 'density'].every((name) => present.includes(name)) || batches.length === 0) return undefined;
  const others = ['v_y', 'v_z'].filter((name) => present.includes(name) && !names.includes(name));
  const chosen = evenly(batches.length, mostFrames);
  const frames: { time: number; values: Float64Array }[] = [];
  let axes: Coordinate[] = [];
  for (const { index, columns } of readBatches(path, { columns: ['time', 'density', ...names, ...others] })) {
    if (!chosen.has(index)) continue;
    if (axes.length === 0) axes = [...names, ...others].map((name) => coordinate(columns[name]));
    const [a, b, ...rest] = axes;
    const volume = rest.reduce((product, { spacing }) => product * spacing, 1);
    const values = new Float64Array(a.count * b.count);
    columns.density.forEach((f, row) => {
      values[b.placeOf(columns[names[1]][row]) * a.count + a.placeOf(columns[names[0]][row])] += f * volume;
    });
    frames.push({ time: columns.time[0], values });
  }
  const [a, b] = axes;
  const axis = (label: string, { least, spacing, count }: Coordinate) => ({
    label, min: least - spacing / 2, max: least + (count - 0.5) * spacing, count,
  });
  const density = {
    label: 'x', source, x: Array.from({ length: a.count }, (_, k) => a.least + k * a.spacing), times: frames.map(({ time }) => time),
    values: frames.map(({ values }) =>
      Array.from({ length: a.count }, (_, k) => Number(sumOfColumn(values, a.count, k, b.spacing).toPrecision(6))),
    ),
  };
  return {
    phaseSpace: encoded(frames, axis(names[0], a), axis(names[1], b), { sameScale: !inSpace, source }),
    density: inSpace ? density : undefined,
  };
}

const source = 'the run\u2019s mesh';

interface Coordinate {
  readonly least: number;
  readonly spacing: number;
  readonly count: number;
  placeOf(value: number): number;
}

/** The axis whose points occur in a column of mesh points. */
function coordinate(column: Float64Array): Coordinate {
  const points = Float64Array.from(new Set(column)).sort();
  const spacing = points.length > 1 ? (points[points.length - 1] - points[0]) / (points.length - 1) : 1;
  return { least: points[0], spacing, count: points.length, placeOf: (value) => Math.round((value - points[0]) / spacing) };
}

function sumOfColumn(values: Float64Array, count: number, k: number, spacing: number): number {
  let total = 0;
  for (let cell = k; cell < values.length; cell += count) total += values[cell];
  return total * spacing;
}
