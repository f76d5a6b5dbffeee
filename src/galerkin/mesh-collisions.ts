import type { CollisionPass, CollisionSums, Column, KernelSpec } from '../contracts.ts';
import { numbers } from '../math/algebra.ts';
import { blockSums } from '../math/sum.ts';
import { ScalarMesh, type ScalarKernel, type ScalarMemory } from '../mesh/scalar-mesh.ts';
import type { MeshWorkspace } from '../mesh/workspace.ts';
import { constantKappa, kappaOf } from '../physics/kappa-facts.ts';
import { radialLaw } from '../physics/landau.ts';
import { loopPoints } from './point-formulas.ts';
import { blockLength } from './points.ts';
import { collisionFields, collisionRates, fieldCount } from './polynomial-collisions.ts';

/**
 * Wave numbers of v that are kept, in units of the root mean square of the score along the axis where it is largest, 1 / sqrt(T) for a
 * Maxwellian: the product of two of its transforms has fallen to exp(-4.5^2) there. Of a lattice none beyond pi / h: its images begin.
 */
const kept = 4.5;

/**
 * Collision sums for any gamma in O(N): the polynomial of N(v - v*) = |v - v*|^2 I - (v - v*) (v - v*)^T exactly, as for gamma = 0
 * (`polynomial-collisions.ts`), times a kernel kappa(x - x*) |v - v*|^gamma that a mesh makes of what the particles resolve: without
 * the wave numbers beyond theirs. So momentum and energy are kept whatever the mesh, a Maxwellian with its exact score has rate 0, and
 * a lattice is a quadrature of spectral accuracy, where a sum over its pairs does not see what lies between them.
 */
export class MeshCollisions implements CollisionSums {
  readonly name = 'kernel mesh';
  private readonly mesh: ScalarMesh;
  private readonly workspace: MeshWorkspace;
  private readonly spacing: number;
  private readonly capacity: number;
  private held: readonly Column[] | undefined;

  /** `lattice`: the particles' in v and x; `capacity`: entries of the columns that are to come. */
  constructor(spec: KernelSpec, lattice: LatticeShape, workspace: MeshWorkspace, capacity: number) {
    this.spacing = lattice.spacing;
    this.workspace = workspace;
    this.capacity = capacity;
    this.mesh = new ScalarMesh(scalarKernel(spec, lattice), workspace);
  }

  memory(): ScalarMemory {
    return this.mesh.memory();
  }

  restore(memory: ScalarMemory): void {
    this.mesh.restore(memory);
  }

  async collisions({ columns: { position, velocity, score, weight, count }, output: { rate } }: CollisionPass): Promise<void> {
    const d = velocity.length;
    if (this.mesh.cutoff === Infinity) this.mesh.cutoff = Math.min(Math.PI / this.spacing, kept * steepness(score, weight, count));
    const fields = (this.held ??= this.workspace.arena.columns(fieldCount(d), this.capacity));
    const [block, rows] = [fields.length, fields.length].map((count) => new Float64Array(count * blockLength));
    const scored = { points: { position, velocity }, score, centre: meanOf(velocity, weight, count) };
    const blocks = (visit: (piece: { readonly start: number; readonly count: number }) => void): void => {
      for (let start = 0; start < count; start += blockLength) visit({ start, count: Math.min(blockLength, count - start) });
    };
    blocks((piece) => {
      collisionFields(loopPoints, { ...scored, weight }, piece, rows, block);
      fields.forEach((field, n) => field.set(block.subarray(n * blockLength, n * blockLength + piece.count), piece.start));
    });
    if (!(await this.mesh.smooth(position, velocity, fields, count))) {
      for (const column of rate) column.fill(NaN, 0, count);
      return;
    }
    blocks((piece) => {
      fields.forEach((field, n) => block.set(field.subarray(piece.start, piece.start + piece.count), n * blockLength));
      collisionRates(loopPoints, { ...scored, rate }, piece, rows, block);
    });
    for (const column of rate) column.fill(0, count);
  }
}

/** What of a lattice bounds the wave numbers that it carries. */
export interface LatticeShape {
  /** The least spacing in v. */
  readonly spacing: number;
  /** Positions along x. */
  readonly positions: number;
}

/** Nodes of the mesh along x for each position of the lattice: splines make a third of their wave numbers well. */
const nodesAPosition = 3;

/** kappa(x) |v|^gamma, softened, for the particles of a lattice. */
export function scalarKernel(spec: KernelSpec, { positions }: Pick<LatticeShape, 'positions'>): ScalarKernel {
  const { dimensions, gamma, softening, period } = spec;
  const uniform = constantKappa(spec);
  const kappa = kappaOf(spec);
  return {
    velocityDimensions: dimensions.v as 2 | 3,
    kappa: uniform === undefined ? (r) => kappa(r * r) : undefined,
    period: period[0] ?? 0,
    ...(period[0] > 0 && { mostPositionNodes: nodesAPosition * positions }),
    psi: (squared) => (uniform ?? 1) * radialLaw(numbers, squared, gamma, softening),
  };
}

/** Largest root mean square of a component of the score. */
function steepness(score: readonly Column[], weight: Column, count: number): number {
  const squares = blockSums(count, score.length + 1, (i, sums) => {
    score.forEach((g, a) => (sums[a] += weight[i] * g[i] * g[i]));
    sums[score.length] += weight[i];
  });
  return Math.sqrt(Math.max(...squares.subarray(0, score.length)) / squares[score.length]);
}

/** Mean of the velocities: polynomials about it lose the fewest digits. */
function meanOf(velocity: readonly Column[], weight: Column, count: number): number[] {
  const [mass, ...sums] = blockSums(count, velocity.length + 1, (i, parts) => {
    parts[0] += weight[i];
    velocity.forEach((v, a) => (parts[a + 1] += weight[i] * v[i]));
  });
  return sums.map((sum) => sum / mass);
}
