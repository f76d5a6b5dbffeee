import type { Scenario } from '../contracts.ts';
import { gridMesh } from '../reference/grid.ts';
import { initialDensity } from '../reference/initial-density.ts';
import { Refusal } from '../refusal.ts';
import { axesOf, coordinate, sizeOf, type DensityMesh } from './density-mesh.ts';
import { meshNodes } from './density-nodes.ts';
import { functionals, type Functionals } from './functionals.ts';

/** More points than this take too long for one number. */
const mostPoints = 4e6;

/**
 * The integrals of a scenario's initial density itself, on a mesh that resolves it: what a run's own measurements at time 0 can
 * be held against. Undefined for data given as particles, and where the grid solver has no mesh (free space, several x axes).
 */
export function initialFunctionals(scenario: Scenario): Functionals | undefined {
  try {
    const { position, velocity, length } = gridMesh(scenario);
    const axes = axesOf({ position, velocity });
    if (sizeOf(axes) > mostPoints) return undefined;
    const f0 = initialDensity(scenario);
    const columns = axes.map((_, d) => coordinate(axes, d));
    const at = (p: number, from: number, to: number): number[] => columns.slice(from, to).map((column) => column[p]);
    const density = Float64Array.from(columns[0], (_, p) => f0(at(p, 0, position.length), at(p, position.length, axes.length)));
    const mesh: DensityMesh = { position, velocity, length: position.map(() => length), labelTime: 0, density };
    return functionals(meshNodes(mesh));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
