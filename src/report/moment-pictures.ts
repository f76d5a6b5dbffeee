import type { Scenario, Table } from '../contracts.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import { hermiteDensity, hermiteSpaceOf } from '../judge/hermite-density.ts';
import { vectorNames } from '../math/axes.ts';
import { boxLength } from '../state/box.ts';
import { across, boundsOf, encoded, evenly, massShare, mostFrames, spaceDensity, up, type Pictures } from './phase-space.ts';

/** Particles in all frames together: a few seconds. */
const mostParticles = 5e6;
/** Thermal speeds that are drawn at most, and margin beyond the fastest particle. */
const drawn = { most: 6, margin: 0.4 };
const source = 'the Hermite moments of the particles, in the functions of the score';

/**
 * The pictures of a run by Galerkin score: the density from the moments of every snapshot (at most 48, fewer of many
 * particles), in the functions of its score; the same axes as `pictures`. Integrals over the other coordinates are exact:
 * they are the moments without those. Undefined in free space, where there are too few functions of x, and when the
 * snapshots lack the columns. Throws a FileError.
 */
export function momentPictures(path: string, scenario: Scenario, diagnostics: Table): Pictures | undefined {
  const inSpace = scenario.equation.dimensions.x > 0;
  const velocityNames = vectorNames('velocity', scenario.equation.dimensions.v);
  const names = [...(inSpace ? ['position_x'] : []), ...velocityNames, 'time', 'weighting'];
  const { specs, batches, rows } = describeTable(path);
  if (!names.every((name) => specs.some((spec) => spec.name === name)) || batches.length === 0) return undefined;
  if (!hermiteSpaceOf({ diagnostics, scenario }, Infinity)) return undefined;
  const [a, b] = inSpace ? ['position_x', 'velocity_x'] : ['velocity_x', 'velocity_y'];
  const chosen = evenly(batches.length, Math.max(2, Math.min(mostFrames, Math.floor((mostParticles * batches.length) / rows))));
  const bounds = boundsOf(path, names, chosen, a, b);
  const { equilibrium } = bounds;
  const length = boxLength(scenario) ?? [];
  const speed = Math.sqrt(equilibrium.temperature);
  const range = (mean: number, [low, high]: readonly [number, number]): [number, number] =>
    [Math.max(low - drawn.margin * speed, mean - drawn.most * speed), Math.min(high + drawn.margin * speed, mean + drawn.most * speed)];
  const [u, w] = equilibrium.meanVelocity;
  const [first, second] = inSpace ? [[0, length[0]], range(u, bounds.b)] : [range(u, bounds.a), range(w, bounds.b)];
  const centres = ([low, high]: readonly number[], count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, k) => low + ((k + 0.5) * (high - low)) / count);
  const axes = [centres(first, across), centres(second, up)];
  const mesh = inSpace ? { position: [axes[0]], velocity: [axes[1]] } : { position: [], velocity: axes };

  const frames: { time: number; values: Float64Array }[] = [];
  for (const { index, columns } of readBatches(path, { columns: names })) {
    if (!chosen.has(index)) continue;
    const time = columns.time[0];
    const share = massShare(diagnostics, time, columns.weighting);
    const particles = {
      time, labelTime: 0, weight: columns.weighting.map((weight) => weight * share),
      position: inSpace ? [columns.position_x] : [], velocity: (inSpace ? [b] : [a, b]).map((name) => columns[name]),
    };
    const space = hermiteSpaceOf({ diagnostics, scenario }, time)!;
    const density = hermiteDensity(particles, equilibrium, space, length, mesh);
    // The picture's rows are those of its second axis.
    frames.push({ time, values: Float64Array.from(density, (_, p) => density[(p % across) * up + Math.floor(p / across)]) });
  }
  const axis = (label: string, [min, max]: readonly number[], count: number) => ({ label, min, max, count });
  const labels = inSpace ? ['x', 'v_x'] : ['v_x', 'v_y'];
  const phaseSpace = encoded(frames, axis(labels[0], first, across), axis(labels[1], second, up), { sameScale: !inSpace, source });
  return { phaseSpace, density: inSpace ? spaceDensity(frames, (k) => axes[0][k], axes[1][1] - axes[1][0], source) : undefined };
}
