import type { CollisionPass, CollisionSums, KernelSpec } from '../contracts.ts';
import { collisionResolution, finer, type Tried } from './accuracy.ts';
import type { TargetCheck } from './check.ts';
import { CollisionMesh } from './collision-mesh.ts';
import { MeshRefusal } from './refusal.ts';
import { patience, unmet, type MeshRequest } from './request.ts';

/** Part of the tolerance that the choice may use: particles move on. */
const allowance = 0.9;
/**
 * For gamma below -2.5 the mesh misses close encounters, an error that falls with the number of particles and hardly
 * with the spacing: twice the tolerance is allowed there.
 */
const softestGamma = -2.5;
const closeEncounters = 2;
/** Rates below this part of the size of their two cancelling terms count in absolute terms: equilibrium has none. */
const cancellation = 1e-3;

/** The mesh of the collision pass, refined at its first pass until a check is content with it, and checked when asked to. */
export class RefinedCollisions implements CollisionSums {
  readonly name = 'mesh';
  readonly mesh: CollisionMesh;
  /** Latest measured error, when there is one. */
  error: number | undefined;
  /** The next pass is checked. */
  due = false;
  /** The error that failed a check and waits for adapt(), 0 for none. */
  failed = 0;
  private readonly request: MeshRequest;
  private readonly check: TargetCheck;
  private readonly first: ReturnType<typeof collisionResolution>;
  private readonly asked: number;
  private readonly hasPosition: boolean;
  private readonly remedy: string;
  private settled = false;
  private present: number;
  private series: number;

  constructor(spec: KernelSpec, request: MeshRequest, check: TargetCheck) {
    const { dimensions, gamma } = spec;
    this.request = request;
    this.check = check;
    this.first = collisionResolution(dimensions.v, gamma, request.tolerance);
    this.present = this.first.spacing;
    this.series = this.first.series;
    this.asked = request.tolerance * (gamma < softestGamma ? closeEncounters : 1);
    this.hasPosition = dimensions.x > 0;
    this.remedy = gamma <= -2
      ? 'the mesh smooths close encounters (and pairs of equal velocity on a lattice): '
        + 'raise sums.tolerance, use more particles, or use sums.method direct'
      : 'raise sums.tolerance, or use sums.method direct';
    this.mesh = new CollisionMesh(spec, request.workspace, this.first, request.mostPoints);
  }

  get spacing(): number {
    return this.present;
  }

  async collisions(pass: CollisionPass): Promise<void> {
    if (this.settled) await this.mesh.collisions(pass);
    else await this.settle(pass);
    if (this.due) this.judge(this.measure(pass));
    this.due = false;
  }

  /** Between steps: spacings follow the spread of the velocities, which may have changed; finer only if that is not it. */
  adapt(): void {
    if (this.failed === 0) return;
    this.lay();
    this.settled = false;
  }

  memory(): readonly number[] {
    return this.mesh.memory();
  }

  restore(memory: readonly number[]): void {
    this.mesh.restore(memory);
    this.settled = memory.length > 0;
    if (this.settled) [, this.present, this.series] = memory;
  }

  private async settle(pass: CollisionPass): Promise<void> {
    const { tolerance } = this.request;
    const allowed = allowance * this.asked;
    for (let before: Tried | undefined; ; ) {
      try {
        await this.mesh.collisions(pass);
      } catch (reason) {
        // The first mesh was too coarse and a finer one does not fit: what matters is the error that was reached.
        if (before === undefined || !(reason instanceof MeshRefusal)) throw reason;
        throw unmet('collision', before.error, tolerance, this.remedy);
      }
      const error = this.measure(pass);
      this.error = error;
      if (error <= allowed) break;
      const spacing = finer(this.present, this.first.spacing, error, allowed, this.first.power, before);
      before = { spacing: this.present, error };
      if (spacing !== undefined) this.present = spacing;
      else if (this.series === this.first.series && this.hasPosition) this.series *= 0.1;
      else if (error <= this.asked) break;
      else throw unmet('collision', error, tolerance, this.remedy);
      this.lay();
    }
    this.settled = true;
    this.due = false;
  }

  private lay(): void {
    this.mesh.refine({ ...this.first, spacing: this.present, series: this.series });
  }

  private measure(pass: CollisionPass): number {
    return this.check.collisions(pass, cancellation * this.mesh.scale);
  }

  /** Books a repeated check; points astray (the answer is NaN) say nothing about the mesh. */
  private judge(error: number): void {
    if (!Number.isFinite(error)) return;
    this.error = error;
    this.failed = error > patience * this.asked ? error : 0;
  }
}
