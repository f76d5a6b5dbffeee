import { placeOf } from '../judge/stored-run.ts';
import type { ExactSolution } from './exact.ts';
import type { ProfileCurve, SpaceDensity, SpaceProfile } from './nouns.ts';
import { drawnTimes, forMarks } from './profiles.ts';

/**
 * The chart of the density in space at times of the first run's snapshots: of the runs that have it, and the exact one, where it is
 * handed in and knows profiles along one axis. None where the first run has no density in space.
 */
export function densityInSpace(
  [own, ...others]: readonly (SpaceDensity | undefined)[], [, ...names]: readonly string[], exact?: ExactSolution,
): SpaceProfile[] {
  if (!own) return [];
  const known = exact?.profile && exact;
  const isAlone = !known && others.every((one) => one === undefined);
  const curves = drawnTimes(own.times, !isAlone).flatMap(([time, k]): ProfileCurve[] => [
    { time, x: own.x, y: own.values[k] },
    ...others.flatMap((density, m) => (density ? curvesAt(density, time, { run: m + 1, name: names[m] }) : [])),
    ...(known ? exactCurve(known, time, own.x) : []),
  ]);
  const note = `\u03c1 along ${own.label} at times of the snapshots: of ${own.source}.`;
  return [{ id: 'density', title: 'Density in space', note, symbol: '\u03c1', along: own.label, curves }];
}

function curvesAt({ x, times, values }: SpaceDensity, time: number, of: Pick<ProfileCurve, 'run' | 'name'>): ProfileCurve[] {
  const k = placeOf(time, times);
  return k < 0 ? [] : [{ ...of, time, x, y: values[k] }];
}

function exactCurve({ series, profile }: ExactSolution, time: number, x: readonly number[]): ProfileCurve[] {
  const found = profile?.(time, [forMarks(Float64Array.from(x))]);
  return found ? [{ time, exact: true, name: series.name, x: Array.from(found.axes[0]), y: Array.from(found.columns.density) }] : [];
}
