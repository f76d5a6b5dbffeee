import { constantKappa, paperKernel } from './assumptions.ts';
import type { Evidence, SnapshotView } from './evidence.ts';
import { velocityDerivative } from './density-nodes.ts';
import { marginalDiffusion } from './diffusion.ts';
import type { ParticleRun } from './stored-run.ts';
import { runningIntegral } from './time-integral.ts';

/**
 * Lemma 8 for constant kappa: dI_x/dt = -2 sum_i int f (grad_v d_{x_i} log f) . A[f] (grad_v d_{x_i} log f). By diagnostics
 * row: the right-hand side (`dissipation`) and the residual I_x(t) - I_x(0) + int dissipation (`lemma8`, the integral
 * over those rows). Grid runs have it in their table, at every row; particle runs at their snapshots, where a mesh holds them.
 */
export function lemmaEight(evidence: Evidence): ReadonlyMap<number, { readonly dissipation: number; readonly lemma8: number }> {
  const { run } = evidence;
  if (!constantKappa(run).met || !paperKernel(run).met || run.scenario.equation.dimensions.x === 0) return new Map();
  const stored = evidence.column('fisher_x_dissipation');
  const points =
    run.kind === 'grid'
      ? Array.from(evidence.times, (time, row) => ({ row, time, fisher: evidence.column('fisher_x')[row], dissipation: stored[row] }))
      : evidence
          .views()
          .filter(({ mesh, row }) => mesh && row >= 0)
          .map((view) => ({ row: view.row, time: view.time, fisher: view.full.fisherX, dissipation: dissipationOf(run, view) }));
  const integral = runningIntegral(points.map(({ time }) => time), points.map(({ dissipation }) => dissipation));
  return new Map(
    points.map(({ row, fisher, dissipation }, k) => [row, { dissipation, lemma8: fisher - points[0].fisher + integral[k].best }]),
  );
}

/** 2 sum_i int f (grad_v d_{x_i} log f) . A (grad_v d_{x_i} log f) on the view's mesh, A that of the particles. */
function dissipationOf(run: ParticleRun, { mesh, nodes, full, index, floor }: SnapshotView): number {
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
