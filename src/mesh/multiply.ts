import type { MeshGrid } from './grid.ts';

/** Real symbol of a separable convolution: one table for each mesh axis, the last of count / 2 + 1 entries. */
export interface GaussianSymbol {
  readonly tables: readonly Float64Array[];
}

/**
 * Symbol of the collision kernel: tables of separable factors (kappa, spline correction) for each axis, and the
 * isotropic tensor alpha(|m|^2) I + beta(|m|^2) m m^T over the integer wave vector m of the velocity axes.
 */
export interface CollisionSymbol {
  readonly tables: readonly Float64Array[];
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  /** Mesh axes that are velocity axes. */
  readonly velocityAxes: readonly number[];
}

/** A product with the collision kernel. */
export interface CollisionProduct {
  readonly grid: MeshGrid;
  /** Byte addresses. */
  readonly meshes: readonly number[];
  readonly symbol: CollisionSymbol;
  /** Tensor components (a, b) that meshes 1, 2, ... receive. */
  readonly components: readonly (readonly [number, number])[];
}

/** mesh <- symbol * mesh on the lines [from, to) along axis 3 (numbered over axes 0, 1, 2). */
export function multiplyGaussian(
  buffer: ArrayBufferLike, grid: MeshGrid, mesh: number, symbol: GaussianSymbol, from: number, to: number,
): void {
  const [t0, t1, t2, t3] = symbol.tables;
  const { axes, rowLength } = grid;
  const data = new Float64Array(buffer, mesh, grid.length);
  const n2 = axes[2].count;
  const n1 = axes[1].count;
  for (let line = from; line < to; line++) {
    const factor = t2[line % n2] * t1[Math.floor(line / n2) % n1] * t0[Math.floor(line / (n1 * n2))];
    const start = line * rowLength;
    for (let k = 0; 2 * k < rowLength; k++) {
      const value = factor * t3[k];
      data[start + 2 * k] *= value;
      data[start + 2 * k + 1] *= value;
    }
  }
}

/** Wave number of entry k of n: 0, 1, ..., n/2, ..., -1. */
export const waveNumber = (k: number, n: number): number => (2 * k <= n ? k : k - n);

interface Line {
  /** Product of the separable factors of axes 0, 1, 2. */
  factor: number;
  /** Integer wave vector by velocity component; the last is axis 3's and is filled in along the line. */
  readonly wave: Float64Array;
  /** |m|^2 without axis 3. */
  square: number;
}

function lineAt(grid: MeshGrid, symbol: CollisionSymbol, line: number, at: Line): void {
  const { axes } = grid;
  const [n0, n1, n2] = [axes[0].count, axes[1].count, axes[2].count];
  const k2 = line % n2;
  const k1 = Math.floor(line / n2) % n1;
  const k0 = Math.floor(line / (n1 * n2));
  const { tables, velocityAxes } = symbol;
  at.factor = tables[0][k0] * tables[1][k1] * tables[2][k2];
  at.square = 0;
  for (let c = 0; c < velocityAxes.length - 1; c++) {
    const axis = velocityAxes[c];
    const wave = axis === 0 ? waveNumber(k0, n0) : axis === 1 ? waveNumber(k1, n1) : waveNumber(k2, n2);
    at.wave[c] = wave;
    at.square += wave * wave;
  }
}

/** Vector meshes g_a <- factor (alpha g_a + beta m_a (m . g)), in place; two or three meshes. */
export function multiplyVectors(buffer: ArrayBufferLike, { grid, meshes, symbol }: CollisionProduct, from: number, to: number): void {
  const [a, b, c] = meshes.map((mesh) => new Float64Array(buffer, mesh, grid.length));
  const { alpha, beta, tables } = symbol;
  const last = tables[3];
  const at: Line = { factor: 0, wave: new Float64Array(3), square: 0 };
  for (let line = from; line < to; line++) {
    lineAt(grid, symbol, line, at);
    const { factor, wave, square } = at;
    const [m1, m2] = wave;
    const start = line * grid.rowLength;
    for (let k = 0; 2 * k < grid.rowLength; k++) {
      const scale = factor * last[k];
      const index = square + k * k;
      const isotropic = scale * alpha[index];
      const along = scale * beta[index];
      for (let part = start + 2 * k; part < start + 2 * k + 2; part++) {
        if (c === undefined) {
          const dot = along * (m1 * a[part] + k * b[part]);
          a[part] = isotropic * a[part] + m1 * dot;
          b[part] = isotropic * b[part] + k * dot;
        } else {
          const dot = along * (m1 * a[part] + m2 * b[part] + k * c[part]);
          a[part] = isotropic * a[part] + m1 * dot;
          b[part] = isotropic * b[part] + m2 * dot;
          c[part] = isotropic * c[part] + k * dot;
        }
      }
    }
  }
}

/** meshes[1 + n] <- factor (alpha delta_ab + beta m_a m_b) meshes[0], (a, b) = components[n]. */
export function multiplyTensors(buffer: ArrayBufferLike, product: CollisionProduct, from: number, to: number): void {
  const { grid, meshes, symbol, components } = product;
  const [source, ...targets] = meshes.map((mesh) => new Float64Array(buffer, mesh, grid.length));
  const { alpha, beta, tables, velocityAxes } = symbol;
  const last = tables[3];
  const end = velocityAxes.length - 1;
  const at: Line = { factor: 0, wave: new Float64Array(3), square: 0 };
  components.forEach(([a, b], n) => {
    const target = targets[n];
    for (let line = from; line < to; line++) {
      lineAt(grid, symbol, line, at);
      const { factor, wave, square } = at;
      const start = line * grid.rowLength;
      for (let k = 0; 2 * k < grid.rowLength; k++) {
        const index = square + k * k;
        const moment = (a === end ? k : wave[a]) * (b === end ? k : wave[b]);
        const value = factor * last[k] * ((a === b ? alpha[index] : 0) + beta[index] * moment);
        target[start + 2 * k] = value * source[start + 2 * k];
        target[start + 2 * k + 1] = value * source[start + 2 * k + 1];
      }
    }
  });
}

/** meshes[n] <- factor alpha meshes[n], in place. */
export function multiplyScalars(buffer: ArrayBufferLike, { grid, meshes, symbol }: CollisionProduct, from: number, to: number): void {
  const fields = meshes.map((mesh) => new Float64Array(buffer, mesh, grid.length));
  const { alpha, tables } = symbol;
  const last = tables[3];
  const at: Line = { factor: 0, wave: new Float64Array(3), square: 0 };
  for (let line = from; line < to; line++) {
    lineAt(grid, symbol, line, at);
    const start = line * grid.rowLength;
    for (let k = 0; 2 * k < grid.rowLength; k++) {
      const value = at.factor * last[k] * alpha[at.square + k * k];
      for (let c = 0; c < fields.length; c++) {
        fields[c][start + 2 * k] *= value;
        fields[c][start + 2 * k + 1] *= value;
      }
    }
  }
}
