import type { BlobSums, Column, DensityPass, KernelSpec, ScorePass } from '../contracts.ts';
import { blobError, blobResolution, finer, type Tried } from './accuracy.ts';
import { BlobMesh, type BlobResolution } from './blob-mesh.ts';
import type { TargetCheck } from './check.ts';
import { MeshRefusal } from './refusal.ts';
import { blobObstacle, patience, unmet, type MeshRequest } from './request.ts';

/** Part of the tolerance that the choice may use: particles move on, and the score has two sides (one is tried). */
const allowance = 0.6;
const remedy = 'widen the mollifier, raise sums.tolerance, or use sums.method direct';

/** The mesh of the blob passes, refined at its first pass until a check is content with it, and checked when asked to. */
export class RefinedBlob implements BlobSums {
  readonly name = 'mesh';
  readonly mesh: BlobMesh;
  /** Latest measured errors. */
  readonly errors = new Map<'density' | 'score', number>();
  /** The next score pass is checked. */
  due = false;
  /** The error that failed a check and waits for adapt(), 0 for none. */
  failed = 0;
  /** What the mesh did before its last refinement. */
  before: Tried | undefined;
  private readonly obstacle: string | undefined;
  private readonly request: MeshRequest;
  private readonly check: TargetCheck;
  private readonly first: BlobResolution;
  private readonly twoSided: boolean;
  private settled = false;
  /** The densities of the last density pass, which the score pass belongs to. */
  private latest: Column | undefined;
  private present: number;

  constructor(spec: KernelSpec, request: MeshRequest, check: TargetCheck) {
    this.obstacle = blobObstacle(spec);
    this.request = request;
    this.check = check;
    this.first = blobResolution(request.tolerance);
    this.present = this.first.spacing;
    this.twoSided = spec.score === 'two-sided';
    this.mesh = new BlobMesh(spec, request.workspace, this.first, request.mostPoints);
  }

  get spacing(): number {
    return this.present;
  }

  async density(pass: DensityPass): Promise<void> {
    if (this.obstacle) throw new MeshRefusal(this.obstacle);
    if (this.settled) await this.mesh.density(pass);
    else await this.settle(pass);
    this.latest = pass.output.sum;
  }

  async score(pass: ScorePass): Promise<void> {
    await this.mesh.score(pass);
    if (!this.due || !this.latest) return;
    this.judge(this.check.blob(pass, this.latest, this.twoSided));
    this.due = false;
  }

  /** Between steps: after a failed check the mesh is laid finer. Throws a MeshRefusal when that would not help. */
  adapt(): void {
    if (this.failed === 0) return;
    const { tolerance } = this.request;
    const spacing = finer(this.present, this.first.spacing, this.failed, allowance * tolerance, blobError.power, this.before);
    if (spacing === undefined) throw unmet('score', this.failed, tolerance, remedy);
    this.before = { spacing: this.present, error: this.failed };
    this.lay(spacing);
    this.due = true;
  }

  memory(): readonly number[] {
    return this.mesh.memory();
  }

  restore(memory: readonly number[]): void {
    this.mesh.restore(memory);
    this.settled = memory.length > 0;
    if (this.settled) this.present = memory[1];
  }

  /** Refines until the gradient of log density is good; the two-sided score is checked at its first pass. */
  private async settle(pass: DensityPass): Promise<void> {
    const { tolerance, workspace: { columns } } = this.request;
    const { columns: points, output: { sum } } = pass;
    const ratio = columns[5];
    // One-sided: grad log density, which the score is made of.
    const trial = { ...points, ratio };
    const score: ScorePass = {
      kind: 'score', rows: trial, columns: trial, output: { force: columns.slice(0, points.z.length), back: columns[4] },
    };
    for (let before: Tried | undefined; ; ) {
      await this.mesh.density(pass);
      for (let i = 0; i < points.count; i++) ratio[i] = sum[i] > 0 ? 1 / sum[i] : 0;
      await this.mesh.score(score, 'one-sided');
      const found = this.check.blob(score, sum, false);
      this.errors.set('density', found.density);
      this.errors.set('score', found.score);
      const error = found.score;
      if (error <= allowance * tolerance) break;
      const spacing = finer(this.present, this.first.spacing, error, allowance * tolerance, blobError.power, before);
      if (spacing === undefined) {
        if (error <= tolerance) break;
        throw unmet('score', error, tolerance, remedy);
      }
      before = { spacing: this.present, error };
      this.lay(spacing);
    }
    this.settled = this.due = true;
  }

  private lay(spacing: number): void {
    this.present = spacing;
    this.mesh.refine({ ...this.first, spacing });
  }

  /** Books a repeated check; points astray (the answer is NaN) say nothing about the mesh. */
  private judge({ density, score }: { readonly density: number; readonly score: number }): void {
    if (Number.isFinite(density)) this.errors.set('density', density);
    if (!Number.isFinite(score)) return;
    this.errors.set('score', score);
    this.failed = score > patience * this.request.tolerance ? score : 0;
    if (this.failed === 0) this.before = undefined;
  }
}
