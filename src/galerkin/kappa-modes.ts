import type { KappaChoice } from '../contracts.ts';
import { kappaOf } from '../physics/kappa-facts.ts';
import { withDegrees, type Basis, type Frame } from './basis.ts';

/** kappa in a periodic box as sum over space functions e: kappa(x - y) = sum_e coefficient_e e(x) e(y). */
export interface KappaModes {
  /** The space functions with their coefficients; no velocity functions. */
  readonly basis: Basis;
  readonly coefficients: Float64Array;
  /** Largest |kappa - its sum| over the box, relative to kappa(0). */
  readonly error: number;
}

/** Coefficients smaller than this times the largest are left out, by space dimensions: there are more of them in more. */
const negligible = [0, 1e-5, 1e-6, 1e-4];
/** The same for its root, whose square is used where the plain sum has a sign. */
const rootNegligible = [0, 1e-3, 1e-3, 1e-3];
/** Most waves along an axis, and nodes of the quadrature there, by space dimensions. */
export const mostWaves = [0, 32, 12, 8];
const quadratureNodes = [1, 4096, 256, 64];
/** A sum that goes below zero by more than this times kappa(0) is replaced by the square of the root's sum. */
const negative = 1e-9;

/** kappa when it does not depend on x: one function, the constant. */
export function constantModes(frame: Frame, value: number): KappaModes {
  return { basis: withDegrees(frame, [frame.axes.map(() => 0)], [0]), coefficients: Float64Array.of(value), error: 0 };
}

/**
 * The Fourier modes of kappa at the minimum-image displacement of a box. The entropy production is >= 0 for every f only if
 * the truncated kappa is; where it is not, sqrt(kappa) is expanded to half as many modes and squared.
 */
export function kappaModes(frame: Frame, kappa: KappaChoice): KappaModes {
  const lengths = frame.axes.map((axis) => (axis.kind === 'fourier' ? axis.length : NaN));
  const ofSquare = kappaOf({ kappa });
  const value = (displacement: readonly number[]): number => {
    let square = 0;
    displacement.forEach((x) => (square += x * x));
    return ofSquare(square);
  };
  const waves = mostWaves[lengths.length];
  const plain = cosineCoefficients(lengths, waves, value);
  const peak = value(lengths.map(() => 0));
  dropSmall(plain, negligible[lengths.length]);
  if (leastValue(plain, lengths.length, waves) >= -negative * peak) return withError(select(frame, plain, waves), lengths, value, peak);
  const root = cosineCoefficients(lengths, waves >> 1, (x) => Math.sqrt(Math.max(0, value(x))));
  // What is left out is left out of the root: a square has no sign.
  dropSmall(root, rootNegligible[lengths.length]);
  const squared = convolveSquare(root, lengths.length, waves >> 1, waves);
  return withError(select(frame, squared, waves), lengths, value, peak);
}

/** c_m = (1/V) int kappa prod_d cos(m_d k_d x_d), m_d = 0 ... waves, the last axis fastest; midpoint rule on each axis. */
function cosineCoefficients(lengths: readonly number[], waves: number, value: (x: readonly number[]) => number): Float64Array {
  const dimensions = lengths.length;
  const n = quadratureNodes[dimensions];
  // Even in every axis: half the box is enough.
  const half = n / 2;
  let table = new Float64Array(half ** dimensions);
  const x = lengths.map(() => 0);
  for (let cell = 0; cell < table.length; cell++) {
    let rest = cell;
    for (let d = dimensions - 1; d >= 0; d--) {
      x[d] = ((rest % half) + 0.5) * (lengths[d] / n);
      rest = Math.floor(rest / half);
    }
    table[cell] = value(x);
  }
  // One axis after another: the first axis is summed and becomes the last.
  for (let d = 0; d < dimensions; d++) {
    const others = table.length / half;
    const next = new Float64Array(others * (waves + 1));
    for (let m = 0; m <= waves; m++) {
      for (let i = 0; i < half; i++) {
        const c = Math.cos((2 * Math.PI * m * (i + 0.5)) / n) / half;
        for (let o = 0; o < others; o++) next[o * (waves + 1) + m] += c * table[i * others + o];
      }
    }
    table = next;
  }
  return table;
}

/** Sets to 0 what is below `part` of the largest coefficient. */
function dropSmall(table: Float64Array, part: number): void {
  const largest = table.reduce((most, c) => Math.max(most, Math.abs(c)), 0);
  table.forEach((c, k) => {
    if (Math.abs(c) < part * largest) table[k] = 0;
  });
}

/** The space functions whose coefficient is not 0, by order; both the cosine and the sine of a wave number have it. */
function select(
  frame: Frame,
  table: Float64Array,
  waves: number,
): Omit<KappaModes, 'error'> & { readonly table: Float64Array; readonly waves: number } {
  const dimensions = frame.axes.length;
  const rows: { row: number[]; coefficient: number; order: number }[] = [];
  const waveOf = (flat: number): number[] => {
    const m = frame.axes.map(() => 0);
    for (let d = dimensions - 1; d >= 0; d--) {
      m[d] = flat % (waves + 1);
      flat = Math.floor(flat / (waves + 1));
    }
    return m;
  };
  table.forEach((c, flat) => {
    if (c === 0) return;
    const m = waveOf(flat);
    let functions: number[][] = [[]];
    for (const wave of m)
      functions = functions.flatMap((row) =>
        wave === 0
          ? [[...row, 0]]
          : [
              [...row, 2 * wave - 1],
              [...row, 2 * wave],
            ],
      );
    const order = m.reduce((sum, wave) => sum + wave, 0);
    functions.forEach((row) => rows.push({ row, coefficient: c, order }));
  });
  rows.sort((a, b) => a.order - b.order);
  return {
    basis: withDegrees(frame, rows.map(({ row }) => row), rows.map(() => 0)),
    coefficients: Float64Array.from(rows, ({ coefficient }) => coefficient), table, waves,
  };
}

/** The sum at one displacement, by axes: sum_m c_m prod_d (2 - delta_m0) cos(m_d k_d x_d); `angle` holds k_d x_d. */
function sumAt(table: Float64Array, dimensions: number, waves: number, angle: readonly number[]): number {
  let values = table;
  for (let d = dimensions - 1; d >= 0; d--) {
    const next = new Float64Array(values.length / (waves + 1));
    for (let o = 0; o < next.length; o++) {
      let sum = values[o * (waves + 1)];
      for (let m = 1; m <= waves; m++) sum += 2 * Math.cos(m * angle[d]) * values[o * (waves + 1) + m];
      next[o] = sum;
    }
    values = next;
  }
  return values[0];
}

/** Displacements at which sums are looked at: a fine line in 1X, along axes and diagonals in 2X and 3X. */
function* probes(dimensions: number): Generator<number[]> {
  const n = 512;
  const directions =
    dimensions === 1
      ? [[1]]
      : dimensions === 2
        ? [
            [1, 0],
            [1, 1],
            [1, 0.5],
          ]
        : [
            [1, 0, 0],
            [1, 1, 0],
            [1, 1, 1],
            [1, 0.5, 0.25],
          ];
  for (const direction of directions) for (let i = 0; i <= n; i++) yield direction.map((along) => (Math.PI * along * i) / n);
}

function leastValue(table: Float64Array, dimensions: number, waves: number): number {
  let least = Infinity;
  for (const angle of probes(dimensions)) least = Math.min(least, sumAt(table, dimensions, waves, angle));
  return least;
}

function withError(
  modes: ReturnType<typeof select>,
  lengths: readonly number[],
  value: (x: readonly number[]) => number,
  peak: number,
): KappaModes {
  let error = 0;
  for (const angle of probes(lengths.length)) {
    const exact = value(angle.map((a, d) => (a * lengths[d]) / (2 * Math.PI)));
    error = Math.max(error, Math.abs(sumAt(modes.table, lengths.length, modes.waves, angle) - exact));
  }
  return { basis: modes.basis, coefficients: modes.coefficients, error: error / peak };
}

/** Coefficients of the square of an even cosine sum: the convolution over signed wave numbers. */
function convolveSquare(table: Float64Array, dimensions: number, waves: number, target: number): Float64Array {
  const result = new Float64Array((target + 1) ** dimensions);
  const at = (m: readonly number[]): number => {
    let flat = 0;
    for (const wave of m) {
      if (Math.abs(wave) > waves) return 0;
      flat = flat * (waves + 1) + Math.abs(wave);
    }
    return table[flat];
  };
  const signed = signedWaves(dimensions, waves);
  for (let flat = 0; flat < result.length; flat++) {
    const m: number[] = [];
    for (let rest = flat, d = 0; d < dimensions; d++, rest = Math.floor(rest / (target + 1))) m.unshift(rest % (target + 1));
    let sum = 0;
    for (const a of signed) sum += at(a) * at(m.map((wave, d) => wave - a[d]));
    result[flat] = sum;
  }
  return result;
}

function signedWaves(dimensions: number, waves: number): number[][] {
  let rows: number[][] = [[]];
  for (let d = 0; d < dimensions; d++) rows = rows.flatMap((row) => Array.from({ length: 2 * waves + 1 }, (_, m) => [...row, m - waves]));
  return rows;
}
