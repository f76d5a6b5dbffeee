import type { CollisionPass, CollisionSums, KernelSpec } from '../contracts.ts';
import { collisionResolution, finer } from './accuracy.ts';
import type { TargetCheck } from './check.ts';
import { CollisionMesh, type CollisionResolution } from './collision-mesh.ts';
import { Refined, type MeshErrors } from './refined.ts';
import type { CollisionPlace } from './laying.ts';
import type { MeshWorkspace } from './workspace.ts';

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

/** Collisions on a mesh that is good enough: chosen at the first pass, checked when asked to. */
export class RefinedCollisions implements CollisionSums {
  readonly name = 'mesh';
  readonly refined: Refined<CollisionResolution, CollisionPlace>;
  private readonly sums: CollisionMesh;
  private readonly check: TargetCheck;

  constructor(spec: KernelSpec, tolerance: number, workspace: MeshWorkspace, check: TargetCheck) {
    const { dimensions, gamma } = spec;
    const { power, ...first } = collisionResolution(dimensions.v, gamma, tolerance);
    const bound = tolerance * (gamma < softestGamma ? closeEncounters : 1);
    const fall = { first: first.spacing, power, aim: allowance * bound };
    this.check = check;
    this.sums = new CollisionMesh(spec, workspace, first);
    this.refined = new Refined(this.sums.mesh, {
      sum: 'collisions', tolerance, aim: fall.aim, bound, follows: true,
      remedy: gamma <= -2
        ? 'the mesh smooths close encounters (and pairs of equal velocity on a lattice): '
          + 'raise sums.tolerance, use more particles, or use sums.method direct'
        : 'raise sums.tolerance, or use sums.method direct',
      finer(resolution, error, before) {
        const spacing = finer(fall, resolution.spacing, error, before);
        if (spacing) return { ...resolution, spacing };
        const { series } = resolution;
        return dimensions.x > 0 && series === first.series ? { ...resolution, series: 0.1 * series } : undefined;
      },
    });
  }

  async collisions(pass: CollisionPass): Promise<void> {
    const { refined } = this;
    const attempt = async (): Promise<MeshErrors> => {
      await this.sums.collisions(pass);
      return { collisions: this.check.collisions(pass, cancellation * this.sums.scale) };
    };
    if (!refined.settled) return refined.settle(attempt);
    if (refined.due) refined.judge(await attempt());
    else await this.sums.collisions(pass);
  }
}
