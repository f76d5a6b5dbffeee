import { familyOf, type AxisFunctions } from './axis-functions.ts';
import { indexCount, multiIndices } from './hermite.ts';

/**
 * A set of scalar functions F_k(x) he_beta(c), c_d = (v_d - centre_d) / scale_d: products of one function of each space
 * axis and Hermite polynomials in v. The velocity functions are listed by total degree, and space function k goes with the
 * first `extent[k]` of them; function (k, beta) has the number offset[k] + beta. Plain data: it travels to threads.
 */
export interface Basis {
  readonly axes: readonly AxisFunctions[];
  /** Number of the function on each axis, one row a space function; row 0 is the constant. */
  readonly space: readonly (readonly number[])[];
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  /** Multi-indices of the velocity functions, by degree. */
  readonly velocity: readonly (readonly number[])[];
  readonly degree: number;
  readonly extent: readonly number[];
  readonly offset: readonly number[];
  readonly size: number;
  /** What it is made from: small plain data that travels to threads in its place. */
  readonly recipe: BasisRecipe;
}

/** `withDegrees(frame, space, degrees)` as data; `key` tells bases apart. */
export interface BasisRecipe {
  readonly key: string;
  readonly frame: Frame;
  readonly space: readonly (readonly number[])[];
  readonly degrees: readonly number[];
}

/** Where a basis stands: its axes in x, and centre and scale in v. */
export interface Frame {
  readonly axes: readonly AxisFunctions[];
  readonly centre: readonly number[];
  readonly scale: readonly number[];
}

/**
 * The basis of all space functions with total order <= `order` (sum over the axes of wave numbers or degrees), each with
 * the velocity functions of degree <= degreeOf(order of the space function); a negative degree leaves the function out.
 */
export function makeBasis(frame: Frame, order: number, degreeOf: (order: number) => number): Basis {
  const space = spaceFunctions(frame.axes, order).filter((row) => degreeOf(orderOf(frame.axes, row)) >= 0);
  return withDegrees(frame, space, space.map((row) => degreeOf(orderOf(frame.axes, row))));
}

/**
 * The basis of given space functions, each with the velocity functions up to its degree. Degrees must not grow along the
 * list: the SIMD kernels work on four space functions at a time.
 */
export function withDegrees(frame: Frame, space: readonly (readonly number[])[], degrees: readonly number[]): Basis {
  const { axes, centre, scale } = frame;
  const degree = Math.max(0, ...degrees);
  const { extent, offset, size } = rangeOf(degrees.map((d) => indexCount(centre.length, d)));
  const key = JSON.stringify([frame, space, degrees]);
  return {
    axes, space, centre, scale, velocity: multiIndices(centre.length, degree), degree, extent, offset, size,
    recipe: { key, frame: { axes, centre, scale }, space, degrees },
  };
}

export const fromRecipe = ({ frame, space, degrees }: BasisRecipe): Basis => withDegrees(frame, space, degrees);

/** Which functions of a basis a sum goes over: the first `extent[k]` velocity functions of each space function. */
export interface Range {
  readonly extent: readonly number[];
  readonly offset: readonly number[];
  readonly size: number;
}

function rangeOf(extent: readonly number[]): Range {
  const offset: number[] = [];
  let size = 0;
  for (const count of extent) {
    offset.push(size);
    size += count;
  }
  return { extent, offset, size };
}

const ranges = new WeakMap<Basis, Range[]>();

/** The functions of a basis whose degree in v is lower by at least `drop` than the highest of their space function. */
export function lowered(basis: Basis, drop: number): Range {
  let known = ranges.get(basis);
  if (!known) ranges.set(basis, (known = []));
  return (known[drop] ??= rangeOf(basis.recipe.degrees.map((d) => indexCount(basis.centre.length, d - drop))));
}

/** Total order of a space function. */
export const orderOf = (axes: readonly AxisFunctions[], row: readonly number[]): number =>
  row.reduce((sum, n, d) => sum + familyOf(axes[d]).order(n), 0);

/** Space functions of total order <= `order`, the constant first, then by order. */
function spaceFunctions(axes: readonly AxisFunctions[], order: number): number[][] {
  let rows: number[][] = [[]];
  for (const axis of axes) rows = rows.flatMap((row) => familyOf(axis).upTo(order).map((n) => [...row, n]));
  const kept = rows.map((row) => ({ row, total: orderOf(axes, row) })).filter(({ total }) => total <= order);
  return kept.sort((a, b) => a.total - b.total).map(({ row }) => row);
}
