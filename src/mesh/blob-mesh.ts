import type { BlobSums, Column, DensityPass, KernelSpec, ScorePass, Sources } from '../contracts.ts';
import { modes, transformLength, type Extent, type MeshAxis } from './grid.ts';
import { gaussianDeviation, gaussianTable } from './influence.ts';
import { LaidMesh, notANumber, type Laid, type MeshPlace, type Resolution } from './laid-mesh.ts';
import type { GaussianSymbol } from './multiply.ts';
import { MeshRefusal } from './refusal.ts';
import { transformSteps, type Step } from './steps.ts';
import type { MeshWorkspace } from './workspace.ts';

/** Free axes are padded by this many standard deviations of the mollifier: 2^(-z^2) has fallen to 1.5e-8. */
const paddingDeviations = 6;
/** Shortest periodic box in standard deviations: direct sums take the nearest images alone, a mesh takes all. */
const shortestBox = 4;
/** Room for particles to move before the mesh has to be laid anew, as a part of the extent. */
const margin = 0.03;

type LaidBlob = Laid<MeshPlace, GaussianSymbol>;

/**
 * Density and score of the blob on a B-spline mesh. With K(z_i, z_j) = sum_mn W(z_i - m) phi(m - n) W(z_j - n), which
 * is symmetric, the density is sum_j source_j K(z_i, z_j) and the gradient is gathered with the spline's derivative:
 * the score is the exact gradient of the mesh entropy sum w log(density), as with direct sums. Spline mesh and
 * influence function as in smooth particle-mesh Ewald (Essmann et al. 1995; Hockney and Eastwood 1988). Spacings are in
 * standard deviations of the mollifier.
 */
export class BlobMesh implements BlobSums {
  readonly name = 'mesh';
  readonly mesh: LaidMesh<Resolution, MeshPlace, GaussianSymbol>;
  private readonly spec: KernelSpec;
  private readonly workspace: MeshWorkspace;
  /** Whose potential which mesh holds, if it is still the workspace's owner. */
  private filled: (Pick<Sources, 'z' | 'count' | 'revision'> & { readonly laid: LaidBlob }) | undefined;

  constructor(spec: KernelSpec, workspace: MeshWorkspace, resolution: Resolution) {
    this.spec = spec;
    this.workspace = workspace;
    this.mesh = new LaidMesh({
      name: 'density',
      remedy: 'widen the mollifier, raise sums.tolerance, trim far outliers, or use sums.method direct',
      symbol: (grid) => ({ tables: grid.axes.map((axis, a) => workspace.share(gaussianTable(grid.order, axis, modes(grid, a)))) }),
    }, workspace, resolution);
  }

  async density({ columns: points, output: { sum } }: DensityPass): Promise<void> {
    const { workspace } = this;
    const laid = this.under(points);
    if (!laid) return notANumber([sum], points.count);
    const { grid } = laid;
    const { steps, mesh } = this.potential(laid, points);
    sum.fill(0);
    await workspace.run(grid, [...steps, workspace.gather('gather1', grid, points.z, [mesh], [sum])]);
    this.remember(laid, points);
    requirePositive(sum, points.source, points.count);
  }

  async score({ columns: points, output: { force, back } }: ScorePass, form: KernelSpec['score'] = this.spec.score): Promise<void> {
    const { workspace } = this;
    const { z, source, ratio, count } = points;
    const laid = this.under(points);
    if (!laid) return notANumber([...force, back], count);
    const { grid } = laid;
    const { steps, mesh } = this.potential(laid, points);
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
      steps.push(...this.convolve(laid, z, ratio, mesh), workspace.gather('gradient', grid, z, [mesh], [back, ...byAxis(reflected)]));
    }
    await workspace.run(grid, steps);
    if (!twoSided) this.remember(laid, points);
    // Delta G = -grad G / (2 ln 2).
    const factor = -0.5 * Math.LOG2E;
    force.forEach((column, a) => {
      const reflected = columns[a];
      for (let i = 0; i < count; i++) column[i] = factor * (ratio[i] * column[i] + (twoSided ? source[i] * reflected[i] : 0));
    });
  }

  /** Steps that make the field of `source`, or none when the last pass left it on the mesh. */
  private potential(laid: LaidBlob, { z, source, count, revision }: Sources): { steps: Step[]; mesh: number } {
    const { workspace, filled } = this;
    const [mesh] = workspace.meshes(laid.grid, 1);
    const same = filled?.laid === laid && filled.z === z && filled.revision === revision && filled.count === count;
    if (same && workspace.owner === this) return { steps: [], mesh };
    workspace.order.sort(laid.grid, z, count);
    workspace.owner = undefined;
    return { steps: this.convolve(laid, z, source, mesh), mesh };
  }

  private remember(laid: LaidBlob, { z, count, revision }: Sources): void {
    this.workspace.owner = this;
    this.filled = { laid, z, count, revision };
  }

  private convolve({ grid, plan, symbol }: LaidBlob, z: readonly Column[], charge: Column, mesh: number): Step[] {
    return [
      this.workspace.spread(grid, z, [charge], [mesh]),
      ...transformSteps(plan, mesh, -1),
      { kind: 'gaussian', parts: Math.min(32, grid.length / grid.rowLength), grid, mesh, symbol },
      ...transformSteps(plan, mesh, 1),
    ];
  }

  private under({ z, count }: Sources): LaidBlob | undefined {
    const { dimensions, blobPeriod } = this.spec;
    const place = (extents: readonly Extent[]): MeshPlace => ({
      axes: extents.map(([low, high], c) => this.axis(low, high, c < dimensions.x ? blobPeriod[c] : 0)),
    });
    return this.mesh.under(z, count, place);
  }

  private axis(low: number, high: number, period: number): MeshAxis {
    const { order, spacing } = this.mesh.resolution;
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
