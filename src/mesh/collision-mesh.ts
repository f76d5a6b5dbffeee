import type { CollisionPass, CollisionSums, Column, KernelSpec } from '../contracts.ts';
import { numbers as numberAlgebra } from '../math/algebra.ts';
import { constantKappa, kappaOf } from '../physics/kappa-facts.ts';
import { radialLaw } from '../physics/landau.ts';
import type { Extent, MeshAxis, MeshGrid } from './grid.ts';
import { LaidMesh, notANumber, type Resolution } from './laid-mesh.ts';
import { ballOf, holds, positionAxis, separableTables, velocityAxes, type Ball, type CollisionPlace } from './laying.ts';
import type { CollisionSymbol } from './multiply.ts';
import { Projection } from './projection.ts';
import { MeshRefusal } from './refusal.ts';
import { transformSteps, type Step } from './steps.ts';
import { tensorTables } from './symbol.ts';
import type { MeshWorkspace } from './workspace.ts';

/** Spacings of the velocity axes are in smallest standard deviations of the velocities. */
export interface CollisionResolution extends Resolution {
  /** Relative error allowed to the Fourier series of kappa; sets the mesh of the position axis. */
  readonly series: number;
}

/**
 * Collision sums on a B-spline mesh with the two-sided projection: rate = P M P score, M the mesh's convolution with
 * kappa(x) N(v). Spread and gather use the same weights and the symbol is real and even, so M is symmetric; P makes
 * momentum and energy exact (src/mesh/projection.ts). The collision term splits into A score - b:
 *   rate_i = sum_j w_j kappa N g_j - (sum_j w_j kappa N) g_i,
 * 1 + d meshes forward, d + d(d+1)/2 back.
 */
export class CollisionMesh implements CollisionSums {
  readonly name = 'mesh';
  readonly mesh: LaidMesh<CollisionResolution, CollisionPlace, CollisionSymbol>;
  private readonly spec: KernelSpec;
  private readonly workspace: MeshWorkspace;
  /** The value of a constant kappa. */
  private readonly uniform: number | undefined;
  private readonly kappa: (r: number) => number;
  /**
   * Size of the terms that cancelled in the last pass (root mean square): gain and rate, and a billionth of what the
   * part of the score that was projected away would have given, so that its rounding does not count as an error.
   */
  scale = 0;

  constructor(spec: KernelSpec, workspace: MeshWorkspace, resolution: CollisionResolution) {
    this.spec = spec;
    this.workspace = workspace;
    this.uniform = constantKappa(spec);
    const ofSquare = kappaOf(spec);
    this.kappa = (r) => ofSquare(r * r);
    this.mesh = new LaidMesh({
      name: 'collision',
      remedy: 'raise sums.tolerance or equation.softening, trim far outliers in velocity, or use sums.method direct or random-batch',
      symbol: (grid, place) => this.symbol(grid, place),
    }, workspace, resolution);
  }

  async collisions(pass: CollisionPass): Promise<void> {
    const { workspace } = this;
    const { columns } = workspace;
    const { columns: { count, position, velocity, weight }, output: { rate } } = pass;
    const d = velocity.length;
    // Where kappa is constant every pair collides alike, and positions do not matter.
    const points = this.uniform === undefined ? [...position, ...velocity] : velocity;
    const laid = this.mesh.under(
      points, count, (extents) => this.place(pass, extents),
      ({ ball }) => holds(ball, velocity, count),
    );
    if (!laid) return notANumber(rate, count);
    const { grid, plan, symbol } = laid;
    const projection = new Projection(weight, velocity, count);
    const score = columns.slice(0, d);
    const work = columns.slice(3, 3 + d);
    const third = columns.slice(3, 6);
    projection.apply(pass.columns.score, score);
    score.forEach((g, a) => work[a].forEach((_, i) => (work[a][i] = weight[i] * g[i])));

    workspace.order.sort(grid, points, count);
    workspace.owner = this;
    const [source, ...fields] = workspace.meshes(grid, 4);
    const vectors = fields.slice(0, d);
    const parts = Math.min(32, grid.length / grid.rowLength);
    const back = (meshes: readonly number[]): Step[] => meshes.flatMap((mesh) => transformSteps(plan, mesh, 1));
    await workspace.run(grid, [
      workspace.spread(grid, points, [weight, ...work], [source, ...vectors]),
      ...[source, ...vectors].flatMap((mesh) => transformSteps(plan, mesh, -1)),
      { kind: 'vectors', parts, grid, meshes: vectors, symbol, components: [] },
      ...back(vectors),
      workspace.gather(`gather${d}`, grid, points, vectors, rate),
    ]);
    const gain = rootMeanSquare(rate, weight, count);
    for (const components of d === 3 ? tensor3 : tensor2) {
      const targets = fields.slice(0, components.length);
      await workspace.run(grid, [
        { kind: 'tensors', parts, grid, meshes: [source, ...targets], symbol, components },
        ...back(targets),
        workspace.gather(`gather${targets.length}`, grid, points, targets, third.slice(0, targets.length)),
      ]);
      components.forEach(([a, b], n) => {
        const [A, ga, gb] = [third[n], score[a], score[b]];
        const [ra, rb] = [rate[a], rate[b]];
        for (let i = 0; i < count; i++) {
          ra[i] -= A[i] * gb[i];
          if (a !== b) rb[i] -= A[i] * ga[i];
        }
      });
    }
    projection.apply(rate, rate);
    const [whole, kept] = [rootMeanSquare(pass.columns.score, weight, count), rootMeanSquare(score, weight, count)];
    this.scale = (gain + rootMeanSquare(rate, weight, count)) * (1 + (1e-9 * whole) / Math.max(kept, Number.MIN_VALUE));
    for (const column of rate) column.fill(0, count);
  }

  private place(pass: CollisionPass, extents: readonly Extent[]): CollisionPlace {
    const { count, velocity } = pass.columns;
    const positions = extents.slice(0, -velocity.length), velocities = extents.slice(-velocity.length);
    const ball = ballOf(velocity, count, velocities);
    return { axes: [...positions.map((range, c) => this.positionAxis(range, c)), ...this.velocityAxes(pass, velocities, ball)], ball };
  }

  private velocityAxes({ columns }: CollisionPass, extents: readonly Extent[], ball: Ball): MeshAxis[] {
    const { velocity, weight, count } = columns;
    const { order, spacing } = this.mesh.resolution;
    const h = spacing * Math.min(...velocity.map((column) => deviation(column, weight, count)));
    if (!(h > 0) || !Number.isFinite(ball.radius)) {
      throw new MeshRefusal('the velocities have no spread, or are not finite: no mesh holds them, use sums.method direct');
    }
    return velocityAxes(extents, ball, order, h);
  }

  private positionAxis(range: Extent, c: number): MeshAxis {
    const { order, series } = this.mesh.resolution;
    return positionAxis(this.kappa, range, { order, series, length: this.spec.period[c] });
  }

  private symbol(grid: MeshGrid, { axes, ball }: CollisionPlace): CollisionSymbol {
    const { spec: { dimensions, gamma, softening }, workspace } = this;
    const d = dimensions.v as 2 | 3;
    const tables = separableTables(grid, axes.slice(0, -d), this.kappa);
    const { count, spacing } = axes[axes.length - 1];
    const period = count * spacing;
    const inner = 2 * ball.radius + 0.5 * grid.order * spacing;
    const psi = (squared: number): number => (this.uniform ?? 1) * radialLaw(numberAlgebra, squared, gamma, softening);
    const { alpha, beta } = tensorTables(d, psi, inner, period - inner, period, (d * count * count) / 4);
    return {
      tables: tables.map((table) => workspace.share(table)), alpha: workspace.share(alpha), beta: workspace.share(beta),
      velocityAxes: grid.placement.slice(-d),
    };
  }
}

const tensor2: readonly (readonly (readonly [number, number])[])[] = [[[0, 0], [1, 1], [0, 1]]];
const tensor3: readonly (readonly (readonly [number, number])[])[] = [[[0, 0], [1, 1], [2, 2]], [[0, 1], [0, 2], [1, 2]]];

function rootMeanSquare(field: readonly Column[], weight: Column, count: number): number {
  let [total, mass] = [0, 0];
  for (let i = 0; i < count; i++) {
    mass += weight[i];
    for (const column of field) total += weight[i] * column[i] ** 2;
  }
  return Math.sqrt(total / mass);
}

/** Standard deviation over the mass: particles of a lattice fill a box evenly, their weights do not. */
function deviation(column: Column, weight: Column, count: number): number {
  let [mass, first, second] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    mass += weight[i];
    first += weight[i] * column[i];
  }
  first /= mass;
  for (let i = 0; i < count; i++) second += weight[i] * (column[i] - first) * (column[i] - first);
  return Math.sqrt(second / mass);
}
