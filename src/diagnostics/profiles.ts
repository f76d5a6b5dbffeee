import type { Particles, Scenario } from '../contracts.ts';
import { blockSums } from '../math/sum.ts';
import { axisNames, tensorNames, vectorNames } from '../math/axes.ts';
import { boxLength } from '../state/box.ts';

/** Moments in v at points of x, of velocities about a fixed one; pressures row by row of the upper triangle. */
export interface LocalMoments {
  readonly density: Float64Array;
  readonly flux: readonly Float64Array[];
  readonly pressure: readonly Float64Array[];
  readonly energyFlux: readonly Float64Array[];
}

/** The points at which profiles are given: an axis each, and the waves up to which they are known. */
export interface ProfileMesh {
  readonly axes: readonly Float64Array[];
  readonly modes: number;
}

/** Points along an axis, most waves of a lattice's profiles, and those of random points, by dimensions of x. */
const sizes = [undefined, { points: 64, lattice: 8, stream: 4 }, { points: 24, lattice: 3, stream: 2 }];

/** The mesh of a scenario's profiles: in periodic boxes of one or two dimensions; undefined elsewhere. */
export function profileMesh(scenario: Scenario): ProfileMesh | undefined {
  const length = boxLength(scenario);
  const size = sizes[scenario.equation.dimensions.x];
  if (!length || !size) return undefined;
  const { particles } = scenario;
  const lattice = particles.sampling === 'lattice' && Math.max(1, ...particles.position!.count.map((count) => Math.floor((count - 1) / 2)));
  return {
    axes: length.map((edge) => Float64Array.from({ length: size.points }, (_, k) => (k * edge) / size.points)),
    modes: lattice ? Math.min(size.lattice, lattice) : size.stream,
  };
}

/** A quantity over x: its symbol, and its columns in a table of profiles. */
export interface ProfileQuantity {
  readonly symbol: 'n' | 'u' | 'T' | 'q';
  readonly columns: readonly string[];
}

/** What a table of profiles holds, in its order. */
export const profileQuantities = (dv: number): readonly ProfileQuantity[] => [
  { symbol: 'n', columns: ['density'] },
  { symbol: 'u', columns: vectorNames('velocity', dv) },
  { symbol: 'T', columns: tensorNames('temperature', dv) },
  { symbol: 'q', columns: vectorNames('heat_flux', dv) },
];

/** Names of the columns of a table of profiles, without the time: places, n, u, T, q. */
export const profileNames = ({ x, v }: { readonly x: number; readonly v: number }): string[] => [
  ...axisNames.slice(0, x), ...profileQuantities(v).flatMap(({ columns }) => columns),
];

/** n, u, T = P/n - uu and q = (1/2) int |c|^2 c f dv, c = v - u, from moments of velocities about `centre`. */
export function centralProfiles({ density, flux, pressure, energyFlux }: LocalMoments, centre: readonly number[]): Float64Array[] {
  const dv = centre.length;
  const place = (a: number, b: number): number => triangle(Math.min(a, b), dv) + Math.abs(a - b);
  const mean = flux.map((column) => column.map((value, p) => value / density[p]));
  const temperature = flux.flatMap((_, a) => flux.slice(a).map((__, k) =>
    pressure[place(a, a + k)].map((value, p) => value / density[p] - mean[a][p] * mean[a + k][p])));
  const heat = energyFlux.map((column, a) => column.map((value, p) => {
    let [trace, along, square] = [0, 0, 0];
    for (let b = 0; b < dv; b++) {
      trace += pressure[place(b, b)][p];
      along += mean[b][p] * pressure[place(a, b)][p];
      square += mean[b][p] ** 2;
    }
    return 0.5 * (value - mean[a][p] * trace - 2 * along + 2 * density[p] * square * mean[a][p]);
  }));
  return [density, ...mean.map((column, a) => column.map((value) => centre[a] + value)), ...temperature, ...heat];
}

/** Place of the diagonal entry of row `a` in an upper triangle row by row. */
const triangle = (a: number, size: number): number => a * size - (a * (a - 1)) / 2;

/** Calls `add` with the moment's number and value of one velocity: 1, c_a, c_a c_b, |c|^2 c_a. */
export function eachMoment(c: ArrayLike<number>, add: (moment: number, value: number) => void): void {
  let [n, square] = [0, 0];
  add(n++, 1);
  for (let a = 0; a < c.length; a++) {
    add(n++, c[a]);
    square += c[a] ** 2;
  }
  for (let a = 0; a < c.length; a++) for (let b = a; b < c.length; b++) add(n++, c[a] * c[b]);
  for (let a = 0; a < c.length; a++) add(n++, square * c[a]);
}

/** Moments of `dv` velocities that `eachMoment` has, in its order. */
export function grouped(columns: readonly Float64Array[], dv: number): LocalMoments {
  const [pressures, heats] = [1 + dv, 1 + dv + triangle(dv, dv)];
  return {
    density: columns[0], flux: columns.slice(1, pressures), pressure: columns.slice(pressures, heats), energyFlux: columns.slice(heats),
  };
}

export const momentCount = (dv: number): number => 1 + 2 * dv + triangle(dv, dv);

/**
 * Profiles of particles on the mesh: the Fourier series of the moments, m_k = sum_i w_i phi(v_i) F_k(x_i), up to the mesh's waves along
 * each axis, F the real Fourier functions of the box. `centre`: a velocity near the mean.
 */
export function particleProfiles(
  scenario: Scenario, { position, velocity, weight, count, share }: Particles, { axes, modes }: ProfileMesh, centre: readonly number[],
): Float64Array[] {
  const length = boxLength(scenario)!;
  const dv = velocity.length;
  const waves = 2 * modes + 1;
  const functions = waves ** axes.length;
  const moments = momentCount(dv);
  const c = new Float64Array(dv);
  const values = new Float64Array(moments);
  const sums = blockSums(count, functions * moments, (i, sum) => {
    for (let a = 0; a < dv; a++) c[a] = velocity[a][i] - centre[a];
    eachMoment(c, (n, value) => (values[n] = weight[i] * value));
    const F = products(position.map((x, d) => fourier(x[i], length[d], modes)));
    for (let k = 0; k < functions; k++) for (let n = 0; n < moments; n++) sum[k * moments + n] += F[k] * values[n];
  }, share);
  const volume = length.reduce((product, edge) => product * edge, 1);
  const tables = axes.map((axis, d) => Array.from(axis, (x) => fourier(x, length[d], modes)));
  const points = meshPoints(axes.map((axis) => axis.length));
  const columns = Array.from({ length: moments }, () => new Float64Array(points.length));
  points.forEach((point, p) => {
    const F = products(point.map((k, d) => tables[d][k]));
    for (let k = 0; k < functions; k++) columns.forEach((column, n) => (column[p] += (F[k] * sums[k * moments + n]) / volume));
  });
  return centralProfiles(grouped(columns, dv), centre);
}

/** The coordinates of the mesh's points, an array for each axis, the last axis fastest. */
export function meshColumns(axes: readonly Float64Array[]): Float64Array[] {
  const points = meshPoints(axes.map((axis) => axis.length));
  return axes.map((axis, d) => Float64Array.from(points, (point) => axis[point[d]]));
}

const meshPoints = (counts: readonly number[]): number[][] =>
  counts.reduce<number[][]>((points, count) => points.flatMap((point) => Array.from({ length: count }, (_, k) => [...point, k])), [[]]);

/** 1, sqrt2 cos y, sqrt2 sin y, sqrt2 cos 2y, ... with y = 2 pi x / length. */
const fourier = (x: number, length: number, modes: number): Float64Array =>
  Float64Array.from({ length: 2 * modes + 1 }, (_, n) => {
    const angle = ((2 * Math.PI * x) / length) * Math.ceil(n / 2);
    return n === 0 ? 1 : Math.SQRT2 * (n % 2 === 1 ? Math.cos(angle) : Math.sin(angle));
  });

/** All products of one entry of each list, the last list fastest. */
const products = (lists: readonly Float64Array[]): Float64Array =>
  lists.reduce((all, list) => Float64Array.from({ length: all.length * list.length }, (_, k) =>
    all[Math.floor(k / list.length)] * list[k % list.length]), Float64Array.of(1));
