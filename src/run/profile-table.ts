import type { ColumnSpec, Particles, Scenario } from '../contracts.ts';
import {
  centralProfiles, eachMoment, grouped, meshColumns, momentCount, particleProfiles, profileMesh, profileNames,
} from '../diagnostics/profiles.ts';
import { column } from '../io/columns.ts';
import type { GridMesh } from '../reference/grid.ts';

/** What the columns of profiles.arrow are, by the beginnings of their names. */
const descriptions: readonly (readonly [string, string])[] = [
  ['time', 'time t'], ['density', 'number density n: mass per volume of x'], ['velocity', 'mean velocity u'],
  ['temperature', 'temperature tensor, variance of v about u'], ['heat_flux', 'heat flux, (1/2) int |v - u|^2 (v - u) f dv'],
];

/** Columns of `profiles.arrow`: one row for each place and output time. */
export const profileColumns = (dimensions: { readonly x: number; readonly v: number }): readonly ColumnSpec[] =>
  ['time', ...profileNames(dimensions)].map((name) =>
    column(name, descriptions.find(([begin]) => name.startsWith(begin))?.[1] ?? 'place in x'));

/** One batch of `profiles.arrow`: particles at a time. Undefined where a scenario has no profiles. */
export function profileBatch(
  scenario: Scenario, particles: Particles, time: number, centre: readonly number[],
): Record<string, Float64Array> | undefined {
  const mesh = profileMesh(scenario);
  return mesh && batch(scenario, time, [...meshColumns(mesh.axes), ...particleProfiles(scenario, particles, mesh, centre)]);
}

/** The same of a grid run, at its own points. */
export function gridProfileBatch(
  scenario: Scenario, mesh: GridMesh, f: Float64Array, time: number,
): Record<string, Float64Array> | undefined {
  if (mesh.dx === 0) return undefined;
  const { dv, slab, positions, coordinates, spacings } = mesh;
  const cell = spacings.reduce((product, spacing) => product * spacing, 1);
  const centre = mesh.velocity.map((line) => (line[0] + line[line.length - 1]) / 2);
  const moments = Array.from({ length: momentCount(dv) }, () => new Float64Array(positions));
  const c = new Float64Array(dv);
  for (let p = 0; p < f.length; p++) {
    for (let a = 0; a < dv; a++) c[a] = coordinates[a][p % slab] - centre[a];
    eachMoment(c, (n, value) => (moments[n][Math.floor(p / slab)] += f[p] * value * cell));
  }
  return batch(scenario, time, [mesh.position[0], ...centralProfiles(grouped(moments, dv), centre)]);
}

const batch = ({ equation }: Scenario, time: number, columns: readonly Float64Array[]): Record<string, Float64Array> =>
  Object.fromEntries([
    ['time', new Float64Array(columns[0].length).fill(time)],
    ...profileNames(equation.dimensions).map((name, k) => [name, columns[k]] as const),
  ]);
