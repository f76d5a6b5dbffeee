import type { KernelSpec, Ranks, Scenario } from '../contracts.ts';
import { MeshCollisions, scalarKernel } from '../galerkin/mesh-collisions.ts';
import { fieldCount } from '../galerkin/polynomial-collisions.ts';
import { collisionObstacle } from '../mesh/obstacles.ts';
import { nodesAlongX } from '../mesh/scalar-mesh.ts';
import { MeshWorkspace } from '../mesh/workspace.ts';
import type { Arena } from '../state/arena.ts';
import { latticeAxes } from '../state/sampling.ts';
import type { Threads } from '../threads/threads.ts';

/** Nodes of the mesh along an axis of v, over those of the lattice there: its spacing, its padding, and corners. */
const nodesAPoint = 6;
/** Point transforms, some 50 milliseconds, that are worth their accuracy in any case. */
const cheap = 1.3e7;

/**
 * Collision sums on a mesh of the kernel, for the Galerkin score of a run with gamma != 0 whose particles begin as a lattice; undefined
 * where `sums` says otherwise, where there is no such mesh, and where it costs several times the sum over all pairs and much in itself.
 * From the scenario alone: a resumed run must find the same.
 */
export function kernelMesh(
  scenario: Scenario, spec: KernelSpec, arena: Arena, threads: Threads, capacity: number, ranks?: Ranks,
): MeshCollisions | undefined {
  const { particles, sums: { method } } = scenario;
  const { gamma, dimensions } = spec;
  if (gamma === 0 || method !== 'auto' || particles.sampling !== 'lattice' || collisionObstacle(spec)) return undefined;
  const { position, velocity } = latticeAxes(scenario);
  const spacing = Math.min(...velocity.map((axis) => axis.spacing));
  const widest = Math.max(...velocity.map((axis) => axis.count * axis.spacing)) / spacing;
  const positions = position[0]?.count ?? 1;
  const points = (nodesAPoint * widest) ** dimensions.v * nodesAlongX(scalarKernel(spec, { positions }));
  const particlesThen = [...position, ...velocity].reduce((product, { count }) => product * count, 1);
  if (2 * fieldCount(dimensions.v) * points > Math.max(particlesThen ** 2, cheap)) return undefined;
  return new MeshCollisions(spec, { spacing, positions }, new MeshWorkspace(capacity, arena, threads, undefined, ranks), capacity);
}
