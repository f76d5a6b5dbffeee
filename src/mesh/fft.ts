import type { Arena } from '../state/arena.ts';
import type { MeshGrid } from './grid.ts';

/** Complex lines in one batch: 16 KiB of scratch at 64 nodes, so both halves stay in the first-level cache. */
export const batchLines = 8;

export interface FourierPass {
  readonly radix: 2 | 3 | 4 | 5;
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
/** A WebAssembly export takes numbers, not records: src, srcRow, dst, dstRow, m, s, batch, twiddles, sign. */
type PassKernel = (...operands: readonly number[]) => void;

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
  for (const radix of [5, 4, 3, 2] as const) {
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

/** A transform along one axis, in place, without normalisation. */
export interface AxisTransform {
  readonly grid: MeshGrid;
  readonly plan: FourierPlan;
  /** Byte address of the mesh. */
  readonly mesh: number;
  readonly axis: number;
  /** -1 forward, +1 back. */
  readonly sign: number;
}

/** Batches [from, to) of a transform; `scratch` is the byte address of `scratchBytes` bytes of this thread's own. */
export function transform(kernels: FourierKernels, task: AxisTransform, scratch: number, from: number, to: number): void {
  const alongRows = task.axis === 3;
  for (let block = from; block < to; block++) {
    if (alongRows) transformRows(kernels, task, scratch, block);
    else transformColumns(kernels, task, scratch, block);
  }
}

/** A batch of lines along the last axis, whose rows are real: two of them make one complex line. */
function transformRows(kernels: FourierKernels, { grid, plan, mesh, sign }: AxisTransform, scratch: number, block: number): void {
  const n = grid.axes[3].count;
  const list = plan.axes[3];
  const half = scratch + scratchBytes(grid) / 2;
  const rows = plan.rows + block * 2 * batchLines * 4;
  if (sign < 0) kernels.pack(rows, batchLines, n, mesh, scratch);
  else kernels.tangle(rows, batchLines, n, mesh, scratch);
  const result = list.length % 2 === 0 ? scratch : half;
  run(kernels, list, {
    source: scratch, sourceRow: scratchRow, target: result, targetRow: scratchRow, even: scratch, odd: half, width: batchLines, sign,
  });
  if (sign < 0) kernels.untangle(rows, batchLines, n, mesh, result);
  else kernels.unpack(rows, batchLines, n, mesh, result);
}

/** A batch of neighbouring lines along one of the other axes. */
function transformColumns(kernels: FourierKernels, { grid, plan, mesh, axis, sign }: AxisTransform, scratch: number, block: number): void {
  const inner = grid.strides[axis] / 2;
  const chunks = Math.ceil(inner / batchLines);
  const outer = Math.floor(block / chunks);
  const chunk = block % chunks;
  const { occupied } = grid.axes[1];
  const [first, second] = axis === 2 ? [Math.floor(outer / occupied), outer % occupied] : [outer, 0];
  const plane = first * grid.strides[0] + second * grid.strides[1];
  const start = mesh + 8 * plane + 16 * chunk * batchLines;
  const stride = 8 * grid.strides[axis];
  run(kernels, plan.axes[axis], {
    source: start, sourceRow: stride, target: start, targetRow: stride,
    even: scratch, odd: scratch + scratchBytes(grid) / 2, width: Math.min(batchLines, inner - chunk * batchLines), sign,
  });
}

/** The way of one batch through its passes: byte addresses, and bytes from row to row. */
interface Route {
  /** What the first pass reads. */
  readonly source: number;
  readonly sourceRow: number;
  /** What the last pass writes. */
  readonly target: number;
  readonly targetRow: number;
  /** Halves of the scratch, which the passes between swap. */
  readonly even: number;
  readonly odd: number;
  /** Lines side by side. */
  readonly width: number;
  readonly sign: number;
}

/** Bytes from row to row in the scratch. */
const scratchRow = batchLines * 16;

function run(kernels: FourierKernels, list: readonly FourierPass[], route: Route): void {
  const pass = { 2: kernels.pass2, 3: kernels.pass3, 4: kernels.pass4, 5: kernels.pass5 };
  let src = route.source;
  let srcRow = route.sourceRow;
  for (let k = 0; k < list.length; k++) {
    const { radix, m, s, twiddles } = list[k];
    const last = k === list.length - 1;
    const dst = last ? route.target : k % 2 === 0 ? route.odd : route.even;
    const dstRow = last ? route.targetRow : scratchRow;
    pass[radix](src, srcRow, dst, dstRow, m, s, route.width, twiddles, route.sign);
    src = dst;
    srcRow = dstRow;
  }
}
