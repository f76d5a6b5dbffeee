import type { Column } from '../contracts.ts';
import type { MeshGrid } from './grid.ts';
import { cellOf } from './spline.ts';

/** Particle numbers in the order of their mesh cells, and where each plane of axis 0 begins in it. */
export class CellOrder {
  readonly index: Int32Array;
  /** How many were sorted. */
  count = 0;
  planes: Int32Array = new Int32Array(0);
  private starts: Int32Array = new Int32Array(0);
  private keys: Int32Array = new Int32Array(0);

  /** `index` is shared memory with at least as many entries as there are particles. */
  constructor(index: Int32Array) {
    this.index = index;
  }

  /**
   * Counting sort by the cell along axes 0, 1, 2; particles of one cell keep their order, so the result depends on
   * nothing but the particles. `columns` in column order.
   */
  sort(grid: MeshGrid, columns: readonly Column[], count: number): void {
    const { axes, placement } = grid;
    const cells = axes[0].count * axes[1].count * axes[2].count;
    this.count = count;
    if (this.starts.length !== cells + 1) this.starts = new Int32Array(cells + 1);
    else this.starts.fill(0);
    if (this.keys.length < count) this.keys = new Int32Array(count);
    const { starts, keys, index } = this;
    keys.fill(0, 0, count);
    columns.forEach((column, c) => {
      const a = placement[c];
      if (a === 3) return;
      const axis = axes[a];
      const stride = a === 0 ? axes[1].count * axes[2].count : a === 1 ? axes[2].count : 1;
      for (let i = 0; i < count; i++) keys[i] += stride * cellOf(axis, column[i]);
    });
    for (let i = 0; i < count; i++) starts[keys[i] + 1]++;
    for (let cell = 0; cell < cells; cell++) starts[cell + 1] += starts[cell];
    const inPlane = axes[1].count * axes[2].count;
    this.planes = Int32Array.from({ length: axes[0].count + 1 }, (_, plane) => starts[plane * inPlane]);
    for (let i = 0; i < count; i++) index[starts[keys[i]]++] = i;
  }
}

/** Cuts the planes of axis 0 into at most `parts` slabs of about equal numbers of particles; returns the bounds. */
export function slabs(planes: Int32Array, parts: number): readonly number[] {
  const count = planes.length - 1;
  const bounds = [0];
  for (let part = 1; part < parts; part++) {
    const wanted = (planes[count] * part) / parts;
    let plane = bounds[bounds.length - 1] + 1;
    while (plane < count && planes[plane] < wanted) plane++;
    if (plane >= count) break;
    bounds.push(plane);
  }
  return [...bounds, count];
}

/** Runs [from, to) of sorted particles whose splines touch the planes [low, high), in sorted order. */
export function touching(grid: MeshGrid, planes: Int32Array, low: number, high: number): readonly (readonly [number, number])[] {
  const { count, periodic } = grid.axes[0];
  const runs: (readonly [number, number])[] = [];
  let start = -1;
  for (let cell = 0; cell <= count; cell++) {
    const inside = cell < count && touches(cell, count, periodic, grid.order, low, high);
    if (inside && start < 0) start = planes[cell];
    if (!inside && start >= 0) {
      runs.push([start, planes[cell]]);
      start = -1;
    }
  }
  return runs;
}

function touches(cell: number, count: number, periodic: boolean, order: number, low: number, high: number): boolean {
  for (let k = 0; k < order; k++) {
    let plane = cell - (order / 2 - 1) + k;
    if (periodic) plane = (plane + count) % count;
    if (plane >= low && plane < high) return true;
  }
  return false;
}
