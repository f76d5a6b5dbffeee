import { max } from 'd3-array';
import type { Scenario } from '../contracts.ts';
import { centralProfiles, meshColumns, profileNames, profileQuantities, type ProfileQuantity } from '../diagnostics/profiles.ts';
import { boxLength } from '../state/box.ts';
import type { GroupError, ProfileError, ProfileTime } from './comparison.ts';
import { interpolated, sizeOf } from './density-mesh.ts';
import type { Reference } from './references.ts';
import { storedProfiles, type Profile } from './stored-profiles.ts';
import { placeOf, sameTime, type StoredRun } from './stored-run.ts';

/**
 * Profiles of two runs, at the points of the coarser mesh: to these those of the finer one are interpolated by the
 * trigonometric functions that their points stand for.
 */
export function profilesOfRuns(run: StoredRun, other: StoredRun): ProfileTime[] {
  const length = boxLength(run.scenario);
  if (!length) return [];
  const names = profileQuantities(run.scenario.equation.dimensions.v).flatMap(({ columns }) => columns);
  const [own, others] = [storedProfiles(run), storedProfiles(other)];
  return relative(own.times.flatMap((time, k): Sizes[] => {
    const m = placeOf(time, others.times);
    if (m < 0) return [];
    const [a, b] = [own.at(k), others.at(m)];
    const axes = sizeOf(a.axes) <= sizeOf(b.axes) ? a.axes : b.axes;
    return [sizesAt(time, readAt(axes, a, names, length), readAt(axes, b, names, length), run.scenario)];
  }));
}

/** Profiles of a run against those of a reference, at the run's points; `times` are those that the reference was asked for. */
export function profilesOfReference(run: StoredRun, { moments }: Reference, times: readonly number[]): ProfileTime[] {
  if (!moments) return [];
  const own = storedProfiles(run);
  return relative(own.times.map((time, k) => {
    const { axes, columns } = own.at(k);
    const n = placeOf(time, times);
    return sizesAt(time, columns, referenceProfile(run.scenario, moments, n, axes), run.scenario);
  }));
}

/** The columns of a table of profiles as a reference has them at its n-th time, on a mesh. */
export function referenceProfile(
  scenario: Scenario, moments: NonNullable<Reference['moments']>, n: number, axes: readonly Float64Array[],
): Profile['columns'] {
  const places = meshColumns(axes);
  const { centre, ...local } = moments(n, places);
  const columns = [...places, ...centralProfiles(local, centre)];
  return Object.fromEntries(profileNames(scenario.equation.dimensions).map((name, k) => [name, columns[k]]));
}

/** Some columns of a profile at the points of a mesh. */
function readAt(
  axes: readonly Float64Array[], profile: Profile, names: readonly string[], length: readonly number[],
): Profile['columns'] {
  if (axes.every((axis, d) => sameAxis(axis, profile.axes[d]))) return profile.columns;
  const mesh = { position: profile.axes, velocity: [], length, labelTime: 0 };
  return Object.fromEntries(names.map((name) => [name, interpolated({ ...mesh, density: profile.columns[name] }, axes)]));
}

const sameAxis = (a: Float64Array, b: Float64Array): boolean => a.length === b.length && a.every((x, k) => sameTime(x, b[k]));

/** How large the difference of each quantity is at a time, how large the reference is, and what size is natural to it. */
interface Sizes {
  readonly time: number;
  readonly quantities: Readonly<Record<ProfileQuantity['symbol'], { gap: ProfileError; reference: ProfileError; natural: number }>>;
}

function sizesAt(time: number, own: Profile['columns'], other: Profile['columns'], { equation: { dimensions } }: Scenario): Sizes {
  const list = profileQuantities(dimensions.v);
  const largest = (symbol: ProfileQuantity['symbol']): number =>
    sizeOfColumns(list.find((one) => one.symbol === symbol)!.columns.map((name) => other[name])).max;
  const [density, temperature] = [largest('n'), largest('T')];
  const natural = { n: density, u: Math.sqrt(temperature), T: temperature, q: density * temperature ** 1.5 };
  const quantities = Object.fromEntries(list.map(({ symbol, columns }) => [symbol, {
    gap: sizeOfColumns(columns.map((name) => own[name].map((value, p) => value - other[name][p]))),
    reference: sizeOfColumns(columns.map((name) => other[name])), natural: natural[symbol],
  }])) as unknown as Sizes['quantities'];
  return { time, quantities };
}

/** Largest and root mean square size of a quantity over x: of its components together. */
function sizeOfColumns(columns: readonly Float64Array[]): ProfileError {
  const squares = columns[0].map((_, p) => columns.reduce((sum, column) => sum + column[p] ** 2, 0));
  const largest = Math.max(...columns.map((column) => max(column, Math.abs)!));
  return { max: largest, l2: Math.sqrt(squares.reduce((a, b) => a + b) / squares.length) };
}

/** A quantity that is smaller than this part of its natural size is zero by symmetry. */
const symmetric = 1e-10;

/** Differences relative to the largest size of the reference over all times; to the natural size where that is zero by symmetry. */
function relative(times: readonly Sizes[]): ProfileTime[] {
  const scaleOf = (symbol: ProfileQuantity['symbol']): ProfileError => {
    const largest = (of: (one: Sizes['quantities']['n']) => number): number => max(times, ({ quantities }) => of(quantities[symbol]))!;
    const [scale, natural] = [largest(({ reference }) => reference.max), largest((one) => one.natural)];
    return scale > symmetric * natural ? { max: scale, l2: largest(({ reference }) => reference.l2) } : { max: natural, l2: natural };
  };
  return times.map(({ time, quantities }) => {
    const errors = symbolsOf(quantities).map((symbol) => {
      const [{ gap }, scale] = [quantities[symbol], scaleOf(symbol)];
      return [symbol, { max: gap.max / scale.max, l2: gap.l2 / scale.l2 }];
    });
    return { time, errors: Object.fromEntries(errors) as ProfileTime['errors'] };
  });
}

const symbolsOf = (record: Readonly<Record<ProfileQuantity['symbol'], unknown>>) => Object.keys(record) as ProfileQuantity['symbol'][];

/** The worst of each quantity, as groups of the summary. */
export function profileGroups(profiles: readonly ProfileTime[]): GroupError[] {
  if (profiles.length === 0) return [];
  return symbolsOf(profiles[0].errors).map((symbol) => {
    const worst = profiles.reduce((most, one) => (most.errors[symbol].max >= one.errors[symbol].max ? most : one));
    return { group: `profiles ${symbol}`, worst: worst.errors[symbol].max, of: 'max', time: worst.time };
  });
}
