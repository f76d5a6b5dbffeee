import type { Tried } from './accuracy.ts';
import type { LaidMesh, MeshMemory, MeshPlace, Resolution } from './laid-mesh.ts';
import { MeshRefusal } from './refusal.ts';

/** The sums that are compared with direct ones. */
export type MeshSum = 'density' | 'score' | 'collisions';

/** Relative errors of a mesh at random targets; NaN where the points were astray. */
export type MeshErrors = Readonly<Partial<Record<MeshSum, number>>>;

/** What is asked of a mesh. */
export interface Asked<R extends Resolution> {
  /** The sum whose error decides. */
  readonly sum: MeshSum;
  /** sums.tolerance, as it was asked for. */
  readonly tolerance: number;
  /** Errors that a new mesh should keep to, for particles move on, and that it must. */
  readonly aim: number;
  readonly bound: number;
  /** What helps where no mesh does. */
  readonly remedy: string;
  /** True when the spacing follows the particles: a mesh that has become bad is then laid anew before it is refined. */
  readonly follows: boolean;
  /** The next finer resolution after `error` was measured at this one; undefined where refining will not help. */
  finer(resolution: R, error: number, before: Tried | undefined): R | undefined;
}

/** For a checkpoint. */
export interface RefinedMemory<R extends Resolution, Place extends MeshPlace> {
  readonly settled: boolean;
  readonly due: boolean;
  readonly failed: number;
  readonly before?: Tried;
  readonly mesh: MeshMemory<R, Place>;
}

/** A later check fails beyond this many times what was asked for: from 200 targets, or 32, an error is known to some 30 %. */
const patience = 1.5;

/** A mesh that is refined at its first pass until a check is content with it, and checked when asked to. */
export class Refined<R extends Resolution, Place extends MeshPlace> {
  readonly mesh: LaidMesh<R, Place, unknown>;
  /** Latest measured errors. */
  readonly errors = new Map<MeshSum, number>();
  /** The mesh has been chosen. */
  settled = false;
  /** The next pass is to be checked. */
  due = false;
  private readonly asked: Asked<R>;
  /** The error that failed a check and waits for adapt(), 0 for none. */
  private failed = 0;
  /** What the mesh did before its last refinement between steps. */
  private before: Tried | undefined;

  constructor(mesh: LaidMesh<R, Place, unknown>, asked: Asked<R>) {
    this.mesh = mesh;
    this.asked = asked;
  }

  /** Refines until `attempt`, a pass and its check, is good enough. Throws a MeshRefusal when no mesh is. */
  async settle(attempt: () => Promise<MeshErrors>): Promise<void> {
    const { aim, bound } = this.asked;
    for (let before: Tried | undefined; ; ) {
      const error = this.note(await attempt().catch((reason: unknown) => {
        // The first mesh was too coarse and a finer one does not fit: what matters is the error that was reached.
        throw before && reason instanceof MeshRefusal ? this.unmet(before.error) : reason;
      }));
      if (error <= aim) break;
      const finer = this.asked.finer(this.mesh.resolution, error, before);
      if (!finer && error <= bound) break;
      before = this.refine(finer, error);
    }
    this.settled = true;
    this.due = false;
  }

  /** Books a repeated check; points astray say nothing about the mesh. */
  judge(errors: MeshErrors): void {
    this.due = false;
    const error = this.note(errors);
    if (!Number.isFinite(error)) return;
    this.failed = error > patience * this.asked.bound ? error : 0;
    if (this.failed === 0) this.before = undefined;
  }

  /** Between steps: after a failed check the mesh is laid anew. Throws a MeshRefusal when that would not help. */
  adapt(): void {
    const { mesh, asked, failed } = this;
    if (failed === 0) return;
    if (asked.follows) mesh.refine(mesh.resolution);
    else this.before = this.refine(asked.finer(mesh.resolution, failed, this.before), failed);
    this.settled = !asked.follows;
    this.due = true;
    this.failed = 0;
  }

  memory(): RefinedMemory<R, Place> {
    const { settled, due, failed, before, mesh } = this;
    return { settled, due, failed, ...(before && { before }), mesh: mesh.memory() };
  }

  restore(memory: RefinedMemory<R, Place>): void {
    this.settled = memory.settled;
    this.due = memory.due;
    this.failed = memory.failed;
    this.before = memory.before;
    this.mesh.restore(memory.mesh);
  }

  private refine(finer: R | undefined, error: number): Tried {
    if (!finer) throw this.unmet(error);
    const { spacing } = this.mesh.resolution;
    this.mesh.refine(finer);
    return { spacing, error };
  }

  private note(errors: MeshErrors): number {
    for (const [sum, error] of Object.entries(errors) as [MeshSum, number][]) if (Number.isFinite(error)) this.errors.set(sum, error);
    return errors[this.asked.sum] ?? NaN;
  }

  private unmet(error: number): MeshRefusal {
    const { sum, tolerance, remedy } = this.asked;
    const reached = `the mesh of the ${sum} reaches a relative error of ${error.toExponential(1)}`;
    return new MeshRefusal(`${reached}, sums.tolerance asks for ${tolerance}: ${remedy}`);
  }
}
