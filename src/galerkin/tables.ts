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
    work: take(Math.max(2, basis.centre.length)),
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

/** Functions of x or of v at a block of points, one row of blockLength entries each; they are made when they are asked for. */
class FunctionRows {
  private readonly rows: Float64Array;
  private readonly program: MadeRows;
  private readonly multiply: (program: Int32Array) => void;
  private readonly parents: Int32Array;
  private readonly others: Int32Array;
  /** Which of them are there for this block. */
  private ready: 'none' | 'parents' | 'all' = 'none';

  constructor(rows: Float64Array, program: MadeRows, multiply: (program: Int32Array) => void) {
    this.rows = rows;
    this.program = program;
    this.multiply = multiply;
    this.parents = program.triples.subarray(0, 3 * program.parents);
    this.others = program.triples.subarray(3 * program.parents);
  }

  /** Other points: no row is there any more. */
  renew(): void {
    this.ready = 'none';
  }

  get values(): Float64Array {
    if (this.ready !== 'all') this.multiply(this.ready === 'none' ? this.program.triples : this.others);
    this.ready = 'all';
    return this.rows;
  }

  /** Which two rows of the tables' memory are multiplied for each function: two entries each. Those rows are there. */
  get factors(): Int32Array {
    if (this.ready === 'none') {
      if (this.parents.length > 0) this.multiply(this.parents);
      this.ready = 'parents';
    }
    return this.program.factors;
  }
}

/**
 * Values of all functions of a basis at a block of points, in one piece of memory, and rows for what they are made from. Entries
 * beyond the block's count are finite but meaningless.
 */
export class BlockTables {
  readonly basis: Basis;
  readonly space: FunctionRows;
  readonly velocity: FunctionRows;
  /** Work space of compiled kernels, as long as spaceValues. */
  readonly productValues: Float64Array;
  /** All rows. */
  readonly memory: Float64Array;
  private readonly kernels: TableKernels;
  private readonly axisRows: readonly AxisRows[];
  private readonly lines: Float64Array;
  private readonly shifted: Float64Array;
  private readonly roots: Float64Array;

  /** `memory` needs tableLength(basis) entries; `rows` is rowProgram(basis). */
  constructor(basis: Basis, kernels: TableKernels, memory: Float64Array, rows: RowProgram) {
    const { space, velocity, axes, degree, centre } = basis;
    const layout = layoutOf(basis);
    const part = (at: number, count: number): Float64Array => memory.subarray(at * blockLength, (at + count) * blockLength);
    this.basis = basis;
    this.kernels = kernels;
    this.memory = memory;
    const multiply = (program: Int32Array): void => kernels.multiplyRows(memory, program);
    this.space = new FunctionRows(part(layout.space, space.length), rows.space, multiply);
    this.velocity = new FunctionRows(part(layout.velocity, velocity.length), rows.velocity, multiply);
    this.productValues = part(layout.products, space.length);
    this.lines = part(layout.lines[0], centre.length * (degree + 1));
    const [cosine, sine] = [part(layout.work, 1), part(layout.work + 1, 1)];
    this.shifted = part(layout.work, centre.length);
    this.roots = part(layout.roots, rootRows(basis));
    this.axisRows = axes.map((_, d) => ({ into: part(layout.axes[d], 1 + last(basis, d)), cosine, sine, roots: this.roots, kernels }));
    memory.fill(1, 0, layout.roots * blockLength);
    for (let n = 1; n <= highest(basis); n++) this.roots.set([Math.sqrt(n), 1 / Math.sqrt(n + 1)], 2 * (n - 1));
  }

  /** Takes points [start, start + count), and makes what all functions there are made of: those of each axis. */
  load(points: Points, start: number, count: number): void {
    const { basis: { axes, centre, scale, degree }, kernels, shifted, lines, roots, axisRows } = this;
    for (let d = 0; d < axes.length; d++) familyOf(axes[d]).table(axes[d], points, d, start, count, axisRows[d]);
    if (degree > 0) {
      for (let d = 0; d < centre.length; d++) {
        const v = points.velocity[d], u = centre[d];
        const inverse = 1 / scale[d];
        for (let i = 0, to = d * blockLength; i < count; i++) shifted[to + i] = (v[start + i] - u) * inverse;
      }
      kernels.hermite(shifted, degree, roots, lines);
    }
    this.space.renew();
    this.velocity.renew();
  }

  /** One row of blockLength entries a space function. */
  get spaceValues(): Float64Array {
    return this.space.values;
  }

  /** One row of blockLength entries a velocity function. */
  get velocityValues(): Float64Array {
    return this.velocity.values;
  }
}

/**
 * What makes functions from those of single axes: triples (target, a, b) of rows, given by entries. The first `parents` of them make what
 * others are made of. `factors`: a pair of rows for each function, in their order.
 */
export interface MadeRows {
  readonly triples: Int32Array;
  readonly parents: number;
  readonly factors: Int32Array;
}

export interface RowProgram {
  readonly space: MadeRows;
  readonly velocity: MadeRows;
}

/** A function as a product of two rows. */
interface Made {
  /** The function without its last axis, of which it is made; absent where the basis does not hold that one. */
  readonly parent?: number;
  readonly factors: readonly [number, number];
  /** How many axes it depends on. */
  readonly depth: number;
  /** The products that make its row, where one is not enough: then its factors are that row and 1. */
  readonly chain?: readonly (readonly number[])[];
}

export function rowProgram(basis: Basis): RowProgram {
  const layout = layoutOf(basis);
  // The constant, which every basis has among its velocity functions.
  const one = layout.velocity;
  return {
    space: madeRows(layout.space, productsOf(basis.space, layout.space, layout.axes, one)),
    velocity: madeRows(layout.velocity, productsOf(basis.velocity, layout.velocity, layout.lines, one)),
  };
}

/** `made` is in the order of the functions' numbers; their rows begin at `from`. */
function madeRows(from: number, made: readonly Made[]): MadeRows {
  const parents = new Set(made.map(({ parent }) => parent));
  const isEarly = (number: number): boolean => parents.has(number) || made[number].chain !== undefined;
  // A parent's own parent depends on fewer axes, and comes first.
  const order = made.map((_, number) => number).sort((a, b) => made[a].depth - made[b].depth);
  const triples = (early: boolean): (readonly number[])[] =>
    order.filter((number) => isEarly(number) === early)
      .flatMap((number) => made[number].chain ?? [[from + number, ...made[number].factors]]);
  const first = triples(true);
  const entries = (rows: readonly (readonly number[])[]): Int32Array => Int32Array.from(rows.flat(), (row) => row * blockLength);
  return { triples: entries([...first, ...triples(false)]), parents: first.length, factors: entries(made.map((one) => one.factors)) };
}

/**
 * Functions by their numbers on each axis, 0 for the constant, as the last axis' function times that of the axes before; from the axes
 * where the basis does not hold that one. `one` is a row of ones.
 */
function productsOf(functions: readonly (readonly number[])[], from: number, axes: readonly number[], one: number): Made[] {
  const numbers = new Map(functions.map((index, number) => [index.join(), number]));
  return functions.map((index, number) => {
    const along = index.flatMap((n, d) => (n > 0 ? [d] : []));
    const depth = along.length;
    const rows = along.map((d) => axes[d] + index[d]);
    if (depth < 2) return { factors: [rows[0] ?? one, one], depth };
    const parent = numbers.get(index.map((n, d) => (d === along.at(-1) ? 0 : n)).join());
    if (parent !== undefined) return { parent, factors: [from + parent, rows[depth - 1]], depth };
    const [first, second, ...others] = rows;
    if (others.length === 0) return { factors: [first, second], depth };
    const own = from + number;
    return { factors: [own, one], depth, chain: [[own, first, second], ...others.map((row) => [own, own, row])] };
  });
}
