import type { BlobSums, CollisionSums, KernelSpec, PairSums, Particles, Ranks, Scenario } from '../contracts.ts';
import { meshPaysFrom } from '../mesh/accuracy.ts';
import { createMeshSums, type MeshReport, type MeshSumsMemory } from '../mesh/mesh-sums.ts';
import type { ScalarMemory } from '../mesh/scalar-mesh.ts';
import { MeshRefusal } from '../mesh/refusal.ts';
import { blobObstacle, collisionObstacle } from '../mesh/obstacles.ts';
import { momentCollisions, momentsApply } from '../parallel/moments.ts';
import { randomBatchSums } from '../parallel/random-batch.ts';
import { openKernels, workLength, type PairKernels } from '../parallel/open-kernels.ts';
import { Visiting } from '../parallel/visiting.ts';
import { feelsImages } from '../physics/images.ts';
import { TruncatedSums, truncationPays } from '../parallel/truncated.ts';
import { once } from '../once.ts';
import type { Arena } from '../state/arena.ts';
import { timed, type Stopwatch } from '../stopwatch.ts';
import type { Threads } from '../threads/threads.ts';

/** What a checkpoint keeps of the sums, so that a resumed run computes the same bits. */
export interface SumsMemory {
  /** Absent where there is no mesh. */
  readonly mesh?: MeshSumsMemory;
  readonly kernelMesh?: ScalarMemory;
  readonly refused: boolean;
}

/** The sums of a run, chosen once from the scenario. */
export interface ChosenSums {
  readonly blob: BlobSums;
  readonly collisions: CollisionSums;
  /** Brings the points of all ranks together, where they are shared out. */
  readonly visiting?: Visiting;
  /** Called before each step: draws random batches, orders checks of the mesh. */
  beforeStep(iteration: number): void;
  /** What was chosen and how accurate it was found to be. */
  report(): SumsReport;
  memory(): SumsMemory;
  restore(memory: SumsMemory): void;
}

export interface SumsReport {
  readonly blob: string;
  readonly collisions: string;
  readonly mesh?: MeshReport;
  /** Why `auto` went back from the mesh to direct sums. */
  readonly refusal?: string;
  /** Why `sums.truncation` leaves nothing out. */
  readonly untruncated?: string;
}

/** Steps between two checks of the mesh against direct sums. */
const checkEvery = 20;

interface Parts {
  readonly scenario: Scenario;
  readonly spec: KernelSpec;
  readonly compiled: PairKernels | undefined;
  readonly direct: PairSums;
  readonly particles: Pick<Particles, 'count' | 'capacity'>;
  readonly arena: Arena;
  readonly threads: Threads;
  /** Collision sums that take the place of those of pairs. */
  readonly onKernelMesh?: CollisionSums & { memory(): ScalarMemory; restore(memory: ScalarMemory): void };
  readonly watch: Stopwatch;
  /** Those that share the points; absent: this process has them all. */
  readonly ranks?: Ranks;
}

/**
 * Chooses the sums. Throws a MeshRefusal when the scenario insists on a mesh that cannot be had; with `auto` a refusal
 * means direct sums from then on. Where a mesh can serve the collisions but not the blob, `auto` lets it.
 */
export function chooseSums(parts: Parts): ChosenSums {
  const { scenario, spec, compiled, direct, onKernelMesh, particles: { count, capacity }, arena, threads, ranks, watch } = parts;
  if (onKernelMesh) timed(watch, 'mesh', onKernelMesh, ['collisions']);
  const { method, tolerance, batch, truncation, moments } = scenario.sums;
  const exact = moments && method !== 'direct' && momentsApply(spec) ? momentCollisions(spec) : undefined;
  const kernels = once(() => openKernels(spec, compiled, arena.memory, arena.vector(workLength(compiled))));
  const automatic = method === 'auto' && scenario.score !== 'quadrature' && !onKernelMesh;
  const pays = automatic && count >= meshPaysFrom(spec);
  const onMesh = {
    blob: method === 'mesh' || (pays && blobObstacle(spec) === undefined),
    collisions: !exact && (method === 'mesh' || (pays && collisionObstacle(spec) === undefined)),
  };
  const mesh =
    onMesh.blob || onMesh.collisions
      ? createMeshSums(spec, capacity, arena, { tolerance, seed: scenario.seed, threads, watch, kernels: kernels(), ranks })
      : undefined;
  const crowded = spec.blobPeriod.some(feelsImages);
  // Made when first needed: truncation sets memory aside.
  const plainBlob = once((): BlobSums =>
    truncation > 0 && !crowded ? whenItPays(new TruncatedSums(direct, spec, capacity, truncation, arena), direct) : directBlob(direct),
  );
  const plainCollisions: CollisionSums = { name: 'direct', collisions: (pass) => direct.run(pass) };
  const { seed } = scenario;
  const batches = method === 'random-batch' && !exact ? randomBatchSums(spec, kernels(), arena, { batch, seed, ranks }) : undefined;

  const refusable = new Refusable(automatic);
  const untruncated = (name: string): string | undefined => {
    if (truncation === 0 || name === 'truncated') return undefined;
    if (name === 'mesh') return 'the blob is summed on a mesh';
    return crowded ? 'in a box this short the images of the blob across it count' : 'too few pairs are far enough apart for it to pay';
  };
  const blob = mesh && onMesh.blob ? refusable.blob(mesh.blob, plainBlob) : plainBlob();
  const collisions =
    onKernelMesh ?? exact ?? batches
    ?? (mesh && onMesh.collisions ? refusable.collisions(mesh.collisions, plainCollisions) : plainCollisions);
  const visiting = ranks && new Visiting(arena, capacity);
  return {
    blob: visiting?.blob(blob) ?? blob,
    // Moments are sums like all others.
    collisions: exact ?? visiting?.collisions(collisions) ?? collisions,
    ...(visiting && { visiting }),
    beforeStep(iteration) {
      batches?.draw(iteration);
      if (!mesh || refusable.reason) return;
      refusable.watch(() => mesh.adapt());
      if (iteration % checkEvery === 0) mesh.requestCheck();
    },
    report: () => ({
      blob: blob.name,
      collisions: collisions.name,
      ...(mesh && !refusable.reason ? { mesh: mesh.report() } : {}),
      ...(refusable.reason ? { refusal: refusable.reason } : {}),
      ...(untruncated(blob.name) ? { untruncated: untruncated(blob.name) } : {}),
    }),
    memory: () => ({
      ...(mesh && { mesh: mesh.memory() }), ...(onKernelMesh && { kernelMesh: onKernelMesh.memory() }),
      refused: refusable.reason !== undefined,
    }),
    restore(memory) {
      if (memory.refused) refusable.reason = 'refused before the restart';
      else if (mesh && memory.mesh) mesh.restore(memory.mesh);
      if (onKernelMesh && memory.kernelMesh) onKernelMesh.restore(memory.kernelMesh);
    },
  };
}

const directBlob = (direct: PairSums): BlobSums => ({
  name: 'direct', density: (pass) => direct.run(pass), score: (pass) => direct.run(pass),
});

/** Truncated sums where they pay, judged anew at every density pass. */
function whenItPays(truncated: TruncatedSums, direct: PairSums): BlobSums {
  let pays = false;
  return {
    get name() {
      return pays ? truncated.name : 'direct';
    },
    density(pass) {
      pays = truncationPays(truncated, pass);
      return pays ? truncated.density(pass) : direct.run(pass);
    },
    score: (pass) => (pays ? truncated.score(pass) : direct.run(pass)),
  };
}

/** Mesh sums that `auto` gives up for direct ones, for the rest of the run, when they refuse. */
class Refusable {
  reason: string | undefined;
  private readonly forgiving: boolean;

  constructor(forgiving: boolean) {
    this.forgiving = forgiving;
  }

  blob(mesh: BlobSums, plain: () => BlobSums): BlobSums {
    const name = (): string => (this.reason ? plain().name : mesh.name);
    return {
      get name() {
        return name();
      },
      density: (pass) => this.either(() => mesh.density(pass), () => plain().density(pass)),
      score: (pass) => this.either(() => mesh.score(pass), () => plain().score(pass)),
    };
  }

  collisions(mesh: CollisionSums, plain: CollisionSums): CollisionSums {
    const name = (): string => (this.reason ? plain.name : mesh.name);
    return {
      get name() {
        return name();
      },
      collisions: (pass) => this.either(() => mesh.collisions(pass), () => plain.collisions(pass)),
    };
  }

  /** Does `work`; a refusal is the end of the mesh where that is forgiven, and is thrown on where not. */
  watch(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.forgive(error);
    }
  }

  private async either(mesh: () => Promise<void>, plain: () => Promise<void>): Promise<void> {
    if (this.reason === undefined) {
      try {
        return await mesh();
      } catch (error) {
        this.forgive(error);
      }
    }
    return plain();
  }

  private forgive(error: unknown): void {
    if (!this.forgiving || !(error instanceof MeshRefusal)) throw error;
    this.reason = error.message;
  }
}
