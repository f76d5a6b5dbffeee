import type { MeshGrid } from './grid.ts';

/**
 * What the particle kernels read from memory, one record for each thread (byte offsets). Loading it once a call keeps
 * the kernels' signatures short.
 */
export const header = {
  columns: 0, origin: 16, inverseSpacing: 48, period: 80, inversePeriod: 88, count: 96, firstPlane: 100, lastPlane: 104,
  strides: 112, meshes: 128, values: 144, planes: 192, weights: 256, bytes: 1024,
} as const;

/** Bytes of one axis' weights: 8 values and 8 derivatives. */
export const weightBytes = 128;

export interface ParticleTask {
  readonly grid: MeshGrid;
  /** Byte addresses: particle columns (in column order), meshes, and charge or output columns. */
  readonly columns: readonly number[];
  readonly meshes: readonly number[];
  readonly values: readonly number[];
  /** The planes of axis 0 that this call may write to. */
  readonly firstPlane: number;
  readonly lastPlane: number;
}

/** Writes the record at byte address `at`. */
export function writeHeader(buffer: ArrayBufferLike, at: number, task: ParticleTask): void {
  const view = new DataView(buffer, at, header.bytes);
  const { axes, placement, strides } = task.grid;
  placement.forEach((axis, column) => view.setInt32(header.columns + 4 * axis, task.columns[column], true));
  axes.forEach((axis, a) => {
    view.setFloat64(header.origin + 8 * a, axis.origin, true);
    view.setFloat64(header.inverseSpacing + 8 * a, 1 / axis.spacing, true);
  });
  view.setFloat64(header.period, axes[0].count, true);
  view.setFloat64(header.inversePeriod, 1 / axes[0].count, true);
  view.setInt32(header.count, axes[0].count, true);
  view.setInt32(header.firstPlane, task.firstPlane, true);
  view.setInt32(header.lastPlane, task.lastPlane, true);
  strides.forEach((stride, a) => view.setInt32(header.strides + 4 * a, 8 * stride, true));
  task.meshes.forEach((address, m) => view.setInt32(header.meshes + 4 * m, address, true));
  task.values.forEach((address, m) => view.setInt32(header.values + 4 * m, address, true));
}
