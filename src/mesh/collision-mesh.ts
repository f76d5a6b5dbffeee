import type { CollisionPass, CollisionSums, Column, KernelSpec } from '../contracts.ts';
import { numbers as numberAlgebra } from '../math/algebra.ts';
import { constantKappa, kappaOf } from '../physics/kappa-facts.ts';
import { radialLaw } from '../physics/landau.ts';
import { axisNumbers, notANumber, numbersAxes } from './blob-mesh.ts';
import { fourierPlan, type FourierPlan } from './fft.ts';
import { covers, extent, isAstray, meshGrid, transformLength, type MeshAxis, type MeshGrid, type SplineOrder } from './grid.ts';
import { splineCorrection } from './influence.ts';
import { waveNumber, type CollisionSymbol } from './multiply.ts';
import { Projection } from './projection.ts';
import { MeshRefusal } from './refusal.ts';
import { transformSteps, type Step } from './steps.ts';
import { cosineSeries, taper, tensorTables } from './symbol.ts';
import type { MeshWorkspace } from './workspace.ts';

export interface CollisionResolution {
  readonly order: SplineOrder;
  /** Mesh spacing of the velocity axes over the smallest standard deviation of the velocities. */
  readonly spacing: number;
  /** Relative error allowed to the Fourier series of kappa; sets the mesh of the position axis. */
  readonly series: number;
}

/** Period over diameter of the velocity cloud: the kernel is cut smoothly in the 30 % between. */
const periodRatio = 2.3;
/** Room for particles to move before the mesh has to be laid anew, as a part of the radius. */
const margin = 0.05;
const mostPositionNodes = 192;

interface Laid {
  readonly grid: MeshGrid;
  readonly plan: FourierPlan;
  readonly symbol: CollisionSymbol;
  /** Centre and radius of the ball of velocities that the kernel serves without cut. */
  readonly ball: readonly number[];
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
  private readonly spec: KernelSpec;
  private readonly workspace: MeshWorkspace;
  private resolution: CollisionResolution;
  private readonly mostPoints: number;
  /** The value of a constant kappa. */
  private readonly uniform: number | undefined;
  private readonly kappaOf: (rSquared: number) => number;
  private laid: Laid | undefined;
  /** Times that the mesh was laid. */
  meshes = 0;
  /**
   * Size of the terms that cancelled in the last pass (root mean square): gain and rate, and a billionth of what the
   * part of the score that was projected away would have given, so that its rounding does not count as an error.
   */
  scale = 0;

  constructor(spec: KernelSpec, workspace: MeshWorkspace, resolution: CollisionResolution, mostPoints: number) {
    this.spec = spec;
    this.workspace = workspace;
    this.resolution = resolution;
    this.mostPoints = mostPoints;
    this.uniform = constantKappa(spec);
    this.kappaOf = kappaOf(spec);
  }

  get grid(): MeshGrid | undefined {
    return this.laid?.grid;
  }

  refine(resolution: CollisionResolution): void {
    this.resolution = resolution;
    this.laid = undefined;
  }

  /** Where the mesh lies, for a checkpoint. Empty before the first pass. */
  memory(): readonly number[] {
    const { laid, resolution } = this;
    if (!laid) return [];
    return [
      resolution.order, resolution.spacing, resolution.series, laid.ball.length, ...laid.ball,
      ...laid.grid.placement.flatMap((a) => axisNumbers(laid.grid.axes[a])),
    ];
  }

  restore(numbers: readonly number[]): void {
    if (numbers.length === 0) return;
    const [order, spacing, series, length] = numbers;
    this.resolution = { order: order as SplineOrder, spacing, series };
    this.lay(numbersAxes(numbers.slice(4 + length)), numbers.slice(4, 4 + length));
  }

  async collisions(pass: CollisionPass): Promise<void> {
    const { workspace } = this;
    const { columns } = workspace;
    const { columns: { count, velocity, weight }, output: { rate } } = pass;
    workspace.count = count;
    const d = velocity.length;
    const points = this.localPositions(pass).concat(velocity);
    const extents = points.map((column) => extent(column, count));
    if (this.laid && isAstray(this.laid.grid, extents)) return notANumber(rate, count);
    const { grid, plan, symbol } = this.cover(pass, points, extents);
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
    const back = (meshes: readonly number[]): Step[] => meshes.flatMap((mesh) => transformSteps(grid, plan, mesh, 1));
    await workspace.run(grid, [
      workspace.spread(grid, points, [weight, ...work], [source, ...vectors]),
      ...[source, ...vectors].flatMap((mesh) => transformSteps(grid, plan, mesh, -1)),
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

  /** The position columns that matter: none when kappa is constant, for then every pair collides alike. */
  private localPositions(pass: CollisionPass): Column[] {
    return this.uniform === undefined ? [...pass.columns.position] : [];
  }

  private cover(pass: CollisionPass, points: readonly Column[], extents: readonly (readonly [number, number])[]): Laid {
    const { count } = this.workspace;
    if (!extents.flat().every(Number.isFinite)) throw new MeshRefusal('the particles are not finite, no mesh holds them');
    const { velocity } = pass.columns;
    if (this.laid) {
      const { grid, ball } = this.laid;
      const inside = grid.placement.every((a, c) => grid.axes[a].periodic || covers(grid.axes[a], grid.order, ...extents[c]));
      if (inside && radius(velocity, count, ball) <= ball[ball.length - 1]) return this.laid;
    }
    const middle = velocity.map((column) => {
      const [low, high] = extent(column, count);
      return (low + high) / 2;
    });
    const ball = [...middle, (1 + margin) * radius(velocity, count, middle)];
    const positions = points.slice(0, points.length - velocity.length);
    return this.lay([...positions.map((column, c) => this.positionAxis(column, c)), ...this.velocityAxes(pass, ball)], ball);
  }

  private velocityAxes({ columns: { velocity, weight } }: CollisionPass, ball: readonly number[]): MeshAxis[] {
    const { order, spacing } = this.resolution;
    const { count } = this.workspace;
    const reach = ball[ball.length - 1];
    const h = spacing * Math.min(...velocity.map((column) => deviation(column, weight, count)));
    if (!(h > 0) || !Number.isFinite(reach)) {
      throw new MeshRefusal('the velocities have no spread, or are not finite: no mesh holds them, use sums.method direct');
    }
    const nodes = transformLength(Math.min(1e6, Math.ceil((periodRatio * (2 * reach + order * h)) / h)));
    const widest = Math.max(...velocity.map((column, a) => Math.max(...extent(column, count).map((v) => Math.abs(v - ball[a])))));
    const half = Math.min(reach, (1 + margin) * widest);
    const occupied = Math.min(nodes, Math.ceil((2 * half) / h) + order + 2);
    return velocity.map((_, a) => ({ count: nodes, spacing: h, origin: ball[a] - half - (order / 2) * h, periodic: false, occupied }));
  }

  private positionAxis(column: Column, c: number): MeshAxis {
    const { order, series } = this.resolution;
    const length = this.spec.period[c];
    if (length > 0) {
      const nodes = positionNodes((r) => this.kappa(r), length, order, series);
      return { count: nodes, spacing: length / nodes, origin: 0, periodic: true, occupied: nodes };
    }
    const [low, high] = extent(column, this.workspace.count);
    const wide = Math.max((1 + 2 * margin) * (high - low), 1e-3);
    const period = periodRatio * wide;
    const nodes = positionNodes((r) => this.kappa(r) * taper(r, wide, period - wide), period, 2 * order, series);
    const spacing = period / (nodes - order);
    const occupied = Math.min(nodes, Math.ceil(wide / spacing) + order + 1);
    return { count: transformLength(nodes), spacing, origin: (low + high - wide) / 2 - (order / 2) * spacing, periodic: false, occupied };
  }

  private kappa(r: number): number {
    return this.kappaOf(r * r);
  }

  private lay(axes: readonly MeshAxis[], ball: readonly number[]): Laid {
    const { arena } = this.workspace;
    const d = this.spec.dimensions.v as 2 | 3;
    const grid = meshGrid(this.resolution.order, axes);
    if (!(grid.length <= this.mostPoints)) {
      throw new MeshRefusal(
        `the collision mesh would need ${axes.map((axis) => axis.count).join(' x ')} points, more than ${this.mostPoints}: raise ` +
        'sums.tolerance or equation.softening, ' +
          'trim far outliers in velocity, or use sums.method direct or random-batch',
      );
    }
    const share = (table: Float64Array): Float64Array => {
      const shared = arena.vector(table.length);
      shared.set(table);
      return shared;
    };
    const tables = grid.axes.map((axis, a) => splineCorrection(grid.order, axis.count, a === 3 ? axis.count / 2 + 1 : axis.count));
    axes.slice(0, axes.length - d).forEach((axis, c) => {
      const series = this.kappaSeries(axis);
      const table = tables[grid.placement[c]];
      table.forEach((value, k) => (table[k] = value * series[Math.abs(waveNumber(k, axis.count))]));
    });
    const { count, spacing } = axes[axes.length - 1];
    const period = count * spacing;
    const inner = 2 * ball[ball.length - 1] + 0.5 * grid.order * spacing;
    const psi = (squared: number): number => (this.uniform ?? 1) * radialLaw(numberAlgebra, squared, this.spec.gamma, this.spec.softening);
    const { alpha, beta } = tensorTables(d, psi, inner, period - inner, period, (d * count * count) / 4);
    this.meshes++;
    const symbol = {
      tables: tables.map(share), alpha: share(alpha), beta: share(beta), velocityAxes: grid.placement.slice(axes.length - d),
    };
    return (this.laid = { grid, plan: fourierPlan(grid, arena), symbol, ball });
  }

  private kappaSeries(axis: MeshAxis): Float64Array {
    const period = axis.count * axis.spacing;
    const wide = (axis.occupied + 1) * axis.spacing;
    const f = axis.periodic ? (r: number) => this.kappa(r) : (r: number) => this.kappa(r) * taper(r, wide, period - wide);
    return cosineSeries(f, period, axis.count / 2 + 1);
  }
}

const tensor2: readonly (readonly (readonly [number, number])[])[] = [[[0, 0], [1, 1], [0, 1]]];
const tensor3: readonly (readonly (readonly [number, number])[])[] = [[[0, 0], [1, 1], [2, 2]], [[0, 1], [0, 2], [1, 2]]];

/** Largest distance from the point `centre` (first entries). */
function radius(velocity: readonly Column[], count: number, centre: readonly number[]): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    let square = 0;
    for (let a = 0; a < velocity.length; a++) square += (velocity[a][i] - centre[a]) * (velocity[a][i] - centre[a]);
    if (!(square <= largest)) largest = square;
  }
  return Math.sqrt(largest);
}

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

/** The shortest mesh whose outer third of wave numbers carries less than 0.3 `tolerance` of the series of kappa. */
function positionNodes(f: (r: number) => number, period: number, least: number, tolerance: number): number {
  const series = cosineSeries(f, period, 1 + mostPositionNodes);
  const total = series.reduce((sum, value) => sum + Math.abs(value), 0);
  let tail = 0;
  let modes = series.length;
  while (modes > 1 && tail + Math.abs(series[modes - 1]) <= 0.3 * tolerance * total) tail += Math.abs(series[--modes]);
  return transformLength(Math.max(least, Math.min(mostPositionNodes, 3 * modes)));
}
