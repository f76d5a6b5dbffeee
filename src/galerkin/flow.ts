import type { CollisionFlow, Column, Particles } from '../contracts.ts';
import { padded, type Arena } from '../state/arena.ts';
import { cholesky, multiplyUpper, solveLower, solveUpper, type Factor } from './cholesky.ts';
import {
  components, gramMatrix, innerProducts, jacobianCoefficients, jacobianProducts, velocityDerivatives, type Derivatives, type FieldSpace,
} from './fields.ts';
import { reduce, Workspace, type Team } from './passes.ts';
import { productTables, type Products } from './products.ts';
import { partCount } from './work.ts';
import { rangeOf } from './block-kernels.ts';

/** rate_i <- -sum_j w_j kappa N (g_i - g_j) at given velocities, by whatever sums serve the scenario. */
export type CollisionRates = (velocity: readonly Column[], score: readonly Column[], rate: readonly Column[]) => Promise<void>;

/** The functions do not serve these particles: too few of them, or too far from what the functions resolve. */
export interface Determinants {
  readonly least: number;
  readonly greatest: number;
}

/**
 * The collision flow of the Galerkin score in coordinates. Score, rate and displacement live in a space of fields
 * phi_a(z), z the particles at the start of the step; with the Gram matrix N = sum w phi phi^T = L L^T the displacement
 * u = sum_a c_a phi_a(z) has the coordinates y = y_0 + L^T c, in which
 *   kinetic energy is |y|^2 / 2 (v itself is a field: y_0),   S(y) - S(y_0) = F = sum_i w_i log det(I + Du(z_i)),
 *   score -grad_y F,   rate = the w-orthogonal projection of the particles' collision rates,
 * so that every scheme for a CollisionFlow keeps its law: the projection is w-self-adjoint and leaves constants and v alone.
 * Since u is smooth, det(I + Du) is the exact change of variables, and log f_i <- log f_i - log det.
 * Score matching: A. Hyvarinen, J. Mach. Learn. Res. 6 (2005) 695 (the case u = 0).
 */
export class CoordinateFlow implements CollisionFlow {
  readonly axes = 1;
  readonly stride: number;
  readonly weight: Column;
  readonly space: FieldSpace;
  readonly products: Products;
  factor!: Factor;
  /** Coordinates of the velocities at the start of the step. */
  readonly origin: Float64Array;
  private readonly derivatives: Derivatives;
  private readonly particles: Particles;
  private readonly team: Team;
  private readonly rates: CollisionRates;
  private readonly strength: number;
  private readonly work: Workspace;
  private readonly identity: Float64Array;
  private readonly field: Float64Array;
  private readonly jacobian: Float64Array;
  private readonly coefficients: Float64Array;

  constructor(space: FieldSpace, particles: Particles, team: Team, rates: CollisionRates, strength: number, arena: Arena) {
    const { size, dimensions, range, derivatives } = space;
    this.space = space;
    this.products = productTables(space.basis);
    this.stride = padded(size);
    this.weight = new Float64Array(this.stride).fill(1, 0, size);
    this.origin = this.vector();
    this.derivatives = velocityDerivatives(space.basis);
    this.particles = particles;
    this.team = team;
    this.rates = rates;
    this.strength = strength;
    this.work = new Workspace(arena);
    this.identity = identityCoefficients(space);
    this.field = new Float64Array(dimensions * range.size);
    this.jacobian = new Float64Array(dimensions * dimensions * derivatives.size);
    this.coefficients = new Float64Array(size);
  }

  /** Takes the particles as they are for the start of a step. False when the functions are dependent on them. */
  async rebase(): Promise<boolean> {
    const moments = await this.moments([]);
    const factor = cholesky(gramMatrix(this.space, this.products, moments), this.space.size);
    if (!factor) return false;
    this.factor = factor;
    multiplyUpper(factor, this.identity, this.origin.subarray(0, this.space.size));
    return true;
  }

  /** Moments of the weights over the product basis. */
  async moments(columns: readonly Column[]): Promise<Float64Array> {
    const { basis } = this.products;
    const range = rangeOf(basis.extent);
    return this.gather(basis, range, columns);
  }

  private async gather(basis: typeof this.products.basis, range: ReturnType<typeof rangeOf>, columns: readonly Column[]): Promise<Float64Array> {
    const { particles, team, work } = this;
    const many = Math.max(1, columns.length);
    const partial = work.partial(range, many, particles.count);
    await team.run({ kind: 'moments', points: particles, basis, range, count: particles.count, weight: particles.weight, columns, partial });
    return reduce(partial, partCount(particles.count), many * range.size);
  }

  /** c = L^-T (y - y_0), or of a score or rate (no origin). */
  private toCoefficients(y: Float64Array, origin?: Float64Array): Float64Array {
    const { coefficients } = this;
    for (let a = 0; a < coefficients.length; a++) coefficients[a] = origin ? y[a] - origin[a] : y[a];
    solveUpper(this.factor, coefficients, coefficients);
    return coefficients;
  }

  private async determinants(y: Float64Array, wantMoments: boolean, logDeterminant?: Column) {
    const { space, particles, team, work } = this;
    const { dimensions, derivatives, basis } = space;
    components(space, this.toCoefficients(y, this.origin), this.field);
    jacobianCoefficients(space, this.derivatives, this.field, this.jacobian);
    const parts = partCount(particles.count);
    const square = dimensions * dimensions;
    const partial = wantMoments ? work.partial(derivatives, square, particles.count) : undefined;
    const summary = work.vector('summary', 3 * parts);
    await team.run({
      kind: 'determinant', points: particles, basis, range: derivatives, count: particles.count,
      coefficients: work.shared('jacobian', this.jacobian), weight: particles.weight, partial, summary, logDeterminant,
    });
    let entropy = 0, least = Infinity, greatest = -Infinity;
    for (let p = 0; p < parts; p++) {
      entropy += summary[3 * p];
      least = Math.min(least, summary[3 * p + 1]);
      greatest = Math.max(greatest, summary[3 * p + 2]);
    }
    return { entropy, least, greatest, moments: partial && reduce(partial, parts, square * derivatives.size) };
  }

  /** F(y) = S(y) - S(y_0). */
  async entropy(y: Float64Array): Promise<number> {
    return (await this.determinants(y, false)).entropy;
  }

  async score(y: Float64Array, score: Float64Array): Promise<number> {
    const { entropy, moments } = await this.determinants(y, true);
    jacobianProducts(this.space, this.derivatives, moments!, score);
    solveLower(this.factor, score, score);
    for (let a = 0; a < score.length; a++) score[a] = -score[a];
    return entropy;
  }

  async collide(y: Float64Array, score: Float64Array, rate: Float64Array): Promise<void> {
    const { particles, work, space } = this;
    const { dimensions } = space;
    const velocity = work.columns('velocity', dimensions, particles.capacity);
    const g = work.columns('score', dimensions, particles.capacity);
    const r = work.columns('rate', dimensions, particles.capacity);
    await this.evaluate(this.toCoefficients(y, this.origin), velocity, particles.velocity);
    await this.evaluate(this.toCoefficients(score), g);
    await this.rates(velocity, g, r);
    innerProducts(space, await this.gather(space.basis, space.range, r), rate);
    solveLower(this.factor, rate, rate);
    for (let a = 0; a < rate.length; a++) rate[a] *= this.strength;
  }

  /** out <- the field of the coefficients at the particles, plus `base`. */
  async evaluate(coefficients: Float64Array, out: readonly Column[], base?: readonly Column[]): Promise<void> {
    const { space, particles, team, work, field } = this;
    components(space, coefficients, field);
    await team.run({
      kind: 'evaluate', points: particles, basis: space.basis, range: space.range, count: particles.count,
      coefficients: work.shared('field', field), out, base,
    });
  }

  /** The score at the particles as they are after `rebase`: columns. */
  async scoreAt(score: readonly Column[]): Promise<void> {
    const y = this.vector();
    await this.score(this.origin, y);
    await this.evaluate(this.toCoefficients(y), score);
  }

  /**
   * Moves the particles to the coordinates y: v <- v + u, log f <- log f - log det. Nothing moves when a determinant
   * leaves [least, greatest] allowed.
   */
  async displace(y: Float64Array, logDensity: Column, allowed: Determinants): Promise<Determinants & { moved: boolean; entropy: number }> {
    const { particles, work, space } = this;
    const change = work.columns('change', 1, particles.capacity)[0];
    const { entropy, least, greatest } = await this.determinants(y, false, change);
    if (!(least >= allowed.least && greatest <= allowed.greatest)) return { least, greatest, entropy, moved: false };
    const velocity = work.columns('velocity', space.dimensions, particles.capacity);
    await this.evaluate(this.toCoefficients(y, this.origin), velocity, particles.velocity);
    particles.velocity.forEach((column, d) => column.set(velocity[d]));
    for (let i = 0; i < particles.count; i++) logDensity[i] -= change[i];
    return { least, greatest, entropy, moved: true };
  }

  vector(): Float64Array {
    return new Float64Array(this.stride);
  }
}

/** The coefficients of the field v: constants and linear functions of the constant F_0. */
function identityCoefficients({ fields, members, offset, basis, size, dimensions }: FieldSpace): Float64Array {
  const coefficients = new Float64Array(size);
  const linear = Array.from({ length: dimensions }, (_, d) => basis.velocity.findIndex((index) => index[d] === 1 && index.every((n, e) => n === 0 || e === d)));
  const put = (component: number, beta: number, value: number): void => {
    const n = members[0].findIndex((number) => fields[number].length === 1 && fields[number][0].component === component && fields[number][0].beta === beta);
    if (n < 0) throw new Error('the field space must hold the constants and v');
    coefficients[offset[0] + n] = value / fields[members[0][n]][0].factor;
  };
  for (let d = 0; d < dimensions; d++) {
    put(d, 0, basis.centre[d]);
    put(d, linear[d], basis.scale[d]);
  }
  return coefficients;
}
