import type { CollisionFlow, Column, Particles, VelocitySpace } from '../contracts.ts';
import { largest } from '../ranks/share.ts';
import { padded } from '../state/arena.ts';
import type { Points } from './points.ts';
import { cholesky, multiplyUpper, solveLower, solveUpper, type Factor } from './cholesky.ts';
import { coordinateSpace } from './coordinate-space.ts';
import {
  components, divergences, gramMatrix, innerProducts, jacobianCoefficients, jacobianProducts, velocityDerivatives, type Derivatives,
  type FieldSpace,
} from './fields.ts';
import { carry, isWithin, type Determinants } from './log-density.ts';
import { extent, joinParts, reduce, type Passes } from './passes.ts';
import type { Preconditioner } from './preconditioner.ts';
import { productTables, type Products } from './products.ts';
import { partCount } from './work.ts';

/** rate_i <- -sum_j w_j kappa N (g_i - g_j) at given velocities, by any sums; `phase`: cosines and sines of positions, where at hand. */
export type CollisionRates =
  (velocity: readonly Column[], score: readonly Column[], rate: readonly Column[], phase?: Points['phase']) => Promise<void>;

export interface FlowParts {
  readonly space: FieldSpace;
  readonly particles: Particles;
  readonly passes: Passes;
  readonly rates: CollisionRates;
  readonly strength: number;
  /** What makes implicit steps converge fast. */
  readonly preconditioner?: Preconditioner;
}

/** Rounds of the fixed point for the labels ahead; a displacement that needs more is too large to be a guess. */
const labelRounds = 40;

/**
 * The collision flow of the Galerkin score in coordinates. Score, rate and displacement live in a space of fields
 * phi_a(z), z the labels of the step; with the Gram matrix N = sum w phi phi^T = L L^T the displacement
 * u = sum_a c_a phi_a(z) from the labels has the coordinates y = y_0 + L^T c, in which
 *   the kinetic energy is |y|^2 / 2 (v itself is a field: y_0),   S(y) - S(y_0) = F = sum_i w_i log det(I + Du(z_i)),
 *   the score is -grad_y F,   the rate is the w-orthogonal projection of the particles' collision rates,
 * so that every scheme for a CollisionFlow keeps its laws: the projection is w-self-adjoint and leaves constants and v
 * alone. Since u is smooth, det(I + Du) is the exact change of variables: log f_i <- log f_i - log det.
 * At u = 0 the score is that of score matching (A. Hyvarinen, J. Mach. Learn. Res. 6 (2005) 695).
 *
 * The labels are the particles, or, for a step of second order, the particles half a step ahead: there the moments' test
 * fields are in the space where a step is centred, and not where it begins. Any guess of the way ahead keeps every law.
 */
export class CoordinateFlow implements CollisionFlow {
  readonly space: VelocitySpace;
  readonly fields: FieldSpace;
  readonly products: Products;
  /** Coordinates of the labels' velocities. */
  readonly origin: Float64Array;
  /** Coordinates of the particles' velocities when they were taken: the origin, or half a step before it. */
  readonly start: Float64Array;
  /** Moments of the weights over the product basis, from the last `rebase`. */
  moments: Float64Array = new Float64Array(0);
  factor: Factor | undefined;
  private readonly parts: FlowParts;
  private readonly derivatives: Derivatives;
  private readonly identity: readonly Float64Array[];
  private readonly constants: readonly Float64Array[];
  private readonly field: Float64Array;
  private readonly jacobian: Float64Array;
  private readonly coefficients: Float64Array;

  constructor(parts: FlowParts) {
    const { size, dimensions, range, derivatives, basis } = parts.space;
    this.parts = parts;
    this.fields = parts.space;
    this.products = productTables(basis);
    this.origin = this.vector();
    this.start = this.vector();
    this.label = parts.particles.velocity;
    this.constants = Array.from({ length: dimensions }, () => this.vector());
    this.space = coordinateSpace(padded(size), this.constants);
    this.derivatives = velocityDerivatives(basis);
    this.identity = knownFields(parts.space);
    this.field = new Float64Array(dimensions * range.size);
    this.jacobian = new Float64Array(dimensions * dimensions * derivatives.size);
    this.coefficients = new Float64Array(size);
  }

  /** The labels as points, with the cosines and sines of their positions where they are known. */
  get points(): Points & Pick<Particles, 'count' | 'weight' | 'share'> {
    const { position, count, weight, share } = this.parts.particles;
    return { position, velocity: this.label, count, weight, share, phase: this.phase };
  }

  private phase: Points['phase'];
  private label: readonly Column[];

  /**
   * Takes the particles as they are for the start of a step, as labels or, given the coefficients of a displacement, as
   * what that displacement leads to the labels. False when the functions are dependent on them.
   */
  async rebase(ahead?: Float64Array): Promise<boolean> {
    const { particles, passes, space } = this.parts;
    const { axes } = space.basis;
    if (axes.some(({ kind }) => kind === 'fourier')) {
      const columns = passes.columns('phase', 2 * axes.length, particles.capacity);
      const { position, velocity } = particles;
      await passes.run({ kind: 'phases', points: { position, velocity }, basis: space.basis, drop: 0, ...extent(particles), out: columns });
      this.phase = axes.map((_, d) => ({ cosine: columns[2 * d], sine: columns[2 * d + 1] }));
    }
    this.label = particles.velocity;
    const led = ahead !== undefined && (await this.lead(ahead));
    this.moments = await passes.moments(this.products.basis, this.points);
    this.factor = cholesky(gramMatrix(space, this.products, this.moments), space.size);
    if (!this.factor) return false;
    const { size } = space;
    const [velocity, ...constants] = this.identity;
    multiplyUpper(this.factor, velocity, this.origin.subarray(0, size));
    constants.forEach((constant, d) => multiplyUpper(this.factor!, constant, this.constants[d].subarray(0, size)));
    if (led) this.toCoordinates(ahead, this.start);
    for (let a = 0; a < size; a++) this.start[a] = this.origin[a] - (led ? this.start[a] : 0);
    return true;
  }

  /**
   * Labels z with z - u(z) = v to rounding, u the field of the coefficients: a fixed point, which contracts by |Du|. False,
   * and the labels are the particles, where it does not.
   */
  private async lead(ahead: Float64Array): Promise<boolean> {
    const { particles: { velocity, count, capacity, share }, passes } = this.parts;
    const [label, next] = ['label', 'velocity'].map((name) => passes.columns(name, velocity.length, capacity));
    let before = Infinity;
    for (let round = 0; round < labelRounds; round++) {
      await this.evaluate(ahead, next, velocity);
      const change = largest(largestChange(next, this.label, count), share);
      label.forEach((column, d) => column.set(next[d]));
      this.label = label;
      // The roundings of the tails' velocities end the descent.
      if (change <= 1e-15 || (change < 1e-12 && change >= before)) return true;
      if (!(change < 1e3)) break;
      before = change;
    }
    this.label = velocity;
    return false;
  }

  /** Coefficients c = L^-T (y - origin); without origin those of a score or a rate. A view: the next call overwrites it. */
  toCoefficients(y: Float64Array, origin?: Float64Array): Float64Array {
    const { coefficients } = this;
    for (let a = 0; a < coefficients.length; a++) coefficients[a] = origin ? y[a] - origin[a] : y[a];
    solveUpper(this.factor!, coefficients, coefficients);
    return coefficients;
  }

  /** L^T c, the way back of `toCoefficients`. */
  toCoordinates(c: Float64Array, y: Float64Array): void {
    multiplyUpper(this.factor!, c, y.subarray(0, this.fields.size));
  }

  private async determinants(y: Float64Array, wantMoments: boolean, logDeterminant?: Column) {
    const { space, passes } = this.parts;
    const { dimensions, derivatives, basis } = space;
    const { weight, count, share, ...points } = this.points;
    const set = { count, share };
    components(space, this.toCoefficients(y, this.origin), this.field);
    jacobianCoefficients(space, this.derivatives, this.field, this.jacobian);
    const parts = partCount(extent(set));
    const square = dimensions * dimensions;
    const partial = wantMoments ? passes.partial(basis, 1, square, set) : undefined;
    const summary = passes.vector('summary', 3 * parts);
    await passes.run({
      kind: 'determinant',
      points,
      basis,
      drop: 1,
      ...extent(set),
      coefficients: passes.shared('jacobian', this.jacobian),
      weight,
      partial,
      summary,
      logDeterminant,
    });
    const [entropy, least, greatest] = joinParts(summary, set, 3, (a, b) =>
      Float64Array.of(a[0] + b[0], Math.min(a[1], b[1]), Math.max(a[2], b[2])));
    return { entropy, least, greatest, moments: partial && reduce(partial, set, square * derivatives.size) };
  }

  /** F(y) = S(y) - S(y_0). */
  async entropy(y: Float64Array): Promise<number> {
    return (await this.determinants(y, false)).entropy;
  }

  async score(y: Float64Array, score: Float64Array): Promise<number> {
    let entropy = 0;
    if (y.every((value, a) => value === this.origin[a])) {
      // Nothing is displaced: the divergences are among the moments that are there already.
      score.set(divergences(this.fields, this.products, this.moments));
    } else {
      const found = await this.determinants(y, true);
      entropy = found.entropy;
      jacobianProducts(this.fields, this.derivatives, found.moments!, score);
    }
    solveLower(this.factor!, score, score);
    for (let a = 0; a < score.length; a++) score[a] = a < this.fields.size ? -score[a] : 0;
    return entropy;
  }

  async collide(y: Float64Array, score: Float64Array, rate: Float64Array): Promise<void> {
    const { particles, passes, space, rates, strength } = this.parts;
    const { dimensions, basis } = space;
    const [velocity, g, r] = ['velocity', 'score', 'rate'].map((name) => passes.columns(name, dimensions, particles.capacity));
    await this.evaluate(this.toCoefficients(y, this.origin), velocity, this.label);
    await this.evaluate(this.toCoefficients(score), g);
    await rates(velocity, g, r, this.phase);
    innerProducts(space, await passes.moments(basis, this.points, r), rate);
    solveLower(this.factor!, rate, rate);
    for (let a = 0; a < rate.length; a++) rate[a] = a < space.size ? strength * rate[a] : 0;
  }

  precondition(residual: Float64Array, step: number): void {
    const { preconditioner } = this.parts;
    if (!preconditioner) return;
    const c = this.toCoefficients(residual);
    preconditioner.apply(c, step);
    this.toCoordinates(c, residual);
  }

  /** out <- (base +) the field of the coefficients at the particles. */
  async evaluate(coefficients: Float64Array, out: readonly Column[], base?: readonly Column[]): Promise<void> {
    components(this.fields, coefficients, this.field);
    await this.parts.passes.evaluate(this.fields.basis, this.points, this.field, out, base);
  }

  /**
   * Moves the particles to the coordinates y: log f <- log f - log det of the way from where they were. Nothing moves when a
   * determinant leaves what is allowed. Returns the least and the greatest of the whole way.
   */
  async displace(y: Float64Array, logDensity: Column, allowed: Determinants): Promise<Determinants & { readonly moved: boolean }> {
    const { particles, passes, space } = this.parts;
    const { velocity: own, count, capacity } = particles;
    const [before, change] = passes.columns('score', space.dimensions, capacity);
    const atStart = await this.determinants(this.start, false, before);
    const atEnd = await this.determinants(y, false, change);
    if (!isWithin(atStart, allowed) || !isWithin(atEnd, allowed)) return { ...atEnd, moved: false };
    const velocity = passes.columns('velocity', space.dimensions, capacity);
    await this.evaluate(this.toCoefficients(y, this.origin), velocity, this.label);
    own.forEach((column, d) => column.set(velocity[d].subarray(0, count)));
    return { ...carry(logDensity, particles, (i) => change[i] - before[i]), moved: true };
  }

  vector(): Float64Array {
    return new Float64Array(padded(this.parts.space.size));
  }
}

function largestChange(a: readonly Column[], b: readonly Column[], count: number): number {
  let most = 0;
  a.forEach((column, d) => {
    for (let i = 0; i < count; i++) {
      const change = Math.abs(column[i] - b[d][i]);
      // NaN is the largest of all.
      if (!(change <= most)) most = change;
    }
  });
  return most;
}

/** Coefficients of the field v, then of the constant fields e_d: combinations of fields with the constant F_0. */
function knownFields({ fields, members, offset, basis, size, dimensions }: FieldSpace): Float64Array[] {
  const linear = Array.from({ length: dimensions }, (_, d) =>
    basis.velocity.findIndex((index) => index[d] === 1 && index.every((n, e) => n === 0 || e === d)),
  );
  const put = (coefficients: Float64Array, component: number, beta: number, value: number): Float64Array => {
    const n = members[0].findIndex(
      (number) => fields[number].length === 1 && fields[number][0].component === component && fields[number][0].beta === beta,
    );
    if (n < 0) throw new Error('the field space must hold the constants and v');
    coefficients[offset[0] + n] = value / fields[members[0][n]][0].factor;
    return coefficients;
  };
  const velocity = new Float64Array(size);
  for (let d = 0; d < dimensions; d++) {
    put(velocity, d, 0, basis.centre[d]);
    put(velocity, d, linear[d], basis.scale[d]);
  }
  return [velocity, ...Array.from({ length: dimensions }, (_, d) => put(new Float64Array(size), d, 0, 1))];
}
