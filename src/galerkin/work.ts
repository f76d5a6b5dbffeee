import type { Column } from '../contracts.ts';
import { lowered, type Basis, type Range } from './basis.ts';
import { loopPoints, type PointKernel } from './point-formulas.ts';
import { blockLength, type Block, type Points } from './points.ts';
import { loopTableKernels } from './table-kernels.ts';
import { BlockTables, rowProgram, tableLength } from './tables.ts';
import { addMoments, evaluate } from './block-kernels.ts';
import { collisionFields, collisionRates, fieldCount, type ScoredParticles } from './polynomial-collisions.ts';
import { factorise } from './determinant.ts';

/** The two block sums, and formulas at points, in some backend; `block-kernels.ts` and `loopPoints` are the law. */
export interface BlockKernels {
  addMoments: typeof addMoments;
  evaluate: typeof evaluate;
  readonly points: PointKernel;
  /** Called after the last block of a part: until then some kernels keep the moments to themselves. */
  settle(): void;
}

export const loopBlockKernels: BlockKernels = { addMoments, evaluate, points: loopPoints, settle: () => {} };

interface Common {
  readonly points: Points;
  readonly basis: Basis;
  /** The sums go over the functions whose degree is lower by this than the highest: 1 for velocity derivatives. */
  readonly drop: number;
  /** Particles, of this rank. */
  readonly count: number;
  /** Particles of one part (`partLength` of those of all ranks). */
  readonly partLength: number;
}

/** partial[part] <- moments of weight * column, one column after another (of the weight alone without columns). */
export interface MomentWork extends Common {
  readonly kind: 'moments';
  readonly weight: Column;
  readonly columns: readonly Column[];
  readonly partial: Float64Array;
}

/** out_m <- sum of coefficients times functions, plus base_m where given. */
export interface EvaluateWork extends Common {
  readonly kind: 'evaluate';
  readonly coefficients: Float64Array;
  readonly base?: readonly Column[];
  readonly out: readonly Column[];
}

/**
 * With J = I + the matrix field of the coefficients (d x d of them): moments of w J^-1 (d^2 columns, block j d + l holds
 * (J^-1)_lj), and per part sum w log det J, the least and the greatest det J. `logDeterminant` takes log det J when given.
 */
export interface DeterminantWork extends Common {
  readonly kind: 'determinant';
  readonly coefficients: Float64Array;
  readonly weight: Column;
  /** Absent: no moments are wanted. */
  readonly partial?: Float64Array;
  /** Three entries a part: sum w log det, minimum, maximum. */
  readonly summary: Float64Array;
  readonly logDeterminant?: Column;
}

/** Moments over space functions of the fields that the polynomial collision sum of gamma = 0 is made of. */
export interface CollisionMomentWork extends Common, ScoredParticles {
  readonly kind: 'collision-moments';
  readonly weight: Column;
  readonly partial: Float64Array;
}

/** rate <- -(A g - b) at the particles from the smoothed fields (coefficients over the space functions). */
export interface CollisionRateWork extends Common, ScoredParticles {
  readonly kind: 'collision-rates';
  readonly coefficients: Float64Array;
  readonly rate: readonly Column[];
}

/** out_2d, out_2d+1 <- cos and sin of 2 pi x_d / length on every Fourier axis of the basis. */
export interface PhaseWork extends Common {
  readonly kind: 'phases';
  readonly out: readonly Column[];
}

export type Work = PhaseWork | MomentWork | EvaluateWork | DeterminantWork | CollisionMomentWork | CollisionRateWork;

/** Parts of `count` particles. */
export const partCount = ({ count, partLength }: Pick<Common, 'count' | 'partLength'>): number => Math.ceil(count / partLength);

/** Doubles of one part's moments: two lanes for each of `columns` x `range.size`. */
export const partialLength = (range: Range, columns: number): number => 2 * range.size * columns;

/** One thread's scratch: tables of each basis it met, and block columns. */
export interface Bench {
  readonly kernels: BlockKernels;
  tables(basis: Basis): BlockTables;
  /** Block columns, blockLength entries each. */
  columns(count: number): Float64Array;
  /** Block values, blockLength entries each. */
  values(count: number): Float64Array;
}

/** Carries out one part of some work. */
export function perform(bench: Bench, work: Work, part: number): void {
  const length = work.partLength;
  const end = Math.min(work.count, (part + 1) * length);
  const partial = 'partial' in work && work.partial ? share(work.partial, part, partCount(work)) : undefined;
  partial?.fill(0);
  if (work.kind === 'determinant') work.summary.set([0, Infinity, -Infinity], 3 * part);
  for (let start = part * length; start < end; start += blockLength) {
    const count = Math.min(blockLength, end - start);
    if (work.kind === 'phases') {
      writePhases(work, start, count);
      continue;
    }
    const tables = bench.tables(work.basis);
    tables.load(work.points, start, count);
    performBlock(bench, work, tables, { part, start, count }, partial);
  }
  bench.kernels.settle();
}

const share = (partial: Float64Array, part: number, parts: number): Float64Array => {
  const each = partial.length / parts;
  return partial.subarray(part * each, (part + 1) * each);
};

function writePhases({ basis, points, out }: PhaseWork, start: number, count: number): void {
  basis.axes.forEach((axis, d) => {
    if (axis.kind !== 'fourier') return;
    const k = (2 * Math.PI) / axis.length;
    for (let i = start; i < start + count; i++) {
      out[2 * d][i] = Math.cos(k * points.position[d][i]);
      out[2 * d + 1][i] = Math.sin(k * points.position[d][i]);
    }
  });
}

function performBlock(bench: Bench, work: Exclude<Work, PhaseWork>, tables: BlockTables, where: Block, partial?: Float64Array): void {
  const { kernels } = bench;
  const { start, count } = where;
  const range = lowered(work.basis, work.drop);
  switch (work.kind) {
    case 'moments': {
      const { weight, columns } = work;
      const many = Math.max(1, columns.length);
      const block = bench.columns(many);
      for (let m = 0; m < many; m++) {
        const column = columns[m];
        const at = m * blockLength;
        for (let i = 0; i < count; i++) block[at + i] = column ? weight[start + i] * column[start + i] : weight[start + i];
        block.fill(0, at + count, at + blockLength);
      }
      kernels.addMoments(tables, range, block, many, partial!);
      return;
    }
    case 'evaluate': {
      const { out, base, coefficients } = work;
      const values = bench.values(out.length);
      kernels.evaluate(tables, range, coefficients, out.length, values);
      out.forEach((column, m) => {
        const at = m * blockLength;
        const from = base?.[m];
        for (let i = 0; i < count; i++) column[start + i] = (from ? from[start + i] : 0) + values[at + i];
      });
      return;
    }
    case 'determinant': {
      const d = work.points.velocity.length;
      const values = bench.values(d * d);
      kernels.evaluate(tables, range, work.coefficients, d * d, values);
      const block = bench.columns(d * d);
      factorise(values, d, work, where, block, work.summary.subarray(3 * where.part, 3 * where.part + 3));
      if (partial) kernels.addMoments(tables, range, block, d * d, partial);
      return;
    }
    case 'collision-moments': {
      const many = fieldCount(work.points.velocity.length);
      const block = bench.columns(many);
      collisionFields(kernels.points, work, where, bench.values(many), block);
      kernels.addMoments(tables, range, block, many, partial!);
      return;
    }
    case 'collision-rates': {
      const many = fieldCount(work.points.velocity.length);
      const values = bench.values(many);
      kernels.evaluate(tables, range, work.coefficients, many, values);
      collisionRates(kernels.points, work, where, bench.columns(many), values);
      return;
    }
  }
}

/** A bench of plain arrays with the loop kernels. */
export function plainBench(): Bench {
  const makeTables = (basis: Basis): BlockTables =>
    new BlockTables(basis, loopTableKernels, new Float64Array(tableLength(basis)), rowProgram(basis));
  const known = new Map<Basis, BlockTables>();
  let columns = new Float64Array(0), values = new Float64Array(0);
  return {
    kernels: loopBlockKernels,
    tables(basis) {
      let tables = known.get(basis);
      if (!tables) known.set(basis, (tables = makeTables(basis)));
      return tables;
    },
    columns: (count) => (columns.length >= count * blockLength ? columns : (columns = new Float64Array(count * blockLength))),
    values: (count) => (values.length >= count * blockLength ? values : (values = new Float64Array(count * blockLength))),
  };
}
