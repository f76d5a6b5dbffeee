import { cholesky, solveLower, solveUpper } from '../galerkin/cholesky.ts';
import type { Equilibrium } from '../state/moments.ts';
import type { HermiteSpace } from './hermite-density.ts';
import { degreesTo, fourierValues, hermiteValues, products, wavesTo } from './hermite-functions.ts';
import type { ParticleSnapshot } from './stored-run.ts';

/** log f as a smooth function, known by its derivatives at the particles. */
export interface LogDensityFit {
  /** Weighted root mean square of what the fit leaves out of log f. */
  readonly residual: number;
  readonly weight: Float64Array;
  readonly velocity: readonly Float64Array[];
  /** f at the particles, as they carry it. */
  readonly density: Float64Array;
  /** Derivatives along the axes, those of x first. */
  readonly gradient: readonly Float64Array[];
  /** Second derivatives along two axes; one column for (a, b) and (b, a). */
  readonly second: readonly (readonly Float64Array[])[];
}

/** Degrees of the fit beyond the score's, in the order of preference: its potential has one more, and log f is smoother than a score. */
const beyond = [2, 1];
/** Particles that each function has at least, as those of a score on a lattice. */
const particlesAFunction = 7;
/** Products in the Gram matrix; beyond, seconds a snapshot become minutes. */
const mostProducts = 4e9;

/**
 * The log f that particles carry, fitted by least squares (weights w) by sum_ka c_ka F_k(x) he_a(c), c = (v - u) / sqrt(T),
 * |a| <= degree + 2 (+ 1 where particles are few), the functions of hermite-density.ts. Its derivatives are those of functions:
 * exact for a log f among them, such as a Maxwellian's. Undefined without log f, for particles too few or too many for it, and
 * where they make the functions dependent.
 */
export function fitLogDensity(
  particles: ParticleSnapshot, equilibrium: Equilibrium, { degree, modes }: HermiteSpace, length: readonly number[],
): LogDensityFit | undefined {
  const { logDensity, weight, velocity, position: { length: dx } } = particles;
  if (!logDensity) return undefined;
  const carried = ({ size }: Series): boolean => size * particlesAFunction <= weight.length && size * size * weight.length <= mostProducts;
  const series = beyond
    .map((more) => new Series(dx, velocity.length, { degree: degree + more, modes }, equilibrium, length))
    .find(carried);
  if (!series) return undefined;
  const rows = Array.from(weight, (_, j) => series.at(particles, j));
  const coefficients = leastSquares(rows, weight, logDensity);
  if (!coefficients) return undefined;
  const column = (of: Float64Array): Float64Array => Float64Array.from(rows, (row) => dot(row, of));
  const slopes = series.axes.map((axis) => series.derivative(coefficients, axis));
  const second: Float64Array[][] = slopes.map(() => []);
  slopes.forEach((slope, a) => {
    for (let b = a; b < slopes.length; b++) second[a][b] = second[b][a] = column(series.derivative(slope, b));
  });
  const fitted = column(coefficients);
  let [square, mass] = [0, 0];
  weight.forEach((w, j) => {
    square += w * (logDensity[j] - fitted[j]) ** 2;
    mass += w;
  });
  return { residual: Math.sqrt(square / mass), weight, velocity, density: logDensity.map(Math.exp), gradient: slopes.map(column), second };
}

/** Series of products of Fourier functions of x and Hermite polynomials of v; position axes first. */
class Series {
  readonly axes: readonly number[];
  readonly size: number;
  private readonly waves: readonly (readonly number[])[];
  private readonly degrees: readonly (readonly number[])[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly space: HermiteSpace;
  private readonly equilibrium: Equilibrium;
  private readonly unit: readonly number[];

  constructor(dx: number, dv: number, space: HermiteSpace, equilibrium: Equilibrium, length: readonly number[]) {
    this.axes = Array.from({ length: dx + dv }, (_, axis) => axis);
    this.waves = wavesTo(dx, space.modes);
    this.degrees = degreesTo(dv, space.degree);
    this.size = this.waves.length * this.degrees.length;
    this.numbers = new Map(this.waves.flatMap((wave, k) =>
      this.degrees.map((powers, a): [string, number] => [[...wave, ...powers].join(), k * this.degrees.length + a])));
    this.space = space;
    this.equilibrium = equilibrium;
    this.unit = length.slice(0, dx).map((edge) => (2 * Math.PI) / edge);
  }

  /** All functions at particle j. */
  at({ position, velocity }: ParticleSnapshot, j: number): Float64Array {
    const { meanVelocity, temperature } = this.equilibrium;
    const F = products(this.waves, position.map((x, d) => fourierValues(this.unit[d] * x[j], this.space.modes)));
    const he = products(this.degrees, velocity.map((v, d) =>
      hermiteValues((v[j] - meanVelocity[d]) / Math.sqrt(temperature), this.space.degree)));
    const values = new Float64Array(this.size);
    F.forEach((wave, k) => he.forEach((value, a) => (values[k * he.length + a] = wave * value)));
    return values;
  }

  /** Coefficients of the derivative along an axis: cos' = -n sin, sin' = n cos, he_n' = sqrt(n) he_(n-1). */
  derivative(coefficients: Float64Array, axis: number): Float64Array {
    const result = new Float64Array(this.size);
    const dx = this.unit.length;
    for (const [name, from] of this.numbers) {
      const list = name.split(',').map(Number);
      const n = list[axis];
      if (n === 0) continue;
      const wave = Math.ceil(n / 2);
      const cosine = n % 2 === 1;
      const factor = axis < dx ? (cosine ? -1 : 1) * wave * this.unit[axis] : Math.sqrt(n / this.equilibrium.temperature);
      list[axis] = axis < dx ? n + (cosine ? 1 : -1) : n - 1;
      result[this.numbers.get(list.join())!] += factor * coefficients[from];
    }
    return result;
  }
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let q = 0; q < a.length; q++) sum += a[q] * b[q];
  return sum;
};

/** The c of least sum_j w_j (y_j - rows_j . c)^2; undefined where the columns are dependent. */
function leastSquares(rows: readonly Float64Array[], weight: Float64Array, y: Float64Array): Float64Array | undefined {
  const size = rows[0].length;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  rows.forEach((row, j) => {
    for (let a = 0; a < size; a++) {
      const value = weight[j] * row[a];
      right[a] += value * y[j];
      for (let b = 0; b <= a; b++) gram[a * size + b] += value * row[b];
    }
  });
  const factor = cholesky(gram, size);
  if (!factor) return undefined;
  solveLower(factor, right, right);
  solveUpper(factor, right, right);
  return right;
}
