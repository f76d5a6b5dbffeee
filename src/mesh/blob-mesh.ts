import type { BlobSums, Column, DensityPass, KernelSpec, ScorePass, Sources } from '../contracts.ts';
import { fourierPlan, type FourierPlan } from './fft.ts';
import { covers, extent, isAstray, meshGrid, transformLength, type MeshAxis, type MeshGrid, type SplineOrder } from './grid.ts';
import { gaussianDeviation, gaussianTable } from './influence.ts';
import type { GaussianSymbol } from './multiply.ts';
import { MeshRefusal } from './refusal.ts';
import { transformSteps, type Step } from './steps.ts';
import type { MeshWorkspace } from './workspace.ts';

export interface BlobResolution {
  readonly order: SplineOrder;
  /** Mesh spacing over the mollifier's standard deviation. */
  readonly spacing: number;
}

/** Free axes are padded by this many standard deviations of the mollifier: 2^(-z^2) has fallen to 1.5e-8. */
const paddingDeviations = 6;
/** Shortest periodic box in standard deviations: direct sums take the nearest images alone, a mesh takes all. */
const shortestBox = 4;
/** Room for particles to move before the mesh has to be laid anew, as a part of the extent. */
const margin = 0.03;

interface Laid {
  readonly grid: MeshGrid;
  readonly plan: FourierPlan;
  readonly symbol: GaussianSymbol;
}

/**
 * Density and score of the blob on a B-spline mesh. With K(z_i, z_j) = sum_mn W(z_i - m) phi(m - n) W(z_j - n), which
 * is symmetric, the density is sum_j source_j K(z_i, z_j) and the gradient is gathered with the spline's derivative:
 * the score is the exact gradient of the mesh entropy sum w log(density), as with direct sums. Spline mesh and
 * influence function as in smooth particle-mesh Ewald (Essmann et al. 1995; Hockney and Eastwood 1988).
 *
 * The mesh stays where it is until a particle leaves it, so that the entropy is one function during a step.
 */
export class BlobMesh implements BlobSums {
  readonly name = 'mesh';
  private readonly spec: KernelSpec;
  private readonly workspace: MeshWorkspace;
  private resolution: BlobResolution;
  private readonly mostPoints: number;
  private laid: Laid | undefined;
  /** Whose potential the mesh holds, if it is still the workspace's owner. */
  private filled: Pick<Sources, 'z' | 'count' | 'revision'> | undefined;
  /** Times that the mesh was laid. */
  meshes = 0;

  constructor(spec: KernelSpec, workspace: MeshWorkspace, resolution: BlobResolution, mostPoints: number) {
    this.spec = spec;
    this.workspace = workspace;
    this.resolution = resolution;
    this.mostPoints = mostPoints;
  }

  get grid(): MeshGrid | undefined {
    return this.laid?.grid;
  }

  /** Takes another resolution; the mesh is laid anew at the next pass. */
  refine(resolution: BlobResolution): void {
    this.resolution = resolution;
    this.laid = undefined;
  }

  /** Where the mesh lies, for a checkpoint: a resumed run must use the same one. Empty before the first pass. */
  memory(): readonly number[] {
    const { laid, resolution } = this;
    return laid ? [resolution.order, resolution.spacing, ...laid.grid.placement.flatMap((a) => axisNumbers(laid.grid.axes[a]))] : [];
  }

  restore(numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    this.resolution = { order: numbers[0] as SplineOrder, spacing: numbers[1] };
    this.lay(numbersAxes(numbers.slice(2)));
  }

  async density({ columns: points, output: { sum } }: DensityPass): Promise<void> {
    const { workspace } = this;
    workspace.count = points.count;
    if (this.strays(points.z)) return notANumber([sum], points.count);
    const { grid, steps, mesh } = this.potential(points);
    sum.fill(0);
    await workspace.run(grid, [...steps, workspace.gather('gather1', grid, points.z, [mesh], [sum])]);
    this.remember(points);
    requirePositive(sum, points.source, points.count);
  }

  async score({ columns: points, output: { force, back } }: ScorePass, form: KernelSpec['score'] = this.spec.score): Promise<void> {
    const { workspace } = this;
    const { z, source, ratio } = points;
    workspace.count = points.count;
    if (this.strays(z)) return notANumber([...force, back], points.count);
    const { grid, steps, mesh } = this.potential(points);
    const { columns } = workspace;
    const twoSided = form === 'two-sided';
    const byAxis = (gradients: readonly Column[]): (Column | undefined)[] => {
      const outputs: (Column | undefined)[] = [undefined, undefined, undefined, undefined];
      grid.placement.forEach((axis, c) => (outputs[axis] = gradients[c]));
      return outputs;
    };
    for (const column of [...force, ...(twoSided ? [back] : [])]) column.fill(0);
    steps.push(workspace.gather('gradient', grid, z, [mesh], [columns[4], ...byAxis(force)]));
    if (twoSided) {
      const reflected = columns.slice(0, z.length);
      // The potential of the sources has served: that of the ratios takes its mesh.
      workspace.owner = undefined;
      steps.push(...this.convolve(grid, z, ratio, mesh), workspace.gather('gradient', grid, z, [mesh], [back, ...byAxis(reflected)]));
    }
    await workspace.run(grid, steps);
    if (!twoSided) this.remember(points);
    // Delta G = -grad G / (2 ln 2).
    const factor = -0.5 * Math.LOG2E;
    force.forEach((column, a) => {
      const reflected = columns[a];
      for (let i = 0; i < workspace.count; i++) column[i] = factor * (ratio[i] * column[i] + (twoSided ? source[i] * reflected[i] : 0));
    });
  }

  /** Steps that make the field of `source`, or none when the last pass left it on the mesh. */
  private potential({ z, source, count, revision }: Sources): { grid: MeshGrid; steps: Step[]; mesh: number } {
    const { grid } = this.cover(z);
    const [mesh] = this.workspace.meshes(grid, 1);
    const { owner } = this.workspace;
    const kept = owner === this && this.filled?.z === z && this.filled.revision === revision && this.filled.count === count;
    if (kept) return { grid, steps: [], mesh };
    this.workspace.order.sort(grid, z, this.workspace.count);
    this.workspace.owner = undefined;
    return { grid, steps: this.convolve(grid, z, source, mesh), mesh };
  }

  private remember({ z, count, revision }: Sources): void {
    this.workspace.owner = this;
    this.filled = { z, count, revision };
  }

  private convolve(grid: MeshGrid, z: readonly Column[], charge: Column, mesh: number): Step[] {
    const { plan, symbol } = this.laid!;
    return [
      this.workspace.spread(grid, z, [charge], [mesh]),
      ...transformSteps(grid, plan, mesh, -1),
      { kind: 'gaussian', parts: Math.min(32, grid.length / grid.rowLength), grid, mesh, symbol },
      ...transformSteps(grid, plan, mesh, 1),
    ];
  }

  private strays(z: readonly Column[]): boolean {
    return this.laid !== undefined && isAstray(this.laid.grid, z.map((column) => extent(column, this.workspace.count)));
  }

  private cover(z: readonly Column[]): Laid {
    const { count } = this.workspace;
    const bounds = z.map((column) => extent(column, count));
    if (!bounds.flat().every(Number.isFinite)) throw new MeshRefusal('the particles are not finite, no mesh holds them');
    const fits = this.laid?.grid.placement.every((axis, c) => {
      const { grid } = this.laid!;
      return grid.axes[axis].periodic || covers(grid.axes[axis], grid.order, ...bounds[c]);
    });
    if (fits) return this.laid!;
    return this.lay(bounds.map(([low, high], c) => this.axis(low, high, c < this.spec.dimensions.x ? this.spec.blobPeriod[c] : 0)));
  }

  private axis(low: number, high: number, period: number): MeshAxis {
    const { order, spacing } = this.resolution;
    const h = spacing * gaussianDeviation;
    if (period > 0) {
      if (period < shortestBox * gaussianDeviation) {
        throw new MeshRefusal(
          `the box is ${(period / gaussianDeviation).toFixed(1)} widths of the mollifier long: a mesh takes all images of a ` +
          'particle, direct sums the nearest ones, ' +
            `and they agree from ${shortestBox} widths on: narrow mollifier.width.position, or use sums.method direct`,
        );
      }
      const count = transformLength(Math.max(order, Math.ceil(period / h - 1e-9)));
      return { count, spacing: period / count, origin: 0, periodic: true, occupied: count };
    }
    const room = margin * (high - low) + 0.5 * h;
    const occupied = Math.ceil((high - low + 2 * room) / h) + order + 1;
    const count = transformLength(occupied + Math.ceil((paddingDeviations * gaussianDeviation) / h));
    return { count, spacing: h, origin: low - room - (order / 2) * h, periodic: false, occupied };
  }

  private lay(axes: readonly MeshAxis[]): Laid {
    const grid = meshGrid(this.resolution.order, axes);
    if (!(grid.length <= this.mostPoints)) {
      throw new MeshRefusal(
        `the density mesh would need ${axes.map((axis) => axis.count).join(' x ')} points, more than ${this.mostPoints}: widen the ` +
        'mollifier, raise sums.tolerance, ' +
          'trim far outliers, or use sums.method direct',
      );
    }
    const entries = (axis: number): number => (axis === 3 ? grid.axes[3].count / 2 + 1 : grid.axes[axis].count);
    const tables = grid.axes.map((axis, a) => {
      const shared = this.workspace.arena.vector(entries(a));
      shared.set(gaussianTable(grid.order, axis, entries(a)));
      return shared;
    });
    this.meshes++;
    this.filled = undefined;
    return (this.laid = { grid, plan: fourierPlan(grid, this.workspace.arena), symbol: { tables } });
  }
}

export const axisNumbers = (axis: MeshAxis): number[] => [axis.count, axis.spacing, axis.origin, axis.periodic ? 1 : 0, axis.occupied];

export function numbersAxes(numbers: readonly number[]): MeshAxis[] {
  return Array.from({ length: numbers.length / 5 }, (_, a) => {
    const [count, spacing, origin, periodic, occupied] = numbers.slice(5 * a, 5 * a + 5);
    return { count, spacing, origin, periodic: periodic === 1, occupied };
  });
}

/** The answer to points that are astray. */
export function notANumber(outputs: readonly Column[], count: number): void {
  for (const column of outputs) column.fill(NaN, 0, count);
}

function requirePositive(sum: Column, source: Column, count: number): void {
  let bad = 0;
  for (let i = 0; i < count; i++) if (source[i] > 0 && !(sum[i] > 0)) bad++;
  if (bad > 0) {
    throw new MeshRefusal(
      `the mesh density is not positive at ${bad} of ${count} particles (far tails below the mesh error): lower sums.tolerance, ` +
      'raise particles.trim, or use sums.method direct',
    );
  }
}
