import type { Scenario } from '../contracts.ts';
import { storedProfiles, type Profile } from '../judge/stored-profiles.ts';
import { placeOf, type StoredRun } from '../judge/stored-run.ts';
import { axisNames } from '../math/axes.ts';
import type { ExactSolution } from './exact.ts';
import type { ProfileCurve, SpaceDensity, SpaceProfile } from './nouns.ts';
import { evenly } from './planes.ts';

/** Times at which a profile is drawn at most: of a run alone, and of one with others or exact values over it. */
const mostTimes = { alone: 6, together: 3 };
/** A profile that is smaller than this everywhere, or varies by less along the axis, is zero or flat by symmetry. */
const zero = 1e-10;
/** Exact values are marks: no more than this many along an axis. */
const mostMarks = 32;

/** A quantity that is drawn: the mean of some columns. */
interface Quantity extends Pick<SpaceProfile, 'id' | 'title' | 'symbol'> {
  readonly columns: readonly string[];
}

/** Of exact values some points: marks. */
export const forMarks = (axis: Float64Array): Float64Array => axis.filter((_, k) => k % Math.ceil(axis.length / mostMarks) === 0);

/** Times of the density and of the profiles at which exact values are drawn. */
export function timesOverSpace(run: Pick<StoredRun, 'folder' | 'scenario'>, density?: Pick<SpaceDensity, 'times'>): number[] {
  const { times } = storedProfiles(run);
  return [...drawnTimes(times, true), ...drawnTimes(density?.times ?? [], true)].map(([time]) => time);
}

/** Which times are drawn, with their places; fewer where something is `laid` over the run. */
export const drawnTimes = (times: readonly number[], laid: boolean): [time: number, place: number][] =>
  [...evenly(times.length, laid ? mostTimes.together : mostTimes.alone)].map((k) => [times[k], k]);

/** The temperature is a third of the tensor's trace, in two velocities half of it. */
function quantitiesAlong(along: number, { equation: { dimensions } }: Scenario): Quantity[] {
  const axes = axisNames.slice(0, dimensions.v);
  const axis = axisNames[along];
  return [
    // Along x the snapshots' density is drawn.
    ...(along > 0 ? [{ id: 'density', title: 'Density', symbol: 'n', columns: ['density'] }] : []),
    ...axes.map((a) => ({ id: `velocity_${a}`, title: `Mean velocity along ${a}`, symbol: `u_${a}`, columns: [`velocity_${a}`] })),
    { id: 'temperature', title: 'Temperature in space', symbol: 'T', columns: axes.map((a) => `temperature_${a}${a}`) },
    { id: `heat_flux_${axis}`, title: 'Heat flux', symbol: `q_${axis}`, columns: [`heat_flux_${axis}`] },
  ];
}

/** Whose profiles are drawn, beside the run's own. */
type Beside = Omit<ProfileCurve, 'time' | 'x' | 'y'> & {
  /** Undefined where there are none of this time. */
  at(time: number, axes: readonly Float64Array[]): Profile | undefined;
};

/**
 * Density, mean velocity, temperature and heat flux along each axis of x, averaged over the others, from the runs' tables of
 * profiles, the first run's and those to lay over it, and exact values; none where the first has no such table. Throws a FileError.
 */
export function profilesOf(
  [run, ...compared]: readonly Pick<StoredRun, 'folder' | 'scenario'>[], names: readonly string[], exact?: ExactSolution,
): readonly SpaceProfile[] {
  const { scenario } = run;
  const stored = storedProfiles(run);
  const isPlane = scenario.equation.dimensions.x > 1;
  const others = [
    ...compared.map((one, k): Beside => ({ ...storedAt(one), run: k + 1, name: names[k + 1] })),
    ...(exact?.profile ? [{ exact: true as const, name: exact.series.name, at: exact.profile }] : []),
  ];
  const sources = drawnTimes(stored.times, others.length > 0).flatMap(([time, k]) => {
    const own = stored.at(k);
    return [{ time, profile: own }, ...others.flatMap(({ at, ...source }) => {
      const profile = at(time, source.exact ? own.axes.map(forMarks) : own.axes);
      return profile ? [{ time, profile, ...source }] : [];
    })];
  });
  return axisNames.slice(0, scenario.equation.dimensions.x).flatMap((along, d) =>
    quantitiesAlong(d, scenario).map(({ columns, id, ...quantity }) => ({
      ...quantity, id: `profile-${id}${d === 0 ? '' : `-along-${along}`}`, along,
      note: `${quantity.symbol} along ${along}, from profiles.arrow${isPlane ? ': the mean over the other axis' : ''}.`,
      curves: sources.filter(({ profile }) => d in profile.axes && columns.every((name) => name in profile.columns))
        .map(({ profile, ...source }): ProfileCurve =>
          ({ ...source, x: Array.from(profile.axes[d]), y: averagedAlong(d, profile, columns) })),
    }))).filter(({ curves, along }) => isSeen(curves, along !== 'x'));
}

/** A run's profiles at a time, on its own mesh. */
function storedAt(run: Pick<StoredRun, 'folder' | 'scenario'>): Pick<Beside, 'at'> {
  const { times, at } = storedProfiles(run);
  return {
    at: (time) => {
      const k = placeOf(time, times);
      return k < 0 ? undefined : at(k);
    },
  };
}

/** The mean of some columns along an axis, averaged over the other axes. */
function averagedAlong(d: number, { axes, columns }: Profile, names: readonly string[]): number[] {
  const count = axes[d].length;
  const stride = axes.slice(d + 1).reduce((product, axis) => product * axis.length, 1);
  const sums = new Float64Array(count);
  for (const name of names) columns[name].forEach((value, p) => (sums[Math.floor(p / stride) % count] += value));
  const terms = (columns[names[0]].length / count) * names.length;
  return Array.from(sums, (sum) => sum / terms);
}

/** Is there anything of it, and, averaged over other axes, does it vary? */
function isSeen(curves: readonly ProfileCurve[], mustVary: boolean): boolean {
  const values = curves.flatMap(({ y }) => y);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (mustVary ? most - least : Math.max(most, -least)) > zero;
}
