import { familyOf } from './axis-functions.ts';
import { makeBasis, withDegrees, type Basis, type Frame } from './basis.ts';
import { hermiteProduct, multiIndices, type Term } from './hermite.ts';

/**
 * Product tables: every product of two functions of a basis is a short sum of functions of a larger one, so all inner
 * products of a basis in the particles' measure come from the moments sum_i w_i F_q(x_i) he_gamma(c_i) of the larger.
 */
export interface Products {
  /** The basis whose moments are needed: twice the order in x, twice the degree in v. */
  readonly basis: Basis;
  /** Space products: F_k F_l = sum of factor F_q, by k and l (l <= k). */
  readonly space: readonly (readonly (readonly Term[])[])[];
  /** Velocity products he_a he_b (b <= a): terms [start[a (a+1)/2 + b], start[... + 1]) of `index` and `factor`. */
  readonly start: Int32Array;
  readonly index: Int32Array;
  readonly factor: Float64Array;
  /** Velocity functions that the tables cover. */
  readonly count: number;
}

/**
 * Tables for the products of functions of `basis`. The moments of the product basis reach the degree of the product of
 * the two highest functions of every pair of space functions that makes them.
 */
export function productTables(basis: Basis): Products {
  const frame: Frame = { axes: basis.axes, centre: basis.centre, scale: basis.scale };
  const { degrees } = basis.recipe;
  const products = basis.space.map((row, k) => basis.space.slice(0, k + 1).map((other) => spaceProduct(basis, row, other)));
  const wanted = new Map<string, number>();
  products.forEach((line, k) =>
    line.forEach((terms, l) => {
      if (degrees[k] < 0 || degrees[l] < 0) return;
      for (const { row } of terms) wanted.set(row.join(), Math.max(wanted.get(row.join()) ?? -1, degrees[k] + degrees[l]));
    }),
  );
  const highest = Math.max(0, ...basis.space.map((row) => row.reduce((sum, n, d) => sum + familyOf(basis.axes[d]).order(n), 0)));
  const large = makeBasisOf(frame, 2 * highest, wanted);
  const numbers = new Map(large.space.map((row, q) => [row.join(), q]));
  const space = products.map((line) => line.map((terms) => terms.map(({ row, factor }) => ({ index: numbers.get(row.join())!, factor }))));
  return { basis: large, space, ...velocityProducts(basis, large) };
}

function makeBasisOf(frame: Frame, order: number, wanted: ReadonlyMap<string, number>): Basis {
  const rows = makeBasis(frame, order, () => 0).space.filter((row) => wanted.has(row.join()));
  const ordered = rows.map((row) => ({ row, degree: wanted.get(row.join())! })).sort((a, b) => b.degree - a.degree);
  return withDegrees(frame, ordered.map(({ row }) => row), ordered.map(({ degree }) => degree));
}

/** F_a F_b over several axes: the product of the axes' sums. */
function spaceProduct({ axes }: Basis, a: readonly number[], b: readonly number[]): { row: number[]; factor: number }[] {
  let terms = [{ row: [] as number[], factor: 1 }];
  axes.forEach((axis, d) => {
    const along = familyOf(axis).product(a[d], b[d]);
    terms = terms.flatMap(({ row, factor }) => along.map((term) => ({ row: [...row, term.index], factor: factor * term.factor })));
  });
  return terms;
}

function velocityProducts(basis: Basis, large: Basis): Pick<Products, 'start' | 'index' | 'factor' | 'count'> {
  const count = Math.max(0, ...basis.extent);
  const numbers = new Map(large.velocity.map((index, gamma) => [index.join(), gamma]));
  const single = Array.from({ length: basis.degree + 1 }, (_, a) =>
    Array.from({ length: basis.degree + 1 }, (_, b) => hermiteProduct(a, b)),
  );
  const start: number[] = [0],
    index: number[] = [],
    factor: number[] = [];
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let terms = [{ row: [] as number[], factor: 1 }];
      for (let d = 0; d < basis.centre.length; d++) {
        const along = single[basis.velocity[a][d]][basis.velocity[b][d]];
        terms = terms.flatMap((term) => along.map((t) => ({ row: [...term.row, t.index], factor: term.factor * t.factor })));
      }
      for (const term of terms) {
        index.push(numbers.get(term.row.join())!);
        factor.push(term.factor);
      }
      start.push(index.length);
    }
  }
  return { start: Int32Array.from(start), index: Int32Array.from(index), factor: Float64Array.from(factor), count };
}

/**
 * The velocity part of all inner products for one function q of the product basis: row-major count x count matrix
 * V[a, b] = sum_gamma c(a, b, gamma) moment[offset_q + gamma]; products beyond q's extent are left at zero.
 */
function velocityMatrix(products: Products, moments: Float64Array, q: number, into: Float64Array): void {
  const { basis, start, index, factor, count } = products;
  const from = basis.offset[q], extent = basis.extent[q];
  for (let a = 0, pair = 0; a < count; a++) {
    for (let b = 0; b <= a; b++, pair++) {
      let sum = 0;
      for (let t = start[pair]; t < start[pair + 1]; t++) if (index[t] < extent) sum += factor[t] * moments[from + index[t]];
      into[a * count + b] = sum;
      into[b * count + a] = sum;
    }
  }
}

/** A part of the product F_k F_l (l <= k): that along one function of the product basis, with its factor. */
export interface SpacePair {
  readonly k: number;
  readonly l: number;
  readonly factor: number;
}

/**
 * All inner products, one function of the product basis after the other: its velocity matrix (overwritten by the next), and the
 * pairs of space functions whose product has a part along it.
 */
export function* alongSpace(
  products: Products, moments: Float64Array,
): Generator<{ readonly velocity: Float64Array; readonly pairs: readonly SpacePair[] }> {
  const velocity = new Float64Array(products.count * products.count);
  for (let q = 0; q < products.basis.space.length; q++) {
    velocityMatrix(products, moments, q, velocity);
    const pairs = products.space.flatMap((row, k) => row.flatMap((terms, l) => {
      const term = terms.find(({ index }) => index === q);
      return term ? [{ k, l, factor: term.factor }] : [];
    }));
    yield { velocity, pairs };
  }
}

/** Completes a symmetric matrix, row-major size x size, of which the lower triangle is filled in. */
export function mirrored(matrix: Float64Array, size: number): Float64Array {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) matrix[b * size + a] = matrix[a * size + b];
  return matrix;
}

/** All multi-indices with their number, for looking up a function by its index. */
export const numbering = (axes: number, degree: number): ReadonlyMap<string, number> =>
  new Map(multiIndices(axes, degree).map((index, beta) => [index.join(), beta]));
