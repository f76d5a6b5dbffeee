import type { BlobSums, CollisionPass, CollisionSums, Column, DensityPass, KernelSpec, ScorePass, TileKernels } from '../contracts.ts';
import { loopKernels } from '../parallel/loops.ts';
import { constantKappa } from '../parallel/moments.ts';
import type { Arena } from '../state/arena.ts';
import { callingThread, type Threads } from '../threads/threads.ts';
import { blobError, blobResolution, collisionResolution, finer, type Tried } from './accuracy.ts';
import { BlobMesh } from './blob-mesh.ts';
import { TargetCheck } from './check.ts';
import { CollisionMesh } from './collision-mesh.ts';
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

/** Parts of the tolerance that the choice may use: particles move on, and the score has two sides (one is tried). */
const allowance = { blob: 0.6, collisions: 0.9 };
/**
 * For gamma below -2.5 the mesh misses close encounters, an error that falls with the number of particles and hardly
 * with the spacing: twice the tolerance is allowed there.
 */
const softestGamma = -2.5;
const closeEncounters = 2;
/** A later check fails beyond this many times what was asked for: from 200 targets, or 32, an error is known to some 30 %. */
const patience = 1.5;
/** Rates below this part of the size of their two cancelling terms count in absolute terms: equilibrium has none. */
const cancellation = 1e-3;

/** Why a mesh cannot serve the blob passes of a spec, or undefined. */
export function blobObstacle(spec: KernelSpec): string | undefined {
  const { x, v } = spec.dimensions;
  if (x > 1) return `a mesh over ${x} position and ${v} velocity dimensions is too large; use sums.method direct, or random-batch for the collisions`;
  return velocityObstacle(spec);
}

/** Why a mesh cannot serve the collision pass of a spec, or undefined. A constant kappa needs no position axes. */
export function collisionObstacle(spec: KernelSpec): string | undefined {
  const { x } = spec.dimensions;
  if (x > 1 && constantKappa(spec) === undefined) return `a collision mesh over ${x} position dimensions is too large unless kappa is constant; use sums.method direct or random-batch`;
  return velocityObstacle(spec);
}

function velocityObstacle({ dimensions: { v }, regularisation }: KernelSpec): string | undefined {
  if (v < 2 || v > 3) return `the mesh serves 2 or 3 velocity dimensions, not ${v}`;
  if (regularisation !== undefined) return 'the regularised kernel N_delta does not conserve energy, and the mesh sums would; use sums.method direct';
  return undefined;
}

/** Why a mesh cannot serve all passes of a spec, or undefined. */
export const meshObstacle = (spec: KernelSpec): string | undefined => blobObstacle(spec) ?? collisionObstacle(spec);

/**
 * Particle-mesh sums for `count` particles whose columns have padded(count) entries in `arena`. The first pass of each
 * kind chooses the mesh from the tolerance, checks it against direct sums at random targets and refines it.
 * Throws a MeshRefusal here when the dimensions or the kernel rule a mesh out for every pass, and from a pass when they
 * do for that one, when the tolerance cannot be met or when the mesh would be too large.
 */
export function createMeshSums(spec: KernelSpec, count: number, arena: Arena, options: MeshOptions): MeshSums {
  const obstacle = { blob: blobObstacle(spec), collisions: collisionObstacle(spec) };
  if (obstacle.blob && obstacle.collisions) throw new MeshRefusal(obstacle.blob);
  const { tolerance, seed = 1, targets = 200, mostPoints = 4e7 } = options;
  const workspace = new MeshWorkspace(count, arena, options.threads ?? callingThread());
  const check = new TargetCheck(options.kernels ?? loopKernels(spec), count, seed, targets, arena);
  const firstBlob = blobResolution(tolerance);
  const firstCollision = collisionResolution(spec.dimensions.v, spec.gamma, tolerance);
  let blobSpacing = firstBlob.spacing;
  let collisionSpacing = firstCollision.spacing;
  let series = firstCollision.series;
  const blob = new BlobMesh(spec, workspace, firstBlob, mostPoints);
  const collision = new CollisionMesh(spec, workspace, firstCollision, mostPoints);
  const errors = new Map<MeshError['sum'], number>();
  const due = { blob: false, collisions: false };
  /** The densities of the last density pass, which the score pass belongs to. */
  let latest: Column | undefined;
  const settled = { blob: false, collisions: false };
  /** Errors that failed a check and wait for adapt(), and what the blob did before its last refinement; 0 for none. */
  const failed = { blob: 0, collisions: 0, blobBefore: { spacing: 0, error: 0 } };
  const twoSided = spec.score === 'two-sided';
  const asked = { blob: tolerance, collisions: tolerance * (spec.gamma < softestGamma ? closeEncounters : 1) };

  /** Books a repeated check; points astray (the answer is NaN) say nothing about the mesh. */
  function judge(kind: 'blob' | 'collisions', sum: MeshError['sum'], error: number): void {
    if (!Number.isFinite(error)) return;
    errors.set(sum, error);
    if (sum === 'density') return;
    failed[kind] = error > patience * asked[kind] ? error : 0;
    if (kind === 'blob' && failed.blob === 0) failed.blobBefore = { spacing: 0, error: 0 };
  }

  /** Refines until the gradient of log density is good; the two-sided score is checked at its first pass. */
  async function settleBlob(pass: DensityPass): Promise<void> {
    const { columns } = workspace;
    const trial = { force: columns.slice(0, pass.z.length), back: columns[4], ratio: columns[5] };
    for (let before: Tried | undefined; ; ) {
      await blob.density(pass);
      for (let i = 0; i < count; i++) trial.ratio[i] = pass.sum[i] > 0 ? 1 / pass.sum[i] : 0;
      const score: ScorePass = { kind: 'score', z: pass.z, source: pass.source, ...trial };
      await blob.score(score, 'one-sided');
      const found = check.blob(score, pass.sum, false);
      errors.set('density', found.density);
      errors.set('score', found.score);
      const error = found.score;
      if (error <= allowance.blob * tolerance) break;
      const spacing = finer(blobSpacing, firstBlob.spacing, error, allowance.blob * tolerance, blobError.power, before);
      if (spacing === undefined) {
        if (error <= asked.blob) break;
        throw unmet('score', error, blobRemedy);
      }
      before = { spacing: blobSpacing, error };
      blobSpacing = spacing;
      blob.refine({ ...firstBlob, spacing });
    }
    settled.blob = due.blob = true;
  }

  async function settleCollisions(pass: CollisionPass): Promise<void> {
    const allowed = allowance.collisions * asked.collisions;
    for (let before: Tried | undefined; ; ) {
      try {
        await collision.collisions(pass);
      } catch (reason) {
        // The first mesh was too coarse and a finer one does not fit: what matters is the error that was reached.
        if (before === undefined || !(reason instanceof MeshRefusal)) throw reason;
        throw unmet('collision', before.error, collisionRemedy);
      }
      const error = check.collisions(pass, cancellation * collision.scale);
      errors.set('collisions', error);
      if (error <= allowed) break;
      const spacing = finer(collisionSpacing, firstCollision.spacing, error, allowed, firstCollision.power, before);
      before = { spacing: collisionSpacing, error };
      if (spacing !== undefined) collisionSpacing = spacing;
      else if (series === firstCollision.series && spec.dimensions.x > 0) series *= 0.1;
      else if (error <= asked.collisions) break;
      else throw unmet('collision', error, collisionRemedy);
      collision.refine({ ...firstCollision, spacing: collisionSpacing, series });
    }
    settled.collisions = true;
    due.collisions = false;
  }

  const blobRemedy = 'widen the mollifier, raise sums.tolerance, or use sums.method direct';
  const collisionRemedy =
    spec.gamma <= -2 ? 'the mesh smooths close encounters (and pairs of equal velocity on a lattice): raise sums.tolerance, use more particles, or use sums.method direct' : 'raise sums.tolerance, or use sums.method direct';
  const unmet = (sum: string, error: number, remedy: string): MeshRefusal =>
    new MeshRefusal(`the ${sum} mesh reaches a relative error of ${error.toExponential(1)}, sums.tolerance asks for ${tolerance}: ${remedy}`);

  return {
    blob: {
      name: 'mesh',
      async density(pass) {
        if (obstacle.blob) throw new MeshRefusal(obstacle.blob);
        if (!settled.blob) await settleBlob(pass);
        else await blob.density(pass);
        latest = pass.sum;
      },
      async score(pass) {
        await blob.score(pass);
        if (due.blob && latest) {
          const found = check.blob(pass, latest, twoSided);
          judge('blob', 'density', found.density);
          judge('blob', 'score', found.score);
          due.blob = false;
        }
      },
    },
    collisions: {
      name: 'mesh',
      async collisions(pass) {
        if (!settled.collisions) await settleCollisions(pass);
        else await collision.collisions(pass);
        if (due.collisions) judge('collisions', 'collisions', check.collisions(pass, cancellation * collision.scale));
        due.collisions = false;
      },
    },
    report: () => ({
      tolerance,
      blob: describe(blob, blobSpacing),
      collisions: describe(collision, collisionSpacing),
      errors: [...errors].map(([sum, error]) => ({ sum, error })),
      bytes: workspace.bytes,
    }),
    requestCheck() {
      due.blob = due.collisions = true;
    },
    adapt() {
      if (failed.blob > 0) {
        const spacing = finer(blobSpacing, firstBlob.spacing, failed.blob, allowance.blob * tolerance, blobError.power, failed.blobBefore.error > 0 ? failed.blobBefore : undefined);
        if (spacing === undefined) throw unmet('score', failed.blob, blobRemedy);
        failed.blobBefore = { spacing: blobSpacing, error: failed.blob };
        blobSpacing = spacing;
        blob.refine({ ...firstBlob, spacing });
        due.blob = true;
      }
      if (failed.collisions > 0) {
        // Spacings follow the spread of the velocities, which may have changed; a finer mesh only if that is not it.
        collision.refine({ ...firstCollision, spacing: collisionSpacing, series });
        settled.collisions = false;
      }
      failed.blob = failed.collisions = 0;
    },
    memory: () => [blob.memory(), collision.memory(), [failed.blob, failed.collisions, failed.blobBefore.spacing, failed.blobBefore.error]],
    restore([blobMemory, collisionMemory, [blobFailed, collisionsFailed, spacing, error] = [0, 0, 0, 0]]) {
      blob.restore(blobMemory);
      collision.restore(collisionMemory);
      settled.blob = blobMemory.length > 0;
      settled.collisions = collisionMemory.length > 0;
      if (settled.blob) blobSpacing = blobMemory[1];
      if (settled.collisions) [, collisionSpacing, series] = collisionMemory;
      Object.assign(failed, { blob: blobFailed, collisions: collisionsFailed, blobBefore: { spacing, error } });
    },
  };
}

function describe(mesh: BlobMesh | CollisionMesh, spacing: number): MeshDescription | undefined {
  const { grid } = mesh;
  return grid && { nodes: grid.placement.map((axis) => grid.axes[axis].count), order: grid.order, spacing, laid: mesh.meshes };
}
