import type { BlobSums, CollisionSums, KernelSpec, TileKernels } from '../contracts.ts';
import { loopKernels } from '../parallel/loops.ts';
import type { Arena } from '../state/arena.ts';
import { callingThread, type Threads } from '../threads/threads.ts';
import { TargetCheck } from './check.ts';
import { RefinedBlob } from './refined-blob.ts';
import { RefinedCollisions } from './refined-collisions.ts';
import { MeshRefusal } from './refusal.ts';
import { blobObstacle, collisionObstacle, type MeshRequest } from './request.ts';
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
}

/** One measured error of one operator. */
export interface MeshError {
  readonly sum: 'density' | 'score' | 'collisions';
  readonly error: number;
}

export interface MeshReport {
  readonly tolerance: number;
  /** Nodes along each axis, spline order and spacing (relative, see BlobResolution); absent before the first pass. */
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
  /** Where the meshes lie, for a checkpoint; restoring it makes a resumed run go on bit for bit. */
  memory(): readonly (readonly number[])[];
  restore(memory: readonly (readonly number[])[]): void;
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
  const { tolerance, seed = 1, targets = 200, mostPoints = 4e7 } = options;
  const workspace = new MeshWorkspace(capacity, arena, options.threads ?? callingThread());
  const check = new TargetCheck(options.kernels ?? loopKernels(spec), seed, targets, arena);
  const request: MeshRequest = { tolerance, mostPoints, workspace };
  const blob = new RefinedBlob(spec, request, check);
  const collisions = new RefinedCollisions(spec, request, check);
  return {
    blob,
    collisions,
    report: () => ({
      tolerance,
      blob: describe(blob),
      collisions: describe(collisions),
      errors: [
        ...[...blob.errors].map(([sum, error]) => ({ sum, error })),
        ...(collisions.error === undefined ? [] : [{ sum: 'collisions' as const, error: collisions.error }]),
      ],
      bytes: workspace.bytes,
    }),
    requestCheck() {
      blob.due = collisions.due = true;
    },
    adapt() {
      blob.adapt();
      collisions.adapt();
      blob.failed = collisions.failed = 0;
    },
    memory: () => [
      blob.memory(), collisions.memory(), [blob.failed, collisions.failed, blob.before?.spacing ?? 0, blob.before?.error ?? 0],
    ],
    restore([blobMemory, collisionMemory, [blobFailed, collisionsFailed, spacing, error] = [0, 0, 0, 0]]) {
      blob.restore(blobMemory);
      collisions.restore(collisionMemory);
      blob.failed = blobFailed;
      collisions.failed = collisionsFailed;
      blob.before = error > 0 ? { spacing, error } : undefined;
    },
  };
}

function describe({ mesh, spacing }: RefinedBlob | RefinedCollisions): MeshDescription | undefined {
  const { grid } = mesh;
  return grid && { nodes: grid.placement.map((axis) => grid.axes[axis].count), order: grid.order, spacing, laid: mesh.meshes };
}
