import type { MeshGrid } from './grid.ts';

/**
 * What the particle kernels read from memory, one record for each thread (byte offsets). Loading it once a call keeps
 * the kernels' signatures short. Addresses have 64 bits each, of which kernels of small memories read the lower half.
 */
export const header = {
  columns: 0, origin: 32, inverseSpacing: 64, period: 96, inversePeriod: 104, count: 112, firstPlane: 116, lastPlane: 120,
  strides: 128, meshes: 144, values: 176, planes: 224, weights: 256, bytes: 1024,
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
  const address = (offset: number, value: number): void => view.setBigUint64(offset, BigInt(value), true);
  placement.forEach((axis, column) => address(header.columns + 8 * axis, task.columns[column]));
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
  task.meshes.forEach((mesh, m) => address(header.meshes + 8 * m, mesh));
  task.values.forEach((values, m) => address(header.values + 8 * m, values));
}
