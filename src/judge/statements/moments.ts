import type { Evidence, SnapshotView } from '../evidence.ts';
import { fitKernel } from '../kernel-fit.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

/**
 * With phi = |v|^4 the collision term gives, for N(w) = psi(|w|) (|w|^2 I - w w^T) and psi <= |w|^gamma,
 *   d/dt int |v|^4 f <= s kappa_max (2 (d-1) + 4) int int |w|^2 psi (|v|^2 + |v*|^2) f f*,
 * because its drift part pulls the two velocities together. |w|^2 psi <= a + b |w|^2 makes the right-hand side
 * c_0 + c_1 int |v|^4 f with the conserved M and V = int |v|^2 f: an explicit Gronwall bound. In x, |x|^m grows by
 * transport alone (Minkowski): the second root of int |x|^2 f grows at most like that of V times t.
 */
const moments: Statement = {
  id: 'moments',
  order: 6,
  statement:
    'Moments of order m grow at most at the rate of Lemma 1. Measured for m = 4 in v against the explicit Gronwall bound of d/dt int |v|^4 f, and in free space for m = 2 in x against (int |x|^2 f)^(1/2) <= its initial value + t (int |v|^2 f)^(1/2). Violation: relative excess over the bound; tolerance: how far the moment of the particles and of their smoothed density are apart.',
  source: `${paper}, Lemma 1`,
  assumptions: (run) => {
    const { gamma, softening } = run.scenario.equation;
    const text = 'gamma is in [-2, 0], or below -2 and softened: where the bound has explicit constants';
    return [{ text, met: gamma <= 0 && (gamma >= -2 || softening > 0) }, paperKernel(run), wholeSnapshots(run)];
  },
  measure: (evidence) => {
    const views = evidence.views();
    const series = views.map((view, k): SeriesPoint => ({ time: view.time, ...momentsOf(evidence, view), ...boundsAt(evidence, view, views[0], k) }));
    let worst = 0;
    for (const { value, bound, position, positionBound } of series) {
      worst = Math.max(worst, value / bound - 1, positionBound !== undefined ? position / positionBound - 1 : 0);
    }
    const tolerance = series.reduce((apart, { value, smoothed }) => Math.max(apart, Math.abs(smoothed - value) / value), 1e-12);
    return { worstViolation: worst, tolerance, series };
  },
};
export default moments;

interface MomentsAt {
  readonly value: number;
  readonly smoothed: number;
  readonly position?: number;
}

function momentsOf({ run }: Evidence, { index, full }: SnapshotView): MomentsAt {
  if (run.kind === 'grid') return { value: full.fourth, smoothed: full.fourth };
  const { position, velocity, weight } = run.particles(index);
  const norm = (columns: readonly Float64Array[], j: number): number => columns.reduce((sum, column) => sum + column[j] * column[j], 0);
  const sum = (term: (j: number) => number): number => weight.reduce((total, w, j) => total + w * term(j), 0);
  return {
    value: sum((j) => norm(velocity, j) ** 2),
    smoothed: full.fourth,
    ...(run.scenario.domain?.x.kind === 'free' && { position: Math.sqrt(sum((j) => norm(position, j))) }),
  };
}

function boundsAt(evidence: Evidence, view: SnapshotView, first: SnapshotView, k: number): { bound: number; positionBound?: number } {
  const { scenario } = evidence.run;
  const { gamma, softening, strength, dimensions: { v: d } } = scenario.equation;
  const mass = evidence.column('mass')[0];
  const square = 2 * evidence.column('energy')[0];
  const start = momentsOf(evidence, first);
  // |w|^(gamma+2) <= -gamma/2 + (1 + gamma/2) |w|^2 by Young for gamma in [-2, 0]; softened below -2: <= softening^(gamma/2+1).
  const [a, b] = gamma >= -2 ? [-gamma / 2, 1 + gamma / 2] : [softening ** (gamma / 2 + 1), 0];
  const factor = strength * fitKernel(scenario).maximum * (2 * (d - 1) + 4);
  // |w|^2 <= 2 (|v|^2 + |v*|^2); int int (|v|^2 + |v*|^2)^2 f f* = 2 M int |v|^4 f + 2 V^2.
  const c0 = factor * (2 * a * mass * square + 4 * b * square ** 2);
  const c1 = factor * 4 * b * mass;
  const bound = c1 > 0 ? (start.value + c0 / c1) * Math.exp(c1 * view.time) - c0 / c1 : start.value + c0 * view.time;
  // Rounding decides at time 0, where value and bound are the same number.
  const positionBound = start.position === undefined ? undefined : start.position + view.time * Math.sqrt(square);
  return { bound: k === 0 ? start.value : bound, ...(positionBound !== undefined && { positionBound }) };
}
