/** A uniform axis of cells: cell k spans start + [k, k + 1] spacing. */
export interface MeshAxis {
  readonly start: number;
  readonly spacing: number;
  readonly count: number;
  readonly periodic: boolean;
}

/** Cells of about a quarter of `width`, at most `most`, from `low` to `high`. */
export function fineAxis(low: number, high: number, width: number, periodic: boolean, most = 512): MeshAxis {
  const margin = periodic ? 0 : 5 * width;
  const length = high - low + 2 * margin || 1;
  const count = Math.min(most, Math.max(16, Math.ceil((4 * length) / (width || length))));
  return { start: low - margin, spacing: length / count, count, periodic };
}

/**
 * Weights at points (a, b), smoothed by a Gaussian of standard deviations `widths`, as a function that can be read
 * anywhere: each weight is shared linearly among four cell centres, the mesh is smoothed, values in between are linear.
 * Sharing and reading widen the Gaussian by a third of a cell's square together, which is taken off its variance; what
 * is left of the error is far below what a picture shows.
 */
export function smoothMesh(
  a: ArrayLike<number>, b: ArrayLike<number>, weight: ArrayLike<number>,
  axes: readonly [MeshAxis, MeshAxis], widths: readonly [number, number],
): (x: number, y: number) => number {
  const [across, up] = axes;
  let mesh = new Float64Array(across.count * up.count);
  for (let i = 0; i < weight.length; i++) {
    const [k, x] = placeOn(across, a[i]);
    const [l, y] = placeOn(up, b[i]);
    for (const [dk, u] of [[0, 1 - x], [1, x]]) {
      for (const [dl, v] of [[0, 1 - y], [1, y]]) {
        const cell = cellOf(across, k + dk);
        const row = cellOf(up, l + dl);
        if (cell >= 0 && row >= 0) mesh[row * across.count + cell] += (weight[i] * u * v) / (across.spacing * up.spacing);
      }
    }
  }
  mesh = smoothed(mesh, across, 1, up.count, across.count, widths[0]);
  mesh = smoothed(mesh, up, across.count, across.count, 1, widths[1]);
  return (x, y) => {
    const [k, u] = placeOn(across, x);
    const [l, v] = placeOn(up, y);
    const value = (cell: number, row: number): number => {
      const [p, q] = [cellOf(across, cell), cellOf(up, row)];
      return p < 0 || q < 0 ? 0 : mesh[q * across.count + p];
    };
    return (1 - v) * ((1 - u) * value(k, l) + u * value(k + 1, l)) + v * ((1 - u) * value(k, l + 1) + u * value(k + 1, l + 1));
  };
}

/** The cell centre below a coordinate, and the share of the way to the next. */
function placeOn({ start, spacing }: MeshAxis, value: number): [number, number] {
  const place = (value - start) / spacing - 0.5;
  const below = Math.floor(place);
  return [below, place - below];
}

/** A cell by its number; -1 beyond the mesh. */
function cellOf({ count, periodic }: MeshAxis, k: number): number {
  if (periodic) return ((k % count) + count) % count;
  return k >= 0 && k < count ? k : -1;
}

/** Lines of `axis` (entries `stride` apart), `lines` of them `next` apart, each convolved with a Gaussian. */
function smoothed(
  mesh: Float64Array, axis: MeshAxis, stride: number, lines: number, next: number, width: number,
): Float64Array<ArrayBuffer> {
  const sigma = Math.sqrt(Math.max(0, (width / axis.spacing) ** 2 - 1 / 3));
  const reach = Math.ceil(5 * sigma);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => (sigma === 0 ? 1 : Math.exp(-0.5 * ((k - reach) / sigma) ** 2)));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const result = new Float64Array(mesh.length);
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < axis.count; k++) {
      const value = mesh[line * next + k * stride];
      if (value === 0) continue;
      for (let d = -reach; d <= reach; d++) {
        const cell = cellOf(axis, k + d);
        if (cell >= 0) result[line * next + cell * stride] += (value * kernel[d + reach]) / total;
      }
    }
  }
  return result;
}
