import { familyOf, type AxisRows } from './axis-functions.ts';
import type { Basis } from './basis.ts';
import { blockLength, type Points } from './points.ts';
import type { TableKernels } from './table-kernels.ts';

/** Where the rows of a basis' tables stand, in rows of blockLength entries. */
interface Layout {
  readonly space: number;
  readonly velocity: number;
  readonly products: number;
  readonly axes: readonly number[];
  readonly lines: readonly number[];
  readonly work: number;
  readonly roots: number;
  readonly rows: number;
}

function layoutOf(basis: Basis): Layout {
  let rows = 0;
  const take = (count: number): number => (rows += count) - count;
  return {
    space: take(basis.space.length),
    velocity: take(basis.velocity.length),
    products: take(basis.space.length),
    axes: basis.axes.map((_, d) => take(1 + last(basis, d))),
    lines: basis.centre.map(() => take(basis.degree + 1)),
    work: take(2),
    roots: take(rootRows(basis)),
    rows,
  };
}

/** The highest degree of a polynomial on any axis. */
const highest = (basis: Basis): number => Math.max(basis.degree, ...basis.axes.map((_, d) => last(basis, d)));

const rootRows = (basis: Basis): number => Math.ceil((2 * highest(basis) + 2) / blockLength);

/** The highest axis function in use. */
const last = ({ space }: Basis, d: number): number => Math.max(0, ...space.map((row) => row[d]));

/** Doubles that the tables of a basis take. */
export const tableLength = (basis: Basis): number => blockLength * layoutOf(basis).rows;

/**
 * Values of all functions of a basis at a block of points, in one piece of memory: spaceValues (one row of blockLength
 * entries a space function), velocityValues (one a velocity function), and rows for what they are made from. Entries
 * beyond the block's count are finite but meaningless.
 */
export class BlockTables {
  readonly basis: Basis;
  readonly spaceValues: Float64Array;
  /** Work space of compiled kernels, as long as spaceValues. */
  readonly productValues: Float64Array;
  /** All rows; `factors` says which two are multiplied for a function: the velocity ones, or those of x where there are no others. */
  readonly memory: Float64Array;
  readonly factors: Int32Array;
  private readonly rows: RowProgram;
  private readonly kernels: TableKernels;
  private readonly axisRows: readonly AxisRows[];
  private readonly lines: readonly Float64Array[];
  private readonly velocityRows: Float64Array;
  private readonly shifted: Float64Array;
  private readonly roots: Float64Array;
  /** Which velocity functions are there for this block. */
  private ready: 'none' | 'parents' | 'all' = 'none';

  /** `memory` needs tableLength(basis) entries; `rows` is rowProgram(basis). */
  constructor(basis: Basis, kernels: TableKernels, memory: Float64Array, rows: RowProgram) {
    const { space, velocity, axes, degree, centre } = basis;
    const layout = layoutOf(basis);
    const part = (at: number, count: number): Float64Array => memory.subarray(at * blockLength, (at + count) * blockLength);
    this.basis = basis;
    this.kernels = kernels;
    this.memory = memory;
    this.rows = rows;
    this.factors = rows.factors;
    this.spaceValues = part(layout.space, space.length);
    this.velocityRows = part(layout.velocity, velocity.length);
    this.productValues = part(layout.products, space.length);
    this.lines = centre.map((_, d) => part(layout.lines[d], degree + 1));
    const [cosine, sine] = [part(layout.work, 1), part(layout.work + 1, 1)];
    this.shifted = cosine;
    this.roots = part(layout.roots, rootRows(basis));
    this.axisRows = axes.map((_, d) => ({ into: part(layout.axes[d], 1 + last(basis, d)), cosine, sine, roots: this.roots, kernels }));
    memory.fill(1, 0, layout.roots * blockLength);
    for (let n = 1; n <= highest(basis); n++) this.roots.set([Math.sqrt(n), 1 / Math.sqrt(n + 1)], 2 * (n - 1));
  }

  /** Takes points [start, start + count): the space functions there, and the polynomials that the velocity functions are made of. */
  load(points: Points, start: number, count: number): void {
    const { basis: { axes, centre, scale, degree }, kernels, shifted, lines, roots, axisRows } = this;
    for (let d = 0; d < axes.length; d++) familyOf(axes[d]).table(axes[d], points, d, start, count, axisRows[d]);
    if (degree > 0) {
      for (let d = 0; d < centre.length; d++) {
        const v = points.velocity[d], u = centre[d];
        const inverse = 1 / scale[d];
        for (let i = 0; i < count; i++) shifted[i] = (v[start + i] - u) * inverse;
        kernels.hermite(shifted, degree, roots, lines[d]);
      }
    }
    kernels.multiplyRows(this.memory, this.rows.space);
    this.ready = 'none';
  }

  /** One row of blockLength entries a velocity function. */
  get velocityValues(): Float64Array {
    this.makeParents();
    if (this.ready === 'parents') this.kernels.multiplyRows(this.memory, this.rows.others);
    this.ready = 'all';
    return this.velocityRows;
  }

  /** Makes the rows that `factors` names: those of velocity functions that others are made of. */
  makeParents(): void {
    if (this.ready !== 'none') return;
    this.kernels.multiplyRows(this.memory, this.rows.parents);
    this.ready = 'parents';
  }
}

/**
 * What makes the values of a basis from those of its axes: triples (target, a, b) of rows, given by entries; `parents` are the
 * velocity functions that others are made of. `factors`: the pairs (a, b) of all velocity functions, in their order, or of the
 * space functions where there is no other velocity function than 1.
 */
export interface RowProgram {
  readonly space: Int32Array;
  readonly parents: Int32Array;
  readonly others: Int32Array;
  readonly factors: Int32Array;
}

export const programLists = ['space', 'parents', 'others', 'factors'] as const;

export function rowProgram(basis: Basis): RowProgram {
  const layout = layoutOf(basis);
  const { space, velocity, degree } = basis;
  const forSpace = spaceProgram(basis, layout);
  // he_beta as its last axis' polynomial times the function without that axis, which has a lower degree.
  const numbers = new Map(velocity.map((index, beta) => [index.join(), beta]));
  const made = velocity.slice(1).map((index, before) => {
    const axis = index.findLastIndex((n) => n > 0);
    const parent = numbers.get(index.map((n, d) => (d === axis ? 0 : n)).join())!;
    return { beta: before + 1, parent, line: layout.lines[axis] + index[axis] };
  });
  const parents = new Set(made.map(({ parent }) => parent));
  const row = (beta: number): number => layout.velocity + beta;
  const triples = (wanted: boolean): number[][] =>
    made.filter(({ beta }) => parents.has(beta) === wanted).map(({ beta, parent, line }) => [row(beta), row(parent), line]);
  const one = row(0);
  const factors = degree === 0 ? space.map((_, k) => [k, one]) : [[one, one], ...made.map(({ parent, line }) => [row(parent), line])];
  const [inSpace, first, others, pairs] = [forSpace, triples(true), triples(false), factors].map((rows) =>
    Int32Array.from(rows.flat(), (number) => number * blockLength));
  return { space: inSpace, parents: first, others, factors: pairs };
}

/**
 * F_k as its last axis' function times that of the axes before, which is made first; from its axes where the basis does not hold
 * that one. Row 0 of each axis is the constant 1.
 */
function spaceProgram({ axes, space }: Basis, layout: Layout): number[][] {
  const used = (row: readonly number[]): number[] => row.flatMap((n, d) => (n > 0 ? [d] : []));
  const numbers = new Map(space.map((row, k) => [row.join(), k]));
  return axes.flatMap((_, before) =>
    space.flatMap((row, k) => {
      const along = used(row);
      if (Math.max(1, along.length) !== before + 1) return [];
      const axis = along.at(-1) ?? 0;
      const line = layout.axes[axis] + row[axis];
      if (before === 0) return [[k, line, layout.axes[axis]]];
      const parent = numbers.get(row.map((n, d) => (d === axis ? 0 : n)).join());
      if (parent !== undefined) return [[k, parent, line]];
      const [first, second, ...others] = along.map((d) => layout.axes[d] + row[d]);
      return [[k, first, second], ...others.map((factor) => [k, k, factor])];
    }),
  );
}
