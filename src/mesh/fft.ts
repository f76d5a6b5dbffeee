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

/** How lines along one axis are transformed. */
export interface AxisPlan {
  readonly count: number;
  readonly passes: readonly FourierPass[];
  /** Batches of lines, the unit of work. */
  readonly batches: number;
}

/** How a mesh is transformed; plain data whose tables lie in the shared memory. */
export interface FourierPlan {
  readonly grid: MeshGrid;
  readonly axes: readonly AxisPlan[];
  /** Byte address of the byte offsets of the rows (axis 3) that particles touch, padded to whole batches by repeating the last. */
  readonly rows: number;
}

type LineKernel = (rows: number, batch: number, n: number, mesh: number, block: number) => void;
/** A WebAssembly export takes numbers, not records: src, srcRow, dst, dstRow, m, s, batch, twiddles, sign. */
type PassKernel = (...operands: readonly number[]) => void;
export type FourierKernels =
  Readonly<Record<'pack' | 'unpack' | 'tangle' | 'untangle', LineKernel> & Record<`pass${FourierPass['radix']}`, PassKernel>>;

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
  // Axis 3 goes by pairs of rows.
  const rowBatches = Math.ceil(offsets.length / (2 * batchLines));
  const rows = arena.counters(rowBatches * 2 * batchLines);
  rows.set(offsets);
  rows.fill(offsets[offsets.length - 1], offsets.length);
  // Lines along axis 1 or 2 through planes that hold no particle are zero before and unused after the convolution.
  const outer = [1, axes[0].occupied, axes[0].occupied * axes[1].occupied];
  const batches = (axis: number): number => (axis === 3 ? rowBatches : outer[axis] * chunks(grid, axis));
  return {
    grid, rows: rows.byteOffset,
    axes: axes.map(({ count }, axis) => ({ count, passes: tables.get(count)!, batches: batches(axis) })),
  };
}

/** Batches of neighbouring lines along axis 0, 1 or 2 that begin in one row of such lines. */
const chunks = ({ strides }: MeshGrid, axis: number): number => Math.ceil(strides[axis] / 2 / batchLines);

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

/** A transform along one axis, in place, without normalisation. */
export interface AxisTransform {
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
function transformRows(kernels: FourierKernels, { plan, mesh, sign }: AxisTransform, scratch: number, block: number): void {
  const { count: n, passes: list } = plan.axes[3];
  const half = scratch + scratchBytes(plan.grid) / 2;
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
function transformColumns(kernels: FourierKernels, { plan, mesh, axis, sign }: AxisTransform, scratch: number, block: number): void {
  const { grid } = plan;
  const inner = grid.strides[axis] / 2;
  const outer = Math.floor(block / chunks(grid, axis));
  const chunk = block % chunks(grid, axis);
  const { occupied } = grid.axes[1];
  const [first, second] = axis === 2 ? [Math.floor(outer / occupied), outer % occupied] : [outer, 0];
  const plane = first * grid.strides[0] + second * grid.strides[1];
  const start = mesh + 8 * plane + 16 * chunk * batchLines;
  const stride = 8 * grid.strides[axis];
  run(kernels, plan.axes[axis].passes, {
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
  let src = route.source;
  let srcRow = route.sourceRow;
  for (let k = 0; k < list.length; k++) {
    const { radix, m, s, twiddles } = list[k];
    const last = k === list.length - 1;
    const dst = last ? route.target : k % 2 === 0 ? route.odd : route.even;
    const dstRow = last ? route.targetRow : scratchRow;
    kernels[`pass${radix}`](src, srcRow, dst, dstRow, m, s, route.width, twiddles, route.sign);
    src = dst;
    srcRow = dstRow;
  }
}
