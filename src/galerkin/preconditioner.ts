import type { FieldSpace, VelocityField } from './fields.ts';
import { multiIndices } from './hermite.ts';

/** Row-major square matrix. */
interface Matrix {
  readonly size: number;
  readonly entries: Float64Array;
}

/**
 * The linearised implicit step near a Maxwellian, solved exactly on the velocity fields of each space function: the same
 * small matrices for all of them, so that the solver needs a third of the iterations. With u the displacement, N the Gram
 * matrix, K = <D p_a : (D p_b)^T> + N / T (the score moves with u, and v moves away from the label it was fitted at) and
 * A = <p_a . ((|y|^2 + (d-1) T) I - y y^T) p_b>, all under a Maxwellian of the frame,
 *   u + rate (step / 2) N^-1 A N^-1 K u = r.
 */
export class Preconditioner {
  private readonly space: FieldSpace;
  private readonly rate: number;
  /** Which block each space function has. */
  private readonly kinds: readonly number[];
  private readonly operators: readonly Matrix[];
  private solved: { step: number; inverses: readonly Matrix[] } | undefined;

  /** `rate`: strength times mass times the mean of kappa over the box (and of |w|^gamma, relative to gamma = 0). */
  constructor(space: FieldSpace, rate: number) {
    this.space = space;
    this.rate = rate;
    const keys = space.members.map((own) => own.join());
    const distinct = [...new Set(keys)];
    this.kinds = keys.map((key) => distinct.indexOf(key));
    this.operators = distinct.map((key) => operator(space, space.members[keys.indexOf(key)].map((number) => space.fields[number])));
  }

  /** c <- (I + rate (step / 2) N^-1 A N^-1 K)^-1 c, block by block. */
  apply(c: Float64Array, step: number): void {
    const inverses = this.inverses(step);
    this.kinds.forEach((kind, k) => {
      const { size, entries } = inverses[kind];
      const at = this.space.offset[k];
      const block = c.slice(at, at + size);
      for (let a = 0; a < size; a++) {
        let sum = 0;
        for (let b = 0; b < size; b++) sum += entries[a * size + b] * block[b];
        c[at + a] = sum;
      }
    });
  }

  private inverses(step: number): readonly Matrix[] {
    if (this.solved?.step !== step) {
      const inverses = this.operators.map(({ size, entries }) => {
        const shifted = entries.map((value, k) => 0.5 * step * this.rate * value + (k % (size + 1) === 0 ? 1 : 0));
        return { size, entries: inverse(shifted, size) };
      });
      this.solved = { step, inverses };
    }
    return this.solved.inverses;
  }
}

/** N^-1 A N^-1 K for fields of one space function. */
function operator({ basis, dimensions }: FieldSpace, fields: readonly VelocityField[]): Matrix {
  const size = fields.length;
  const temperature = basis.scale[0] ** 2;
  const indices = multiIndices(dimensions, basis.degree + 2);
  const number = new Map(indices.map((index, beta) => [index.join(), beta]));
  const moved = (beta: number, axis: number, by: number): number =>
    number.get(indices[beta].map((n, d) => (d === axis ? n + by : n)).join()) ?? -1;
  const vectors = fields.map((field) => dense(field, dimensions, indices.length));
  const times = (f: Float64Array, axis: number): Float64Array => multiplyByAxis(f, axis, basis.scale[axis], indices, moved);
  const derivative = (f: Float64Array, axis: number): Float64Array => differentiate(f, axis, basis.scale[axis], indices, moved);
  const diffused = vectors.map((p) => {
    const along = p.map((component, d) => times(component, d)).reduce(sum);
    return p.map((component, d) => {
      const square = p.map((_, axis) => times(times(component, axis), axis)).reduce(sum);
      const across = times(along, d);
      return square.map((value, beta) => value + (dimensions - 1) * temperature * component[beta] - across[beta]);
    });
  });
  const slopes = vectors.map((p) => p.map((component) => p.map((_, axis) => derivative(component, axis))));
  const pairs = (entry: (a: number, b: number) => number): Float64Array =>
    Float64Array.from({ length: size * size }, (_, k) => entry(Math.floor(k / size), k % size));
  const gram = pairs((a, b) => inner(vectors[a], vectors[b]));
  const A = pairs((a, b) => inner(vectors[a], diffused[b]));
  const K = pairs((a, b) => {
    let total = gram[a * size + b] / temperature;
    for (let i = 0; i < dimensions; i++) for (let j = 0; j < dimensions; j++) total += dot(slopes[a][i][j], slopes[b][j][i]);
    return total;
  });
  const back = inverse(gram, size);
  return { size, entries: multiply(multiply(back, A, size), multiply(back, K, size), size) };
}

const dense = (field: VelocityField, dimensions: number, length: number): Float64Array[] => {
  const components = Array.from({ length: dimensions }, () => new Float64Array(length));
  for (const { component, beta, factor } of field) components[component][beta] += factor;
  return components;
};

type Moved = (beta: number, axis: number, by: number) => number;

/** y_axis f, with y = scale c and c he_n = sqrt(n+1) he_{n+1} + sqrt(n) he_{n-1}. */
function multiplyByAxis(f: Float64Array, axis: number, scale: number, indices: readonly (readonly number[])[], moved: Moved): Float64Array {
  const result = new Float64Array(f.length);
  f.forEach((value, beta) => {
    if (value === 0) return;
    const n = indices[beta][axis];
    const up = moved(beta, axis, 1);
    if (up >= 0) result[up] += scale * Math.sqrt(n + 1) * value;
    if (n > 0) result[moved(beta, axis, -1)] += scale * Math.sqrt(n) * value;
  });
  return result;
}

function differentiate(f: Float64Array, axis: number, scale: number, indices: readonly (readonly number[])[], moved: Moved): Float64Array {
  const result = new Float64Array(f.length);
  f.forEach((value, beta) => {
    const n = indices[beta][axis];
    if (value !== 0 && n > 0) result[moved(beta, axis, -1)] += (Math.sqrt(n) / scale) * value;
  });
  return result;
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, k) => value + b[k]);
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, value, k) => total + value * b[k], 0);
/** Inner product of vector fields under the Maxwellian: Hermite functions are orthonormal. */
const inner = (a: readonly Float64Array[], b: readonly Float64Array[]): number =>
  a.reduce((total, component, d) => total + dot(component, b[d]), 0);

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k];
      if (factor !== 0) for (let j = 0; j < size; j++) result[i * size + j] += factor * b[k * size + j];
    }
  }
  return result;
}

/** Inverse by elimination with partial pivoting. */
function inverse(matrix: Float64Array, size: number): Float64Array {
  const left = matrix.slice();
  const right = new Float64Array(size * size);
  for (let i = 0; i < size; i++) right[i * size + i] = 1;
  const swap = (array: Float64Array, i: number, j: number): void => {
    const row = array.slice(i * size, (i + 1) * size);
    array.copyWithin(i * size, j * size, (j + 1) * size);
    array.set(row, j * size);
  };
  for (let k = 0; k < size; k++) {
    let pivot = k;
    for (let i = k + 1; i < size; i++) if (Math.abs(left[i * size + k]) > Math.abs(left[pivot * size + k])) pivot = i;
    if (pivot !== k) {
      swap(left, k, pivot);
      swap(right, k, pivot);
    }
    const scale = 1 / left[k * size + k];
    for (let j = 0; j < size; j++) {
      left[k * size + j] *= scale;
      right[k * size + j] *= scale;
    }
    for (let i = 0; i < size; i++) {
      const factor = left[i * size + k];
      if (i === k || factor === 0) continue;
      for (let j = 0; j < size; j++) {
        left[i * size + j] -= factor * left[k * size + j];
        right[i * size + j] -= factor * right[k * size + j];
      }
    }
  }
  return right;
}
