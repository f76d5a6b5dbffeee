import type { Column, PairPass, TileKernels } from '../contracts.ts';
import { columnsByName } from './columns.ts';
import { rowParameter, type Structure } from './emit/kernel.ts';
import { kernelName } from './emit/module.ts';

/** A kernel over rows [i0, i1) and columns [j0, j1) of a pass that it has been told. */
type Play = (i0: number, i1: number, j0: number, j1: number) => void;

/**
 * Tiles by kernels that find columns by their addresses. `parameters` lists the columns of each kernel; `bind` gives the
 * kernel of that name for columns at these byte addresses. One pass is kept bound, for it has thousands of tiles.
 */
export function tilesOf(
  parameters: Readonly<Record<string, readonly string[]>>, bind: (name: string, addresses: readonly number[]) => Play,
): TileKernels {
  let last: { readonly pass: PairPass; readonly kernel: Play; readonly diagonal?: Play } | undefined;
  const kernelsOf = (pass: PairPass) => {
    if (last?.pass === pass) return last;
    const one = pass.rows === pass.columns;
    const bound = (structure: Structure): Play => {
      const name = kernelName(pass.kind, structure);
      return bind(name, addresses(parameters[name], pass));
    };
    return (last = { pass, kernel: bound(one ? 'symmetric' : 'gather'), diagonal: one ? bound('diagonal') : undefined });
  };
  return {
    tile(pass, i0, i1, j0, j1) {
      const { kernel, diagonal } = kernelsOf(pass);
      kernel(i0, i1, j0, j1);
      if (i0 === j0) diagonal?.(i0, i1, j0, j1);
    },
  };
}

/** Byte addresses of the columns of a pass, in the order of a kernel's parameters. */
function addresses(parameters: readonly string[], { rows, columns, output }: PairPass): number[] {
  const named: Record<string, Column> = { ...columnsByName(columns), ...columnsByName(output) };
  for (const [name, column] of Object.entries(columnsByName(rows))) named[rowParameter(name)] = column;
  return parameters.map((parameter) => {
    const column = named[parameter];
    if (!(column.buffer instanceof SharedArrayBuffer)) throw new TypeError(`column ${parameter} does not lie in the run's shared memory`);
    return column.byteOffset;
  });
}
