import type { BlobSums, CollisionSums, KernelSpec, Ranks, TileKernels } from '../contracts.ts';
import { loopKernels } from '../parallel/loops.ts';
import type { Arena } from '../state/arena.ts';
import { Stopwatch, timed } from '../stopwatch.ts';
import { callingThread, type Threads } from '../threads/threads.ts';
import { TargetCheck } from './check.ts';
import type { CollisionResolution } from './collision-mesh.ts';
import type { MeshPlace, Resolution } from './laid-mesh.ts';
import type { CollisionPlace } from './laying.ts';
import { blobObstacle, collisionObstacle } from './obstacles.ts';
import { RefinedBlob } from './refined-blob.ts';
import { RefinedCollisions } from './refined-collisions.ts';
import type { MeshSum, Refined, RefinedMemory } from './refined.ts';
import { MeshRefusal } from './refusal.ts';
import { MeshWorkspace } from './workspace.ts';

export interface MeshOptions {
  /** Relative error (root mean square over the mass) allowed to the score and to the collision rate. */
  readonly tolerance: number;
  /** Seeds the choice of targets of the checks. */
  readonly seed?: number;
  /** Targets of a check at most; fewer when there are many particles. Default 200. */
  readonly targets?: number;
  /** Threads; default: the calling one. */
  readonly threads?: Threads;
  /** Most doubles in one mesh; default 4e7 (320 MB). */
  readonly mostPoints?: number;
  /** Kernels of the calling thread, for the checks; default: plain loops. */
  readonly kernels?: TileKernels;
  /** Hears of the time that meshes and their checks take. */
  readonly watch?: Stopwatch;
  /** Processes that share out the work, all with all particles; default: this one alone. */
  readonly ranks?: Ranks;
}

/** One measured error of one operator. */
export interface MeshError {
  readonly sum: MeshSum;
  readonly error: number;
}

export interface MeshReport {
  readonly tolerance: number;
  /** Nodes along each axis, spline order and spacing (relative, see Resolution); absent before the first pass. */
  readonly blob?: MeshDescription;
  readonly collisions?: MeshDescription;
  /** Errors against the direct sum at random targets, latest of each sum. */
  readonly errors: readonly MeshError[];
  /** Bytes of meshes, scratch and borrowed columns. */
  readonly bytes: number;
}

export interface MeshDescription {
  readonly nodes: readonly number[];
  readonly order: number;
  readonly spacing: number;
  /** Times that a mesh was laid: refined, or outgrown by the particles. */
  readonly laid: number;
}

/** Where the meshes of a run lie and how good they are, as plain data, for a checkpoint. */
export interface MeshSumsMemory {
  readonly blob: RefinedMemory<Resolution, MeshPlace>;
  readonly collisions: RefinedMemory<CollisionResolution, CollisionPlace>;
}

export interface MeshSums {
  readonly blob: BlobSums;
  readonly collisions: CollisionSums;
  report(): MeshReport;
  /** Checks the next pass of each kind against direct sums at random targets; the report then shows it. */
  requestCheck(): void;
  /**
   * Between steps: a mesh that failed its last check is laid finer, and checked again. Throws a MeshRefusal when a
   * finer one would not help.
   */
  adapt(): void;
  memory(): MeshSumsMemory;
  /** Makes a resumed run go on bit for bit. */
  restore(memory: MeshSumsMemory): void;
}

/**
 * Particle-mesh sums for particles whose columns have `capacity` entries in `arena`. The first pass of each
 * kind chooses the mesh from the tolerance, checks it against direct sums at random targets and refines it.
 * Throws a MeshRefusal here when the dimensions or the kernel rule a mesh out for every pass, and from a pass when they
 * do for that one, when the tolerance cannot be met or when the mesh would be too large.
 */
export function createMeshSums(spec: KernelSpec, capacity: number, arena: Arena, options: MeshOptions): MeshSums {
  const obstacle = blobObstacle(spec);
  if (obstacle && collisionObstacle(spec)) throw new MeshRefusal(obstacle);
  const { tolerance, seed = 1, targets = 200, mostPoints, watch = new Stopwatch() } = options;
  const workspace = new MeshWorkspace(capacity, arena, options.threads ?? callingThread(), mostPoints, options.ranks);
  const check = new TargetCheck(options.kernels ?? loopKernels(spec), seed, targets, arena);
  const blob = new RefinedBlob(spec, tolerance, workspace, check);
  const collisions = new RefinedCollisions(spec, tolerance, workspace, check);
  timed(watch, 'checks', check, ['blob', 'collisions']);
  timed(watch, 'mesh', blob, ['density', 'score']);
  timed(watch, 'mesh', collisions, ['collisions']);
  const both = [blob.refined, collisions.refined];
  return {
    blob,
    collisions,
    report: () => ({
      tolerance,
      blob: describe(blob.refined),
      collisions: describe(collisions.refined),
      errors: both.flatMap(({ errors }) => [...errors].map(([sum, error]) => ({ sum, error }))),
      bytes: workspace.bytes,
    }),
    requestCheck() {
      for (const refined of both) refined.due = true;
    },
    adapt() {
      for (const refined of both) refined.adapt();
    },
    memory: () => ({ blob: blob.refined.memory(), collisions: collisions.refined.memory() }),
    restore(memory) {
      blob.refined.restore(memory.blob);
      collisions.refined.restore(memory.collisions);
    },
  };
}

function describe({ mesh: { grid, resolution, times } }: Pick<Refined<Resolution, MeshPlace>, 'mesh'>): MeshDescription | undefined {
  return grid && { nodes: grid.placement.map((a) => grid.axes[a].count), order: grid.order, spacing: resolution.spacing, laid: times };
}
