import type { Column } from '../contracts.ts';
import type { MeshGrid, SplineOrder } from './grid.ts';
import { LaidMesh, type MeshMemory, type Resolution } from './laid-mesh.ts';
import { ballOf, holds, positionAxis, separableTables, velocityAxes, type CollisionPlace, type PositionWish } from './laying.ts';
import type { CollisionSymbol } from './multiply.ts';
import { transformSteps, type Step } from './steps.ts';
import { radialTable } from './symbol.ts';
import type { MeshWorkspace } from './workspace.ts';

/** A scalar kernel kappa(x) psi(|v|^2). */
export interface ScalarKernel {
  readonly velocityDimensions: 2 | 3;
  /** kappa by the distance; undefined: 1, and there are no position axes. */
  readonly kappa?: (r: number) => number;
  /** Period of the position axis; 0: free. */
  readonly period: number;
  /** Nodes of the position axis at most, where the particles carry no more. */
  readonly mostPositionNodes?: number;
  readonly psi: (squared: number) => number;
}

export type ScalarMemory = MeshMemory<Resolution, CollisionPlace>;

/** Splines of a mesh that carries twice the wave numbers that are kept: 1e-3 off at the last of them, 1e-5 at half of it. */
const order: SplineOrder = 6;
const oversampling = 2;
/** Fields that are transformed at once. */
const together = 3;
/** Relative error allowed to the Fourier series of kappa. */
const series = 1e-6;
/** Nodes of a position axis at most: splines make good wave numbers of a third of them, as many as a score of few modes asks for. */
const mostPositionNodes = 48;

const wishFor = ({ period, mostPositionNodes: most = mostPositionNodes }: ScalarKernel): PositionWish =>
  ({ order, length: period, series, most: Math.min(most, mostPositionNodes) });

/** Nodes of the position axis that a kernel asks for: 1 where there is none, in free space the most that there may be. */
export function nodesAlongX(kernel: ScalarKernel): number {
  const { kappa, period } = kernel;
  if (!kappa) return 1;
  return period > 0 ? positionAxis(kappa, [0, period], wishFor(kernel)).count : mostPositionNodes;
}

/**
 * Sums of fields with a scalar kernel on a B-spline mesh, field_i <- sum_j kappa(x_i - x_j) psi(|v_i - v_j|^2) field_j, the kernel
 * without wave numbers of v beyond `cutoff`. Spread and gather use the same weights and the symbol is real and even: what stands
 * for the kernel is symmetric in i and j.
 */
export class ScalarMesh {
  private readonly kernel: ScalarKernel;
  private readonly workspace: MeshWorkspace;
  private readonly mesh: LaidMesh<Resolution, CollisionPlace, CollisionSymbol>;

  constructor(kernel: ScalarKernel, workspace: MeshWorkspace) {
    this.kernel = kernel;
    this.workspace = workspace;
    this.mesh = new LaidMesh({
      name: 'kernel', remedy: 'trim far outliers in velocity, or use sums.method direct', symbol: (grid, place) => this.symbol(grid, place),
    }, workspace, { order, spacing: 0 });
  }

  /** Wave number of v beyond which the kernel is cut; infinite until it is set, before the first pass. */
  get cutoff(): number {
    return Math.PI / (oversampling * this.mesh.resolution.spacing);
  }

  set cutoff(wave: number) {
    this.mesh.refine({ order, spacing: Math.PI / (oversampling * wave) });
  }

  memory(): ScalarMemory {
    return this.mesh.memory();
  }

  restore(memory: ScalarMemory): void {
    this.mesh.restore(memory);
  }

  /** Sums the fields in place, columns of shared memory. False, and nothing is summed, where the points are astray. */
  async smooth(position: readonly Column[], velocity: readonly Column[], fields: readonly Column[], count: number): Promise<boolean> {
    const { workspace, kernel, mesh } = this;
    const points = kernel.kappa ? [...position, ...velocity] : velocity;
    const laid = mesh.under(points, count, (extents) => {
      const velocities = extents.slice(-velocity.length);
      const ball = ballOf(velocity, count, velocities);
      const positions = extents.slice(0, -velocity.length).map((range) => positionAxis(kernel.kappa!, range, wishFor(kernel)));
      return { axes: [...positions, ...velocityAxes(velocities, ball, order, mesh.resolution.spacing)], ball };
    }, ({ ball }) => holds(ball, velocity, count));
    if (!laid) return false;
    const { grid, plan, symbol } = laid;
    workspace.order.sort(grid, points, count);
    workspace.owner = this;
    const meshes = workspace.meshes(grid, together);
    const parts = Math.min(32, grid.length / grid.rowLength);
    for (let first = 0; first < fields.length; first += together) {
      const some = fields.slice(first, first + together);
      const used = meshes.slice(0, some.length);
      const each = (sign: -1 | 1): Step[] => used.flatMap((one) => transformSteps(plan, one, sign));
      await workspace.run(grid, [
        workspace.spread(grid, points, some, used),
        ...each(-1),
        { kind: 'scalars', parts, grid, meshes: used, symbol, components: [] },
        ...each(1),
        workspace.gather(`gather${some.length}`, grid, points, used, some),
      ]);
    }
    return true;
  }

  private symbol(grid: MeshGrid, { axes, ball: { radius } }: CollisionPlace): CollisionSymbol {
    const { workspace, kernel: { velocityDimensions: d, kappa, psi }, cutoff } = this;
    const tables = separableTables(grid, axes.slice(0, -d), kappa ?? (() => 1));
    const { count, spacing } = axes[axes.length - 1];
    const period = count * spacing;
    const inner = 2 * radius + 0.5 * order * spacing;
    const alpha = radialTable(d, psi, { inner, outer: period - inner, period, cutoff, largest: (d * count * count) / 4 });
    return {
      tables: tables.map((table) => workspace.share(table)), alpha: workspace.share(alpha), beta: new Float64Array(0),
      velocityAxes: grid.placement.slice(-d),
    };
  }
}
