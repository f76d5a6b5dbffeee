import { constantKappa, paperKernel } from './assumptions.ts';
import { velocityMarginal } from './carried-density.ts';
import type { Evidence, SnapshotView } from './evidence.ts';
import { velocityDerivative } from './density-nodes.ts';
import { diffusionAtVelocities, marginalDiffusion } from './diffusion.ts';
import type { LogDensityFit } from './log-density-fit.ts';
import type { ParticleRun } from './stored-run.ts';
import { runningIntegral } from './time-integral.ts';

/** Lemma 8 at an output. */
export interface LemmaEight {
  /** -dI_x/dt by its right-hand side. */
  readonly dissipation: number;
  /** I_x(t) - I_x(0) + int dissipation, the integral over the outputs that have one. */
  readonly lemma8: number;
  /** Where both are taken at the particles, of a fit to the log f that they carry: what the fit leaves out of it. */
  readonly fit_residual?: number;
}

interface Point {
  readonly row: number;
  readonly time: number;
  readonly fisher: number;
  readonly dissipation: number;
  readonly residual?: number;
}

/**
 * Lemma 8 for constant kappa: dI_x/dt = -2 sum_i int f (grad_v d_{x_i} log f) . A[f] (grad_v d_{x_i} log f). By diagnostics
 * row. Grid runs have it in their table, at every row; particle runs at their snapshots: at the particles, where log f can be
 * fitted to what they carry, else where a mesh holds their density.
 */
export function lemmaEight(evidence: Evidence): ReadonlyMap<number, LemmaEight> {
  const { run } = evidence;
  if (!constantKappa(run).met || !paperKernel(run).met || run.scenario.equation.dimensions.x === 0) return new Map();
  const stored = evidence.column('fisher_x_dissipation');
  const points: Point[] =
    run.kind === 'grid'
      ? Array.from(evidence.times, (time, row) => ({ row, time, fisher: evidence.column('fisher_x')[row], dissipation: stored[row] }))
      : fromViews(run, evidence.views().filter(({ row }) => row >= 0));
  const integral = runningIntegral(points.map(({ time }) => time), points.map(({ dissipation }) => dissipation));
  return new Map(points.map(({ row, fisher, dissipation, residual }, k) => [
    row,
    { dissipation, lemma8: fisher - points[0].fisher + integral[k].best, ...(residual !== undefined && { fit_residual: residual }) },
  ]));
}

/** All views by the fit, or all by their meshes: I_x of two densities must not be mixed in a difference. */
function fromViews(run: ParticleRun, views: readonly SnapshotView[]): Point[] {
  const fits = views.map(({ fitted }) => fitted?.());
  if (fits.every((fit) => fit !== undefined)) {
    return views.map(({ row, time, index }, k) => ({ row, time, ...atParticles(run, index, fits[k]) }));
  }
  return views.filter(({ mesh }) => mesh)
    .map((view) => ({ row: view.row, time: view.time, fisher: view.full.fisherX, dissipation: onMesh(run, view) }));
}

/** I_x and 2 sum_i sum_j w_j h_i . A h_i, h_i = grad_v d_{x_i} log f of the fit; A of the density's marginal in v. */
function atParticles(run: ParticleRun, index: number, fit: LogDensityFit): Pick<Point, 'fisher' | 'dissipation' | 'residual'> {
  const { weight, velocity, gradient, second, residual } = fit;
  const dv = velocity.length;
  const dx = gradient.length - dv;
  const diffusion = diffusionAtVelocities(run.scenario, velocityMarginal(run, index), velocity);
  let [fisher, dissipation] = [0, 0];
  for (let d = 0; d < dx; d++) {
    for (let p = 0; p < weight.length; p++) {
      fisher += weight[p] * gradient[d][p] ** 2;
      for (let i = 0, a = 0; i < dv; i++) {
        for (let j = i; j < dv; j++, a++) {
          dissipation += (i === j ? 2 : 4) * weight[p] * diffusion[a][p] * second[d][dx + i][p] * second[d][dx + j][p];
        }
      }
    }
  }
  return { fisher, dissipation, residual };
}

/** 2 sum_i int f (grad_v d_{x_i} log f) . A (grad_v d_{x_i} log f) on the view's mesh, A that of the particles. */
function onMesh(run: ParticleRun, { mesh, nodes, full, index, floor }: SnapshotView): number {
  const { density, gradientX, gradientV, weight, size } = nodes;
  const dv = gradientV.length;
  const slab = mesh!.velocity.reduce((product, axis) => product * axis.length, 1);
  const diffusion = marginalDiffusion(run.scenario, run.particles(index), mesh!.velocity);
  let sum = 0;
  for (const slope of gradientX) {
    const mixed = Array.from({ length: dv }, (_, d) => velocityDerivative(slope, mesh!, d));
    const h = new Float64Array(dv);
    for (let p = 0; p < size; p++) {
      const f = density[p];
      if (f <= floor * full.maximum) continue;
      // grad_v (d_x f / f) times f.
      for (let d = 0; d < dv; d++) h[d] = mixed[d][p] - (slope[p] * gradientV[d][p]) / f;
      const q = p % slab;
      for (let i = 0, a = 0; i < dv; i++) {
        for (let j = i; j < dv; j++, a++) sum += ((i === j ? 2 : 4) * weight[p] * diffusion[a][q] * h[i] * h[j]) / f;
      }
    }
  }
  return sum;
}
