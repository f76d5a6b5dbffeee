import type { Space } from '../contracts.ts';
import { addScaled, divide, subtract } from './vectors.ts';

/** image <- G(point). */
export type FixedPointMap = (point: Float64Array, image: Float64Array) => Promise<void>;

export interface FixedPointResult {
  readonly converged: boolean;
  /** Evaluations of the map. */
  readonly iterations: number;
  /** Norm of map(point) - point at the point returned. */
  readonly residual: number;
}

/** A column of secants is dropped when this much of it is a combination of newer ones. */
const dependent = 1e-9;
/** A residual this many times the best one is a divergence, not the ordinary up and down of the iteration. */
const divergence = 1e4;
/** Evaluations without halving the residual that count as standstill. */
const patience = 16;
const maximumRecoveries = 2;

/**
 * Anderson acceleration of a fixed-point iteration y <- G(y) (Anderson, J. ACM 12, 1965; in the form of Walker and Ni,
 * SIAM J. Numer. Anal. 49, 2011): the next point is combined from the last `depth` secants so that the linearised
 * residual is least in the norm of the space. On a linear problem it is GMRES, so it converges where the plain
 * iteration diverges.
 *
 * Safeguards: a non-finite or diverging point, or a long standstill, throws the secants away and goes on from the best
 * point with half the mixing; after two such recoveries it gives up, for a shorter step is then the cheaper way.
 */
export class Anderson {
  private readonly space: Space;
  private readonly depth: number;
  private readonly residual: Float64Array;
  private readonly lastPoint: Float64Array;
  private readonly lastResidual: Float64Array;
  private readonly bestPoint: Float64Array;
  private readonly bestResidual: Float64Array;
  private readonly basis: Float64Array[];
  /** Secants, newest first. */
  private points: Float64Array[] = [];
  private residuals: Float64Array[] = [];

  constructor(space: Space, depth: number) {
    const vector = (): Float64Array => new Float64Array(space.length);
    this.space = space;
    this.depth = depth;
    this.residual = vector();
    this.lastPoint = vector();
    this.lastResidual = vector();
    this.bestPoint = vector();
    this.bestResidual = vector();
    this.basis = Array.from({ length: depth }, vector);
  }

  /**
   * Solves point = map(point) to an absolute `tolerance` in the space's norm, starting from `point`. On return
   * `image` holds the map of `point`, from its last evaluation.
   */
  async solve(
    map: FixedPointMap,
    point: Float64Array,
    image: Float64Array,
    tolerance: number,
    maxIterations: number,
  ): Promise<FixedPointResult> {
    let best = Infinity, milestone = Infinity, sinceMilestone = 0, recoveries = 0, mixing = 1, fresh = true;
    this.points = [];
    this.residuals = [];
    for (let iterations = 1; iterations <= maxIterations; iterations++) {
      await map(point, image);
      subtract(this.residual, image, point);
      const norm = this.space.norm(this.residual);
      if (norm <= tolerance) return { converged: true, iterations, residual: norm };
      if (norm < best) {
        best = norm;
        this.bestPoint.set(point);
        this.bestResidual.set(this.residual);
      }
      sinceMilestone = norm < 0.5 * milestone ? 0 : sinceMilestone + 1;
      if (norm < 0.5 * milestone) milestone = norm;
      const lost = !Number.isFinite(norm) || norm > divergence * best || sinceMilestone > patience;
      if (lost) {
        recoveries++;
        if (recoveries > maximumRecoveries || best === Infinity) return { converged: false, iterations, residual: best };
        mixing *= 0.5;
        milestone = best;
        sinceMilestone = 0;
        this.points = [];
        this.residuals = [];
        this.residual.set(this.bestResidual);
        point.set(this.bestPoint);
      } else if (!fresh) this.remember(point);
      fresh = false;
      this.lastPoint.set(point);
      this.lastResidual.set(this.residual);
      this.extrapolate(point, mixing);
    }
    return { converged: false, iterations: maxIterations, residual: best };
  }

  /** Adds the secant from the last point to this one. */
  private remember(point: Float64Array): void {
    const full = this.points.length === this.depth;
    const oldPoint = full ? this.points.pop()! : new Float64Array(point.length);
    const oldResidual = full ? this.residuals.pop()! : new Float64Array(point.length);
    subtract(oldPoint, point, this.lastPoint);
    subtract(oldResidual, this.residual, this.lastResidual);
    this.points.unshift(oldPoint);
    this.residuals.unshift(oldResidual);
  }

  /**
   * point <- point + mixing f - sum_j gamma_j (dy_j + mixing df_j), gamma the least-squares solution of
   * f = sum_j gamma_j df_j by modified Gram-Schmidt, newest secant first. Leaves the reduced f in `residual`.
   */
  private extrapolate(point: Float64Array, mixing: number): void {
    const used: number[] = [];
    const triangle: number[][] = [];
    const projection: number[] = [];
    for (let j = 0; j < this.residuals.length; j++) {
      const q = this.basis[used.length];
      q.set(this.residuals[j]);
      const size = this.space.norm(q);
      const column = used.map((_, i) => {
        const overlap = this.space.dot(this.basis[i], q);
        addScaled(q, q, -overlap, this.basis[i]);
        return overlap;
      });
      const length = this.space.norm(q);
      if (!(length > dependent * size)) continue;
      divide(q, q, length);
      const along = this.space.dot(q, this.residual);
      addScaled(this.residual, this.residual, -along, q);
      triangle.push([...column, length]);
      projection.push(along);
      used.push(j);
    }
    const gamma = [...projection];
    for (let j = used.length - 1; j >= 0; j--) {
      gamma[j] /= triangle[j][j];
      for (let i = 0; i < j; i++) gamma[i] -= triangle[j][i] * gamma[j];
      addScaled(point, point, -gamma[j], this.points[used[j]]);
    }
    // What is left of f after the projections is f - sum_j gamma_j df_j.
    addScaled(point, point, mixing, this.residual);
  }
}
