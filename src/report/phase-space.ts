import { extent } from 'd3-array';
import type { Scenario, Table } from '../contracts.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import { hermiteSpaceOf } from '../judge/hermite-density.ts';
import { vectorNames } from '../math/axes.ts';
import { boxLength } from '../state/box.ts';
import { equilibriumOf, type Equilibrium } from '../state/moments.ts';
import { blobDensity } from './blob-density.ts';
import { encoded, type Frame } from './levels.ts';
import { momentDensity } from './moment-density.ts';
import type { Axis, PhaseSpace, SpaceDensity } from './nouns.ts';
import type { DensityOfPlane, MeshAxis, Snapshot } from './plane-density.ts';
import { equilibriumAlong, framesOf, planesOf, points, type Coordinate } from './planes.ts';

export interface Pictures {
  readonly phaseSpace: PhaseSpace;
  /** Absent in homogeneous runs. */
  readonly density?: SpaceDensity;
}

/** Thermal speeds that are drawn at most. */
const drawn = 6;
/** Particles in all planes and frames together: a few seconds. */
const mostParticles = 1.5e7;

/**
 * Pictures of a particle run: f in every plane of phase space, all other coordinates integrated over, at the snapshots (evenly
 * chosen where the page has no room for all), and the density in space. By the Hermite moments of the particles where the run
 * has a Galerkin score, else smoothed by the blob. Undefined when the snapshots lack the columns. Throws a FileError.
 * @param share the part of a page that this run may fill
 */
export function pictures(path: string, scenario: Scenario, diagnostics: Table, share = 1): Pictures | undefined {
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const names = { position: vectorNames('position', dx), velocity: vectorNames('velocity', dv) };
  const columns = ['time', ...names.position, ...names.velocity, 'weighting'];
  const { specs, batches, rows } = describeTable(path);
  if (!columns.every((name) => specs.some((spec) => spec.name === name)) || batches.length === 0) return undefined;

  const planes = planesOf(dx, dv);
  const sizes = planes.map((_, k) => (k === 0 ? points.first : points.other));
  const affordable = Math.max(2, Math.floor((mostParticles * batches.length) / (rows * planes.length)));
  const chosen = framesOf(batches.length, sizes.map((size) => size * size), share, Math.min(48, affordable));
  const snapshots = function* (): Generator<{ index: number; snapshot: Snapshot }> {
    for (const { index, columns: found } of readBatches(path, { columns })) {
      if (!chosen[0].has(index) && !chosen.some((set) => set.has(index))) continue;
      const time = found.time[0];
      const whole = massShare(diagnostics, time, found.weighting);
      const read = (list: readonly string[]): Float64Array[] => list.map((name) => found[name]);
      const weight = found.weighting.map((w) => w * whole);
      yield { index, snapshot: { time, position: read(names.position), velocity: read(names.velocity), weight } };
    }
  };
  const seen = spansOf(snapshots());
  const density = hermiteSpaceOf({ diagnostics, scenario }, Infinity)
    ? momentDensity(scenario, diagnostics, seen.equilibrium) : blobDensity(scenario, diagnostics, seen.equilibrium);
  const rangeOf = rangesOf(scenario, density, seen);
  const meshes = planes.map((plane, k) => plane.map((coordinate) => meshAxis(coordinate, rangeOf(coordinate), sizes[k])));
  const frames = planes.map((): Frame[] => []);
  for (const { index, snapshot } of snapshots()) {
    meshes.forEach(([a, b], k) => {
      if (chosen[k].has(index)) frames[k].push({ time: snapshot.time, values: density.at(snapshot, [a, b]) });
    });
  }
  const axisOf = (coordinate: Coordinate, count: number): Axis => {
    const [min, max] = rangeOf(coordinate);
    return { label: coordinate.label, min, max, count, equilibrium: equilibriumAlong(coordinate, scenario, seen.equilibrium) };
  };
  const { source } = density;
  return {
    phaseSpace: {
      source, planes: planes.map(([a, b], k) => encoded(frames[k], axisOf(a, sizes[k]), axisOf(b, sizes[k]))),
    },
    density: dx > 0 ? spaceDensity(frames[0], meshes[0], source) : undefined,
  };
}

interface Spans {
  readonly position: readonly (readonly [number, number])[];
  readonly velocity: readonly (readonly [number, number])[];
  /** Of the first snapshot: a constant of the motion. */
  readonly equilibrium: Equilibrium;
}

/** What the snapshots span along every axis. */
function spansOf(snapshots: Iterable<{ readonly snapshot: Snapshot }>): Spans {
  const seen: Record<'position' | 'velocity', [number, number][]> = { position: [], velocity: [] };
  let equilibrium: Equilibrium | undefined;
  for (const { snapshot } of snapshots) {
    const { velocity, weight } = snapshot;
    equilibrium ??= equilibriumOf({ velocity, weight, count: weight.length });
    for (const kind of ['position', 'velocity'] as const) {
      snapshot[kind].forEach((values, d) => {
        const [low = Infinity, high = -Infinity] = extent(values);
        const [before, after] = seen[kind][d] ?? [Infinity, -Infinity];
        seen[kind][d] = [Math.min(low, before), Math.max(high, after)];
      });
    }
  }
  return { ...seen, equilibrium: equilibrium! };
}

/** Which part of an axis is drawn. */
function rangesOf(scenario: Scenario, { margin }: DensityOfPlane, seen: Spans): (coordinate: Coordinate) => [number, number] {
  const length = boxLength(scenario);
  const { meanVelocity, temperature } = seen.equilibrium;
  const spread = drawn * Math.sqrt(temperature);
  return ({ kind, d }) => {
    const [low, high] = seen[kind][d];
    if (kind === 'velocity')
      return [Math.max(low - margin.velocity, meanVelocity[d] - spread), Math.min(high + margin.velocity, meanVelocity[d] + spread)];
    return length ? [0, length[d]] : [low - margin.position[d], high + margin.position[d]];
  };
}

const meshAxis = (coordinate: Coordinate, [low, high]: readonly [number, number], count: number): MeshAxis => ({
  ...coordinate, centres: Float64Array.from({ length: count }, (_, k) => low + ((k + 0.5) * (high - low)) / count),
});

/** Snapshots may hold every n-th particle only: what each weight has to be multiplied by to give the run's mass. */
function massShare({ columns }: Table, time: number, weight: Float64Array): number {
  const row = columns.time?.indexOf(time) ?? -1;
  const total = weight.reduce((sum, w) => sum + w, 0);
  return row < 0 || !columns.mass || total === 0 ? 1 : columns.mass[row] / total;
}

/** Frames in (x, v_x) summed over v_x. */
export function spaceDensity(
  frames: readonly Frame[], [{ centres: x }, { centres: v }]: readonly Pick<MeshAxis, 'centres'>[],
  source: string,
): SpaceDensity {
  const spacing = v.length > 1 ? v[1] - v[0] : 1;
  const sum = (values: Float64Array, k: number): number => {
    let total = 0;
    for (let row = 0; row < v.length; row++) total += values[row * x.length + k];
    return total * spacing;
  };
  return {
    source, label: 'x', x: Array.from(x), times: frames.map(({ time }) => time),
    values: frames.map(({ values }) => Array.from(x, (_, k) => Number(sum(values, k).toPrecision(6)))),
  };
}

