import type { Scenario } from '../contracts.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import { encoded, type Frame } from './levels.ts';
import type { Axis } from './nouns.ts';
import { spaceDensity, type Pictures } from './phase-space.ts';
import { equilibriumAlong, framesOf, planesOf, type Coordinate } from './planes.ts';

const source = 'the run\u2019s mesh';

/**
 * The pictures of a grid run: its density in every plane, summed over the other axes of the mesh, and the density in space.
 * The mesh is the picture's. Undefined when the table lacks the columns. Throws a FileError.
 */
export function gridPictures(path: string, scenario: Scenario, share = 1): Pictures | undefined {
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const { specs, batches } = describeTable(path);
  const present = specs.map(({ name }) => name);
  const planes = planesOf(dx, dv);
  const names = [...new Set(planes.flat().map(({ label }) => label))];
  if (![...names, 'time', 'density'].every((name) => present.includes(name)) || batches.length === 0) return undefined;
  const columns = ['time', 'density', ...names];
  let axes: Readonly<Record<string, Points>> | undefined;
  let chosen: Set<number>[] = [];
  let equilibrium = { meanVelocity: [] as readonly number[], temperature: NaN };
  const frames = planes.map((): Frame[] => []);
  for (const { index, columns: found } of readBatches(path, { columns })) {
    if (!axes) {
      const known = Object.fromEntries(names.map((name) => [name, pointsOf(found[name])]));
      axes = known;
      chosen = framesOf(batches.length, planes.map(([a, b]) => known[a.label].count * known[b.label].count), share);
      equilibrium = meanOf(found, names.filter((name) => name.startsWith('v_')));
    }
    for (const [k, plane] of planes.entries()) {
      if (chosen[k].has(index)) frames[k].push({ time: found.time[0], values: summed(found, plane.map(({ label }) => label), axes) });
    }
  }
  if (!axes) return undefined;
  const known = axes;
  const axis = (coordinate: Coordinate): Axis => {
    const { least, spacing, count } = known[coordinate.label];
    const [min, max] = [least - spacing / 2, least + (count - 0.5) * spacing];
    return { label: coordinate.label, min, max, count, equilibrium: equilibriumAlong(coordinate, scenario, equilibrium) };
  };
  return {
    phaseSpace: { source, planes: planes.map(([a, b], k) => encoded(frames[k], axis(a), axis(b))) },
    density: dx > 0 ? spaceDensity(frames[0], planes[0].map(({ label }) => ({ centres: known[label].centres })), source) : undefined,
  };
}

interface Points {
  readonly least: number;
  readonly spacing: number;
  readonly count: number;
  readonly centres: Float64Array;
  placeOf(value: number): number;
}

/** The points of an axis, which occur in a column of mesh points. */
function pointsOf(column: Float64Array): Points {
  const centres = Float64Array.from(new Set(column)).sort();
  const spacing = centres.length > 1 ? (centres[centres.length - 1] - centres[0]) / (centres.length - 1) : 1;
  return { least: centres[0], spacing, count: centres.length, centres, placeOf: (value) => Math.round((value - centres[0]) / spacing) };
}

/** f of a plane: rows of its second axis, sums over the others times their spacings. */
function summed(
  found: Readonly<Record<string, Float64Array>>, [a, b]: readonly string[], axes: Readonly<Record<string, Points>>,
): Float64Array {
  const [first, second] = [axes[a], axes[b]];
  const volume = Object.entries(axes).reduce((product, [name, { spacing }]) => (name === a || name === b ? product : product * spacing), 1);
  const values = new Float64Array(first.count * second.count);
  found.density.forEach((f, row) => {
    values[second.placeOf(found[b][row]) * first.count + first.placeOf(found[a][row])] += f * volume;
  });
  return values;
}

/** Mean velocity and temperature of a density on mesh points. */
function meanOf(found: Readonly<Record<string, Float64Array>>, names: readonly string[]) {
  const { density } = found;
  const mass = density.reduce((sum, f) => sum + f, 0);
  const average = (of: (row: number) => number): number => density.reduce((sum, f, row) => sum + f * of(row), 0) / mass;
  const meanVelocity = names.map((name) => average((row) => found[name][row]));
  const spread = names.map((name, d) => average((row) => (found[name][row] - meanVelocity[d]) ** 2));
  return { meanVelocity, temperature: spread.reduce((sum, value) => sum + value, 0) / names.length };
}
