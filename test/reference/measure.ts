import { gridSolve, type GridOptions, type GridState } from '../../src/reference/grid.ts';
import type { Scenario } from '../../src/contracts.ts';
import { bkw } from '../../src/reference/bkw.ts';

export type Row = Record<string, number>;

/** Integral of f exp(-i K x) of mode 1, real part. */
export function densityMode({ mesh, f }: GridState): number {
  let mode = 0;
  for (let m = 0; m < mesh.positions; m++) {
    let density = 0;
    for (let q = 0; q < mesh.slab; q++) density += f[m * mesh.slab + q];
    mode += density * Math.cos((2 * Math.PI * m) / mesh.positions);
  }
  return mode * mesh.cell;
}

/** Diagnostics of every output time, with `time` and `mode`; the last density stays in `last`. */
export async function solveGrid(scenario: Scenario, options: GridOptions): Promise<{ rows: Row[]; last: GridState }> {
  const rows: Row[] = [];
  let last: GridState | undefined;
  for await (const state of gridSolve(scenario, options)) {
    rows.push({ ...state.diagnostics, time: state.time, mode: densityMode(state) });
    last = state;
  }
  return { rows, last: last! };
}

/** Relative L2 error of a homogeneous density against BKW of strength 1 and unit mass. */
export function bkwError({ mesh, f, time }: GridState): number {
  const exact = bkw({ dimensions: mesh.dv as 2 | 3, strength: 1 });
  let error = 0;
  let norm = 0;
  for (let q = 0; q < mesh.slab; q++) {
    const value = exact.density(time, mesh.coordinates.reduce((sum, line) => sum + line[q] ** 2, 0));
    error += (f[q] - value) ** 2;
    norm += value ** 2;
  }
  return Math.sqrt(error / norm);
}
