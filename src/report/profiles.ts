import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../contracts.ts';
import { describeTable, readBatches } from '../io/arrow-reader.ts';
import { axisNames } from '../math/axes.ts';
import type { SpaceProfile } from './nouns.ts';
import { evenly } from './planes.ts';

/** Times at which a profile is drawn at most. */
const mostTimes = 6;
/** A profile that is smaller than this everywhere is zero by symmetry. */
const zero = 1e-10;

/**
 * Mean velocity, temperature and heat flux over x, of the table of profiles of a run in one dimension of x; none where it has
 * no such table. The temperature is a third of the tensor's trace, in two velocities half of it. Throws a FileError.
 */
export function profilesOf(folder: string, { equation: { dimensions } }: Scenario): readonly SpaceProfile[] {
  const path = join(folder, 'profiles.arrow');
  if (dimensions.x !== 1 || !existsSync(path)) return [];
  const axes = axisNames.slice(0, dimensions.v);
  const wanted: readonly Pick<SpaceProfile, 'id' | 'title' | 'symbol'>[] = [
    ...axes.map((a) => ({ id: `velocity_${a}`, title: `Mean velocity along ${a}`, symbol: `u_${a}` })),
    { id: 'temperature', title: 'Temperature in space', symbol: 'T' },
    { id: 'heat_flux_x', title: 'Heat flux', symbol: 'q_x' },
  ];
  const diagonal = axes.map((a) => `temperature_${a}${a}`);
  const columns = ['time', 'x', ...axes.map((a) => `velocity_${a}`), ...diagonal, 'heat_flux_x'];
  const { specs, batches } = describeTable(path);
  if (!columns.every((name) => specs.some((spec) => spec.name === name))) return [];
  const chosen = evenly(batches.length, mostTimes);
  const times: number[] = [];
  const values = wanted.map((): number[][] => []);
  let x: readonly number[] = [];
  for (const { index, columns: found } of readBatches(path, { columns })) {
    if (!chosen.has(index)) continue;
    times.push(found.time[0]);
    x = Array.from(found.x);
    wanted.forEach(({ id }, k) => values[k].push(id === 'temperature'
      ? x.map((_, p) => diagonal.reduce((sum, name) => sum + found[name][p], 0) / axes.length) : Array.from(found[id])));
  }
  const isSeen = (rows: readonly (readonly number[])[]): boolean => rows.some((row) => row.some((value) => Math.abs(value) > zero));
  return wanted.map((one, k) => ({ ...one, x, times, values: values[k] })).filter((profile) => isSeen(profile.values));
}
