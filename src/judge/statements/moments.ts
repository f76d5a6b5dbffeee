import type { Evidence, SnapshotView } from '../evidence.ts';
import { fitKernel } from '../kernel-fit.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

/**
 * With phi = |v|^4, N(w) = psi(|w|) (|w|^2 I - w w^T), w = v - v*, and P = |v|^2 |v*|^2 - (v.v*)^2, the weak form of (1.1) is
 *   d/dt int |v|^4 f = s/2 int int kappa psi (16 P - 4 (d-1) (|v|^2 - |v*|^2)^2) f f* <= 8 s kappa_max int int psi P f f*.
 * P <= |v|^2 |v*|^2 and P <= |w|^2 |v| |v*|, so psi P <= (|v| |v*|)^(2 + gamma/2) for gamma in [-2, 0], and with M and
 * V = int |v|^2 f conserved the growth is at most linear (Hoelder): rate 8 s kappa_max M^(-gamma/2) V^(2 + gamma/2).
 * Softened below -2: psi P <= softening^(gamma/2 + 1) |v| |v*|, rate 8 s kappa_max softening^(gamma/2 + 1) M V.
 * In x only transport acts: (int |x|^2 f)^(1/2) grows at most like t V^(1/2) (Minkowski).
 */
export default {
  id: 'moments',
  order: 6,
  statement:
    'Moments of order m grow at most at the rate of Lemma 1. Measured for m = 4 in v against the linear growth that the weak form ' +
    'of the equation allows, and in free space for m = 2 in x against (int |x|^2 f)^(1/2) <= its initial value + t (int |v|^2 ' +
    'f)^(1/2). Violation: relative excess over the bound; tolerance: how far the moment of the particles and of their smoothed ' +
    'density are apart.',
  formula: '\\iint {|v|}^4 f(t) \\,dx\\,dv \\le m_4(0) + C t',
  drawn: {
    quantities: { value: '\u222b|v|\u2074f', position: '(\u222b|x|\u00b2f)^\u00bd' },
    bound: { above: { value: 'bound', position: 'positionBound' } },
  },
  source: `${paper}, Lemma 1`,
  assumptions: (run) => {
    const { gamma, softening } = run.scenario.equation;
    const text = 'gamma is in [-2, 0], or below -2 and softened: where the bound has explicit constants';
    return [{ text, met: gamma <= 0 && (gamma >= -2 || softening > 0) }, paperKernel(run), wholeSnapshots(run)];
  },
  measure: (evidence) => {
    const views = evidence.views();
    const series = views.map((view): SeriesPoint => ({
      time: view.time, ...momentsOf(evidence, view), ...boundsAt(evidence, view, views[0]),
    }));
    let worst = 0;
    for (const { value, bound, position, positionBound } of series) {
      worst = Math.max(worst, value / bound - 1, positionBound !== undefined ? position / positionBound - 1 : 0);
    }
    const tolerance = series.reduce((apart, { value, smoothed }) => Math.max(apart, Math.abs(smoothed - value) / value), 1e-12);
    return { worstViolation: worst, tolerance, series };
  },
} satisfies Statement;

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

function boundsAt(evidence: Evidence, view: SnapshotView, first: SnapshotView): { bound: number; positionBound?: number } {
  const { scenario } = evidence.run;
  const { gamma, softening, strength } = scenario.equation;
  const mass = evidence.column('mass')[0];
  const square = 2 * evidence.column('energy')[0];
  const start = momentsOf(evidence, first);
  const pairs = gamma >= -2 ? mass ** (-gamma / 2) * square ** (2 + gamma / 2) : softening ** (gamma / 2 + 1) * mass * square;
  const bound = start.value + view.time * 8 * strength * fitKernel(scenario).maximum * pairs;
  const positionBound = start.position === undefined ? undefined : start.position + view.time * Math.sqrt(square);
  return { bound, ...(positionBound !== undefined && { positionBound }) };
}
