import { familyOf } from './axis-functions.ts';
import type { Basis } from './basis.ts';
import { blockLength, type Points } from './points.ts';
import { hermiteTable } from './hermite.ts';

/** The table operations of a backend; the plain ones are the law. */
export interface TableKernels {
  /** he_0 ... he_degree of the block `c`, blockLength entries a row. */
  hermite(c: Float64Array, degree: number, roots: Float64Array, table: Float64Array): void;
  /** memory row target = row a * row b for triples of rows, each given by its offset in entries. */
  multiplyRows(memory: Float64Array, program: Int32Array): void;
}

export const loopTableKernels: TableKernels = {
  hermite: (c, degree, _roots, table) => hermiteTable(c, blockLength, degree, blockLength, table),
  multiplyRows(memory, program) {
    for (let t = 0; t < program.length; t += 3) {
      const to = program[t], a = program[t + 1], b = program[t + 2];
      for (let i = 0; i < blockLength; i++) memory[to + i] = memory[a + i] * memory[b + i];
    }
  },
};

/** Where the rows of a basis' tables stand, in rows of blockLength entries. */
interface Layout {
  readonly space: number;
  readonly velocity: number;
  readonly products: number;
  readonly packed: number;
  readonly axes: readonly number[];
  readonly lines: readonly number[];
  readonly shifted: number;
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
    packed: take(packedRows(basis)),
    axes: basis.axes.map((_, d) => take(1 + last(basis, d))),
    lines: basis.centre.map(() => take(basis.degree + 1)),
    shifted: take(1),
    roots: take(Math.ceil((2 * basis.degree + 2) / blockLength)),
    rows,
  };
}

/** Rows for the velocity functions in panels of 16; without velocity functions the space functions take their place. */
const packedRows = ({ degree, space, velocity }: Basis): number => 16 * Math.ceil((degree === 0 ? space : velocity).length / 16);

/** The highest axis function in use. */
const last = ({ space }: Basis, d: number): number => Math.max(0, ...space.map((row) => row[d]));

/** Doubles that the tables of a basis take. */
export const tableLength = (basis: Basis): number => {
  const { roots } = layoutOf(basis);
  return blockLength * (roots + Math.ceil((2 * basis.degree + 2) / blockLength));
};

/**
 * Values of all functions of a basis at a block of points, in one piece of memory: spaceValues (one row of blockLength
 * entries a space function), velocityValues (one a velocity function), and rows for what they are made from. Entries
 * beyond the block's count are finite but meaningless.
 */
export class BlockTables {
  readonly basis: Basis;
  readonly spaceValues: Float64Array;
  readonly velocityValues: Float64Array;
  /** Work space of compiled kernels: as long as spaceValues, and for the velocity functions laid out anew. */
  readonly productValues: Float64Array;
  readonly packedValues: Float64Array;
  private readonly memory: Float64Array;
  private readonly kernels: TableKernels;
  private readonly axisTables: readonly Float64Array[];
  private readonly lines: readonly Float64Array[];
  private readonly shifted: Float64Array;
  private readonly roots: Float64Array;
  private readonly program: Int32Array;

  /** `memory` needs tableLength(basis) entries; `program` holds rowProgram(basis). */
  constructor(basis: Basis, kernels: TableKernels, memory: Float64Array, program: Int32Array) {
    const { space, velocity, axes, degree, centre } = basis;
    const layout = layoutOf(basis);
    const rows = (at: number, count: number): Float64Array => memory.subarray(at * blockLength, (at + count) * blockLength);
    this.basis = basis;
    this.kernels = kernels;
    this.memory = memory;
    this.program = program;
    this.spaceValues = rows(layout.space, space.length);
    this.velocityValues = rows(layout.velocity, velocity.length);
    this.productValues = rows(layout.products, space.length);
    this.packedValues = rows(layout.packed, packedRows(basis));
    this.axisTables = axes.map((_, d) => rows(layout.axes[d], 1 + last(basis, d)));
    this.lines = centre.map((_, d) => rows(layout.lines[d], degree + 1));
    this.shifted = rows(layout.shifted, 1);
    this.roots = rows(layout.roots, Math.ceil((2 * degree + 2) / blockLength));
    memory.fill(1, 0, layout.roots * blockLength);
    for (let n = 1; n <= degree; n++) this.roots.set([Math.sqrt(n), 1 / Math.sqrt(n + 1)], 2 * (n - 1));
  }

  /** Evaluates the functions at points [start, start + count). */
  load(points: Points, start: number, count: number): void {
    const { basis, kernels, shifted, lines, roots, axisTables } = this;
    const { axes, centre, scale, degree } = basis;
    axes.forEach((axis, d) => familyOf(axis).table(axis, points, d, start, count, axisTables[d]));
    if (degree > 0) {
      centre.forEach((u, d) => {
        const v = points.velocity[d];
        const inverse = 1 / scale[d];
        for (let i = 0; i < count; i++) shifted[i] = (v[start + i] - u) * inverse;
        kernels.hermite(shifted, degree, roots, lines[d]);
      });
    }
    kernels.multiplyRows(this.memory, this.program);
  }
}

/** What makes the values of a basis from those of its axes: triples (target, a, b) of rows, given by entries. */
export function rowProgram(basis: Basis): Int32Array {
  const layout = layoutOf(basis);
  const { axes, space, velocity } = basis;
  // F_k axis after axis; row 0 of each axis is the constant 1.
  const forSpace = axes.flatMap((_, d) =>
    space.flatMap((row, k) =>
      d === 0 ? [[k, layout.axes[0] + row[0], layout.axes[0]]] : row[d] === 0 ? [] : [[k, k, layout.axes[d] + row[d]]],
    ),
  );
  // he_beta as its last axis' polynomial times the function without that axis, which has a lower degree.
  const numbers = new Map(velocity.map((index, beta) => [index.join(), beta]));
  const forVelocity = velocity.slice(1).map((index, before) => {
    const axis = index.findLastIndex((n) => n > 0);
    const parent = numbers.get(index.map((n, d) => (d === axis ? 0 : n)).join())!;
    return [layout.velocity + before + 1, layout.velocity + parent, layout.lines[axis] + index[axis]];
  });
  return Int32Array.from([...forSpace, ...forVelocity].flat(), (row) => row * blockLength);
}
