import { once } from '../once.ts';
import { boxLength } from '../state/box.ts';
import { alternateWeights, carriedIntegrals, floorOf, momentMesh, particleNodes, type CarriedIntegrals } from './carried-density.ts';
import { axesOf, sizeOf, type DensityMesh } from './density-mesh.ts';
import { coarseWeights, meshNodes, type DensityNodes } from './density-nodes.ts';
import { functionals, noise, type Functionals } from './functionals.ts';
import { hermiteSpaceOf } from './hermite-density.ts';
import { fitLogDensity, type LogDensityFit } from './log-density-fit.ts';
import { halfWeights, mollifierNodes } from './mollifier-nodes.ts';
import { resolvingMesh, smoothedDensity, smoothedParticles } from './smoothed-density.ts';
import { openRun, rowAt, type ParticleRun, type StoredRun } from './stored-run.ts';

/** The density of one snapshot and its integrals. */
export interface SnapshotView {
  readonly time: number;
  /** Index of the snapshot in its file. */
  readonly index: number;
  /** Row of the diagnostics table at the same time; -1 when there is none. */
  readonly row: number;
  /**
   * Absent where phase space is too large for a mesh; the integrals then come from nodes of the mollifier, or from the
   * particles where they carry f: what these do not know, such as gradients in x, is NaN.
   */
  readonly mesh: DensityMesh | undefined;
  readonly nodes: DensityNodes;
  /**
   * By the full rule, and by half of its nodes, or, of a density from moments, by all moments, and by those of two degrees
   * less in v: their difference is the error estimate.
   */
  readonly full: Functionals;
  readonly half: Functionals;
  /** Fraction of the largest density below which it counts as noise where something is divided by it. */
  readonly floor: number;
  /** Of f at the particles, where they carry it: what needs no density in between. */
  readonly carried?: CarriedIntegrals;
  /** log f fitted to what the particles carry, where that can be had: whoever wants its second derivatives. Worked out once. */
  readonly fitted?: () => LogDensityFit | undefined;
}

/** What statements are measured on: a run, its diagnostics by rows, and views of its density at the snapshots. */
export interface Evidence {
  readonly run: StoredRun;
  /** Diagnostics column; NaN throughout when there is none. */
  column(name: string): Float64Array;
  readonly times: Float64Array;
  /** Views of all snapshots, made once; empty when the snapshots are not whole. */
  views(): readonly SnapshotView[];
}

/** Mesh points in a standard deviation of the blob: fine up to three dimensions, coarser in four. */
const perWidth = [2, 2, 2, 1.8, 1.25];
const mostPoints = 4e6;
const sampledNodes = 2048;

export function gatherEvidence(folder: string): Evidence {
  const run = openRun(folder);
  const { diagnostics } = run;
  let views: SnapshotView[] | undefined;
  return {
    run,
    times: diagnostics.columns.time,
    column: (name) => diagnostics.columns[name] ?? new Float64Array(diagnostics.rows).fill(NaN),
    views: () => (views ??= run.complete ? run.snapshotTimes.map((_, k) => viewOf(run, k)) : []),
  };
}

function viewOf(run: StoredRun, index: number): SnapshotView {
  const time = run.snapshotTimes[index];
  const row = rowAt(run.diagnostics, time);
  if (run.carried) return { time, index, row, ...carriedView(run, index) };
  const onMesh = (mesh: DensityMesh): SnapshotView => {
    const nodes = meshNodes(mesh);
    return { time, index, row, mesh, nodes, floor: noise, full: functionals(nodes), half: functionals(nodes, coarseWeights(mesh)) };
  };
  if (run.kind === 'grid') return onMesh(run.density(index));
  const mesh = smoothedMesh(run, index);
  if (mesh) return onMesh(mesh);
  const nodes = mollifierNodes(smoothedParticles(run.scenario, run.particles(index), run.equilibrium()), sampledNodes, run.scenario.seed);
  return { time, index, row, mesh, nodes, floor: noise, full: functionals(nodes), half: functionals(nodes, halfWeights(nodes)) };
}

/** By the density from moments where it has a mesh, else by the particles alone. */
function carriedView(run: ParticleRun, index: number): Omit<SnapshotView, 'time' | 'index' | 'row'> {
  const particles = run.particles(index);
  const carried = carriedIntegrals(particles);
  const space = hermiteSpaceOf(run, run.snapshotTimes[index]);
  const fitted = once(() => space && fitLogDensity(particles, run.equilibrium(), space, boxLength(run.scenario) ?? []));
  const integrals = (mesh: DensityMesh, nodes = meshNodes(mesh)): Functionals =>
    functionals(nodes, undefined, Math.max(noise, floorOf(mesh)));
  const mesh = momentMesh(run, index, mostPoints);
  if (!mesh) {
    const nodes = particleNodes(particles);
    const [full, half] = [functionals(nodes, undefined, 0), functionals(nodes, alternateWeights(nodes), 0)];
    return { mesh, nodes, floor: 0, carried, fitted, full, half };
  }
  const nodes = meshNodes(mesh);
  const fewer = momentMesh(run, index, mostPoints, 2)!;
  return { mesh, nodes, floor: Math.max(noise, floorOf(mesh)), carried, fitted, full: integrals(mesh, nodes), half: integrals(fewer) };
}

/** The smoothed density on a mesh over the label, where the blob is a product of Gaussians. */
function smoothedMesh(run: ParticleRun, index: number): DensityMesh | undefined {
  const { x, v } = run.scenario.equation.dimensions;
  const resolution = perWidth[x + v];
  if (resolution === undefined) return undefined;
  const smoothed = smoothedParticles(run.scenario, run.particles(index), run.equilibrium());
  const { position, velocity } = resolvingMesh(smoothed, resolution);
  if (sizeOf(axesOf({ position, velocity })) > mostPoints) return undefined;
  return smoothedDensity(smoothed, position, velocity, smoothed.particles.labelTime);
}
