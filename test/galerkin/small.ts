import type { Column, Particles } from '../../src/contracts.ts';
import type { AxisFunctions } from '../../src/galerkin/axis-functions.ts';
import { makeBasis, type Basis, type Frame } from '../../src/galerkin/basis.ts';
import { fieldSpace, type FieldSpace } from '../../src/galerkin/fields.ts';
import { Passes, type Team } from '../../src/galerkin/passes.ts';
import { partCount, perform, plainBench, type Bench } from '../../src/galerkin/work.ts';
import { normalQuantile } from '../../src/math/normal.ts';
import { randomStream } from '../../src/math/random.ts';
import { Arena } from '../../src/state/arena.ts';
import { allocateParticles } from '../../src/state/particles.ts';

// Everything that a test of the Galerkin score measures against: functions written out again, sums as plain loops.

export const box = 5;

/** A frame beside the particles: nothing in the tests may hang on a good fit. */
export function frameOf(dx: number, dv: number, free = false): Frame {
  return {
    axes: Array.from({ length: dx }, (_, d): AxisFunctions =>
      free ? { kind: 'hermite', centre: 0.1 * d, scale: 1.2 } : { kind: 'fourier', length: box + d },
    ),
    centre: [0.2, -0.1, 0.05].slice(0, dv),
    scale: Array.from({ length: dv }, () => 1.1),
  };
}

/** Particles of unequal weights, x uniform in the box (normal in free space), v normal and correlated with x. */
export function randomParticles(count: number, frame: Frame, seed = 1): Particles {
  const { axes, centre } = frame;
  const next = randomStream(seed, axes.length + centre.length + 1);
  const particles = allocateParticles(new Arena(), count, { x: axes.length, v: centre.length });
  for (let i = 0; i < count; i++) {
    const u = next();
    axes.forEach((axis, d) => (particles.position[d][i] = axis.kind === 'fourier' ? axis.length * u[d] : normalQuantile(u[d])));
    const wind = axes.length === 0 ? 0 : 0.3 * Math.cos(particles.position[0][i]);
    centre.forEach((_, d) => (particles.velocity[d][i] = wind + (1 + 0.2 * d) * normalQuantile(u[axes.length + d])));
    particles.weight[i] = (0.5 + u[axes.length + centre.length]) / count;
  }
  return particles;
}

/** Passes on the calling thread, with the plain loops unless another bench is given. */
export function passesOver(bench: Bench = plainBench(), arena = new Arena()): Passes {
  const team: Team = {
    async run(work) {
      for (let part = 0; part < partCount(work); part++) perform(bench, work, part);
    },
  };
  return new Passes(team, arena);
}

/** The basis of a test: orders up to `order` in x, degree in v lowered by the order. */
export const basisOf = (frame: Frame, order: number, degree: number): Basis => makeBasis(frame, order, (k) => degree - k);

export const spaceOf = (basis: Basis, free: number): FieldSpace =>
  fieldSpace(basis, (k) => (basis.space[k].every((n) => n === 0) ? free : 0));

/** he_n(c) = n! / sqrt(n!) sum_m (-1)^m c^(n-2m) / (m! (n-2m)! 2^m). */
export function hermite(n: number, c: number): number {
  let sum = 0;
  for (let m = 0; 2 * m <= n; m++) sum += ((-1) ** m * c ** (n - 2 * m)) / (factorial(m) * factorial(n - 2 * m) * 2 ** m);
  return Math.sqrt(factorial(n)) * sum;
}

export const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Function n of an axis at x. */
export function axisFunction(axis: AxisFunctions, n: number, x: number): number {
  if (axis.kind === 'hermite') return hermite(n, (x - axis.centre) / axis.scale);
  const angle = (2 * Math.PI * Math.ceil(n / 2) * x) / axis.length;
  return n === 0 ? 1 : Math.SQRT2 * (n % 2 === 1 ? Math.cos(angle) : Math.sin(angle));
}

/** F_k(x). */
export const spaceFunction = ({ axes, space }: Basis, k: number, x: readonly number[]): number =>
  axes.reduce((product, axis, d) => product * axisFunction(axis, space[k][d], x[d]), 1);

/** he_beta(c) at v, or its derivative along one velocity axis. */
export function velocityFunction({ centre, scale, velocity }: Basis, beta: number, v: readonly number[], along?: number): number {
  return centre.reduce((product, u, d) => {
    const n = velocity[beta][d];
    const c = (v[d] - u) / scale[d];
    if (d !== along) return product * hermite(n, c);
    return n === 0 ? 0 : (product * Math.sqrt(n) * hermite(n - 1, c)) / scale[d];
  }, 1);
}

/** All functions of a basis at a point, by number. */
export function valuesAt(basis: Basis, x: readonly number[], v: readonly number[]): Float64Array {
  const values = new Float64Array(basis.size);
  basis.space.forEach((_, k) => {
    for (let beta = 0; beta < basis.extent[k]; beta++)
      values[basis.offset[k] + beta] = spaceFunction(basis, k, x) * velocityFunction(basis, beta, v);
  });
  return values;
}

/** Field a of a space at a point: the vector, or its Jacobian d phi_j / d v_l. */
export function fieldAt({ basis, members, offset, fields }: FieldSpace, a: number, x: readonly number[], v: readonly number[]) {
  const k = offset.findLastIndex((from) => from <= a);
  const F = spaceFunction(basis, k, x);
  const value = v.map(() => 0);
  const jacobian = v.map(() => v.map(() => 0));
  for (const { component, beta, factor } of fields[members[k][a - offset[k]]]) {
    value[component] += factor * F * velocityFunction(basis, beta, v);
    v.forEach((_, l) => (jacobian[component][l] += factor * F * velocityFunction(basis, beta, v, l)));
  }
  return { value, jacobian };
}

export const pointOf = ({ position, velocity }: Pick<Particles, 'position' | 'velocity'>, i: number): { x: number[]; v: number[] } =>
  ({ x: position.map((column) => column[i]), v: velocity.map((column) => column[i]) });

/** Determinant by expansion along the first row. */
export function determinant(matrix: readonly (readonly number[])[]): number {
  if (matrix.length === 0) return 1;
  const minor = (column: number): number[][] => matrix.slice(1).map((row) => row.filter((_, c) => c !== column));
  return matrix[0].reduce((sum, value, c) => sum + (-1) ** c * value * determinant(minor(c)), 0);
}

/** Largest entry of |a - b|, over the largest of |b|. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0, size = 0;
  for (let k = 0; k < b.length; k++) {
    worst = Math.max(worst, Math.abs(a[k] - b[k]));
    size = Math.max(size, Math.abs(b[k]));
  }
  // NaN is no agreement.
  if (Array.from({ length: b.length }, (_, k) => a[k]).some(Number.isNaN)) return Infinity;
  return worst === 0 ? 0 : worst / size;
}

/** Whether two lists of numbers are the same, bit for bit. */
export const sameBits = (a: readonly Float64Array[], b: readonly Float64Array[]): boolean =>
  a.length === b.length &&
  a.every((values, k) => Buffer.from(Float64Array.from(values).buffer).equals(Buffer.from(Float64Array.from(b[k]).buffer)));

/** Numbers in (-1, 1). */
export function randomNumbers(length: number, seed = 7): Float64Array {
  const next = randomStream(seed, 1);
  return Float64Array.from({ length }, () => 2 * next()[0] - 1);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

export const columnsOf = (count: number, capacity: number, seed = 5): Column[] =>
  Array.from({ length: count }, (_, d) => randomNumbers(capacity, seed + d));
