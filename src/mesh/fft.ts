import type { Arena } from '../state/arena.ts';
import type { MeshGrid } from './grid.ts';

/** Complex lines in one batch: 16 KiB of scratch at 64 nodes, so both halves stay in the first-level cache. */
export const batchLines = 8;

export interface FourierPass {
  readonly radix: number;
  readonly m: number;
  readonly s: number;
  /** Byte address of the twiddle factors: radix - 1 complex numbers for each p < m. */
  readonly twiddles: number;
}

/** How one mesh is transformed along each of its axes; plain data whose tables lie in the shared memory. */
export interface FourierPlan {
  readonly axes: readonly (readonly FourierPass[])[];
  /** Byte offsets of the rows (axis 3) that particles touch, padded to whole batches by repeating the last. */
  readonly rows: number;
  readonly rowBlocks: number;
}

export interface FourierKernels {
  pack(rows: number, batch: number, n: number, mesh: number, block: number): void;
  unpack(rows: number, batch: number, n: number, mesh: number, block: number): void;
  tangle(rows: number, batch: number, n: number, mesh: number, block: number): void;
  untangle(rows: number, batch: number, n: number, mesh: number, block: number): void;
  pass2: PassKernel;
  pass3: PassKernel;
  pass4: PassKernel;
  pass5: PassKernel;
}
type PassKernel = (src: number, srcRow: number, dst: number, dstRow: number, m: number, s: number, batch: number, twiddles: number, sign: number) => void;

/** Bytes of scratch that one thread needs. */
export const scratchBytes = (grid: MeshGrid): number => 2 * batchLines * 16 * Math.max(...grid.axes.map((axis) => axis.count));

export function fourierPlan(grid: MeshGrid, arena: Arena): FourierPlan {
  const { axes, strides } = grid;
  const tables = new Map<number, readonly FourierPass[]>();
  for (const { count } of axes) if (!tables.has(count)) tables.set(count, passes(count, arena));
  const offsets: number[] = [];
  for (let i0 = 0; i0 < axes[0].occupied; i0++)
    for (let i1 = 0; i1 < axes[1].occupied; i1++)
      for (let i2 = 0; i2 < axes[2].occupied; i2++) offsets.push(8 * (i0 * strides[0] + i1 * strides[1] + i2 * strides[2]));
  const rowBlocks = Math.ceil(offsets.length / (2 * batchLines));
  const rows = arena.counters(rowBlocks * 2 * batchLines);
  rows.set(offsets);
  rows.fill(offsets[offsets.length - 1], offsets.length);
  return { axes: axes.map(({ count }) => tables.get(count)!), rows: rows.byteOffset, rowBlocks };
}

function passes(n: number, arena: Arena): readonly FourierPass[] {
  const list: FourierPass[] = [];
  let left = n;
  let s = 1;
  for (const radix of [5, 4, 3, 2]) {
    while (left % radix === 0 && left > 1) {
      const m = left / radix;
      const table = arena.vector(2 * m * (radix - 1));
      for (let p = 0, at = 0; p < m; p++) {
        for (let c = 1; c < radix; c++) {
          const angle = (2 * Math.PI * p * c) / left;
          table[at++] = Math.cos(angle);
          table[at++] = Math.sin(angle);
        }
      }
      list.push({ radix, m, s, twiddles: table.byteOffset });
      left = m;
      s *= radix;
    }
  }
  return list;
}

/** Batches along one axis, the unit of work; axis 3 goes by pairs of rows. */
export function batches(grid: MeshGrid, plan: FourierPlan, axis: number): number {
  if (axis === 3) return plan.rowBlocks;
  return outerCount(grid, axis) * Math.ceil(grid.strides[axis] / 2 / batchLines);
}

/** Lines along axis 1 or 2 through planes that hold no particle are zero before and unused after the convolution. */
function outerCount({ axes }: MeshGrid, axis: number): number {
  if (axis === 0) return 1;
  return axis === 1 ? axes[0].occupied : axes[0].occupied * axes[1].occupied;
}

/**
 * Transforms batches [from, to) along one axis in place; sign -1 forward, +1 back, both without normalisation.
 * `mesh` and `scratch` are byte addresses.
 */
export function transform(kernels: FourierKernels, grid: MeshGrid, plan: FourierPlan, mesh: number, axis: number, sign: number, scratch: number, from: number, to: number): void {
  const n = grid.axes[axis].count;
  const inner = axis === 3 ? 0 : grid.strides[axis] / 2;
  const chunks = Math.ceil(inner / batchLines);
  const half = scratch + scratchBytes(grid) / 2;
  const row = batchLines * 16;
  const list = plan.axes[axis];
  for (let block = from; block < to; block++) {
    if (axis === 3) {
      const rows = plan.rows + block * 2 * batchLines * 4;
      if (sign < 0) kernels.pack(rows, batchLines, n, mesh, scratch);
      else kernels.tangle(rows, batchLines, n, mesh, scratch);
      const result = list.length % 2 === 0 ? scratch : half;
      run(kernels, list, scratch, row, scratch, half, row, result, row, batchLines, sign);
      if (sign < 0) kernels.untangle(rows, batchLines, n, mesh, result);
      else kernels.unpack(rows, batchLines, n, mesh, result);
      continue;
    }
    const outer = Math.floor(block / chunks);
    const chunk = block % chunks;
    const width = Math.min(batchLines, inner - chunk * batchLines);
    const plane = axis === 2 ? Math.floor(outer / grid.axes[1].occupied) * grid.strides[0] + (outer % grid.axes[1].occupied) * grid.strides[1] : outer * grid.strides[0];
    const start = mesh + 8 * plane + 16 * chunk * batchLines;
    const stride = 8 * grid.strides[axis];
    run(kernels, list, start, stride, scratch, half, row, start, stride, width, sign);
  }
}

/** The passes of one batch: first reads `source`, last writes `target`, those between swap the scratch halves. */
function run(kernels: FourierKernels, list: readonly FourierPass[], source: number, sourceRow: number, even: number, odd: number, row: number, target: number, targetRow: number, width: number, sign: number): void {
  let src = source;
  let srcRow = sourceRow;
  for (let k = 0; k < list.length; k++) {
    const { radix, m, s, twiddles } = list[k];
    const last = k === list.length - 1;
    const dst = last ? target : k % 2 === 0 ? odd : even;
    const dstRow = last ? targetRow : row;
    if (radix === 4) kernels.pass4(src, srcRow, dst, dstRow, m, s, width, twiddles, sign);
    else if (radix === 5) kernels.pass5(src, srcRow, dst, dstRow, m, s, width, twiddles, sign);
    else if (radix === 3) kernels.pass3(src, srcRow, dst, dstRow, m, s, width, twiddles, sign);
    else kernels.pass2(src, srcRow, dst, dstRow, m, s, width, twiddles, sign);
    src = dst;
    srcRow = dstRow;
  }
}
