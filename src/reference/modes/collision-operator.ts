import type { HermiteBasis } from './hermite-basis.ts';

/** A sparse real matrix with the same number of entries in every row; absent entries have value 0. */
export interface SparseRows {
  readonly width: number;
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** Fills a sparse matrix: `entries(row)` lists [column, value], columns of -1 (outside the basis) are dropped. */
function sparse(size: number, width: number, entries: (row: number) => (readonly [number, number])[]): SparseRows {
  const column = new Int32Array(size * width);
  const value = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    entries(row)
      .filter(([c]) => c >= 0)
      .forEach(([c, v], slot) => {
        column[row * width + slot] = c;
        value[row * width + slot] = v;
      });
  }
  return { width, column, value };
}

/** out += factor * matrix * input. */
export function addProduct(matrix: SparseRows, factor: number, input: Float64Array, out: Float64Array): void {
  const { width, column, value } = matrix;
  for (let row = 0, p = 0; row < out.length; row++) {
    let sum = 0;
    for (let slot = 0; slot < width; slot++, p++) sum += value[p] * input[column[p]];
    out[row] += factor * sum;
  }
}

/**
 * The linear collision operator for gamma = 0, kappa = 1 around a marginal F of mass M, mean 0 and covariance Theta:
 * with A = M(|c|^2 I - c c^T + tr Theta I - Theta) and b = -(d-1) M c,
 *   div(A grad f - f b) / M = sum_{i<j} R_ij^2 f + (tr Theta I - Theta) : grad grad f + (d-1) div(c f),
 * R_ij = c_i d_j - c_j d_i the rotations. In Hermite functions of c / sqrt(T_b):
 *   R_ij^2 = E_ij^2 + E_ji^2 - (2 n_i n_j + n_i + n_j),  E_ij = a+_i a_j,
 *   (d-1) div(c .) = -(d-1) sum a+(a + a+),  d_i d_j = a+_i a+_j / T_b.
 * So it is `still` (degree-preserving) plus sum_{i<=j} beta_ij `raise`_ij with
 *   beta = (tr Theta I - Theta - (d-1) T_b I) / T_b.
 */
export interface CollisionOperator {
  readonly still: SparseRows;
  /** Pairs i <= j; off-diagonal ones hold 2 a+_i a+_j, so that beta is used once per pair. */
  readonly raise: readonly { readonly i: number; readonly j: number; readonly rows: SparseRows }[];
  /** a + a+ of each axis: multiplication by z. */
  readonly position: readonly SparseRows[];
}

export function collisionOperator(basis: HermiteBasis): CollisionOperator {
  const { dimensions: d, size } = basis;
  const axes = Array.from({ length: d }, (_, axis) => axis);
  const pairs = axes.flatMap((i) => axes.filter((j) => j > i).map((j) => [i, j] as const));
  const at = (row: number): number[] => axes.map((axis) => basis.degrees[axis][row]);
  const shifted = (n: readonly number[], changes: readonly (readonly [number, number])[]): number => {
    const m = [...n];
    for (const [axis, change] of changes) m[axis] += change;
    return basis.indexOf(m);
  };

  const still = sparse(size, 1 + 2 * pairs.length, (row) => {
    const n = at(row);
    let diagonal = -(d - 1) * n.reduce((sum, value) => sum + value, 0);
    const entries: [number, number][] = [];
    for (const [i, j] of pairs) {
      diagonal -= 2 * n[i] * n[j] + n[i] + n[j];
      // Row n of E_ij^2: comes from n_i - 2, n_j + 2.
      for (const [up, down] of [[i, j], [j, i]]) {
        const factor = Math.sqrt(Math.max(0, n[up] * (n[up] - 1)) * (n[down] + 1) * (n[down] + 2));
        entries.push([shifted(n, [[up, -2], [down, 2]]), factor]);
      }
    }
    return [[row, diagonal], ...entries];
  });
  const raise = axes.flatMap((i) =>
    axes
      .filter((j) => j >= i)
      .map((j) => ({
        i,
        j,
        rows: sparse(size, 1, (row) => {
          const n = at(row);
          const factor = i === j ? Math.sqrt(Math.max(0, n[i] * (n[i] - 1))) : 2 * Math.sqrt(n[i] * n[j]);
          return [[shifted(n, [[i, -1], [j, -1]]), factor]];
        }),
      })),
  );
  const position = axes.map((axis) =>
    sparse(size, 2, (row) => {
      const n = at(row);
      return [
        [shifted(n, [[axis, 1]]), Math.sqrt(n[axis] + 1)],
        [shifted(n, [[axis, -1]]), Math.sqrt(n[axis])],
      ];
    }),
  );
  return { still, raise, position };
}
