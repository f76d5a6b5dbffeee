import type { BlobSums, Column, DensityPass, KernelSpec, ScorePass } from '../contracts.ts';
import { blobError, blobResolution, finer } from './accuracy.ts';
import { BlobMesh } from './blob-mesh.ts';
import type { TargetCheck } from './check.ts';
import type { MeshPlace, Resolution } from './laid-mesh.ts';
import { blobObstacle } from './obstacles.ts';
import { Refined, type MeshErrors } from './refined.ts';
import { MeshRefusal } from './refusal.ts';
import type { MeshWorkspace } from './workspace.ts';

/** Part of the tolerance that the choice may use: particles move on, and the score has two sides (one is tried). */
const allowance = 0.6;

/** Density and score on a mesh that is good enough: chosen at the first density pass, checked at score passes. */
export class RefinedBlob implements BlobSums {
  readonly name = 'mesh';
  readonly refined: Refined<Resolution, MeshPlace>;
  private readonly sums: BlobMesh;
  private readonly obstacle: string | undefined;
  private readonly workspace: MeshWorkspace;
  private readonly check: TargetCheck;
  private readonly twoSided: boolean;
  /** The densities of the last density pass, which the score pass belongs to. */
  private latest: Column | undefined;

  constructor(spec: KernelSpec, tolerance: number, workspace: MeshWorkspace, check: TargetCheck) {
    const first = blobResolution(tolerance);
    const fall = { first: first.spacing, power: blobError.power, aim: allowance * tolerance };
    this.obstacle = blobObstacle(spec);
    this.workspace = workspace;
    this.check = check;
    this.twoSided = spec.score === 'two-sided';
    this.sums = new BlobMesh(spec, workspace, first);
    this.refined = new Refined(this.sums.mesh, {
      sum: 'score', tolerance, aim: fall.aim, bound: tolerance, follows: false,
      remedy: 'widen the mollifier, raise sums.tolerance, or use sums.method direct',
      finer(resolution, error, before) {
        const spacing = finer(fall, resolution.spacing, error, before);
        return spacing === undefined ? undefined : { ...resolution, spacing };
      },
    });
  }

  async density(pass: DensityPass): Promise<void> {
    const { refined } = this;
    if (this.obstacle) throw new MeshRefusal(this.obstacle);
    if (refined.settled) await this.sums.density(pass);
    else {
      await refined.settle(() => this.attempt(pass));
      // The score has two sides, of which one was tried.
      refined.due = true;
    }
    this.latest = pass.output.sum;
  }

  async score(pass: ScorePass): Promise<void> {
    await this.sums.score(pass);
    if (this.refined.due && this.latest) this.refined.judge(this.check.blob(pass, this.latest, this.twoSided));
  }

  /** A density pass, and the errors of it and of the gradient of log density: the one-sided score with ratio 1 / density. */
  private async attempt(pass: DensityPass): Promise<MeshErrors> {
    const { columns } = this.workspace;
    const { columns: points, output: { sum } } = pass;
    const ratio = columns[5];
    const trial = { ...points, ratio };
    const score: ScorePass = {
      kind: 'score', rows: trial, columns: trial, output: { force: columns.slice(0, points.z.length), back: columns[4] },
    };
    await this.sums.density(pass);
    for (let i = 0; i < points.count; i++) ratio[i] = sum[i] > 0 ? 1 / sum[i] : 0;
    await this.sums.score(score, 'one-sided');
    return this.check.blob(score, sum, false);
  }
}
