import { eigenvalues, diffusionAt, type Sources } from '../diffusion.ts';
import type { Evidence, SnapshotView } from '../evidence.ts';
import { fitKernel } from '../kernel-fit.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

/** Points at which A is evaluated, and the fraction of the largest density below which a mesh point stands for nothing. */
const targets = 64;
const occupied = 1e-6;

export default {
  id: 'ellipticity',
  order: 7,
  statement:
    'A[f] >= alpha <x>^(-lambda) <v>^gamma and |A[f]| <= C <v>^(gamma+2) with alpha > 0 (x in free space; lambda from (1.2)). ' +
    'Measured at 64 particles or mesh points of every snapshot: alpha = smallest eigenvalue, C = largest eigenvalue, each over its ' +
    'power. value = alpha, upper = C. Violation: 1 - alpha/(1e-10 C) where that is positive, for then A is degenerate to rounding; ' +
    'and the growth of C from one snapshot to the next beyond doubling.',
  formula:
    'A[f] \\ge \\alpha {\\langle x \\rangle}^{-\\lambda} {\\langle v \\rangle}^\\gamma, ' +
    '\\quad |A[f]| \\le C {\\langle v \\rangle}^{\\gamma+2}',
  drawn: { quantities: { value: '\u03b1', upper: 'C' }, bound: 'growth' },
  source: `${paper}, (2.4) and (2.5)`,
  assumptions: (run) => {
    const fit = fitKernel(run.scenario);
    return [
      { text: 'kappa is bounded below by a multiple of <x>^(-lambda), (1.2)', met: fit.lower > 0 }, paperKernel(run),
      wholeSnapshots(run),
    ];
  },
  measure: (evidence) => {
    const series = evidence.views().map((view) => constantsAt(evidence, view));
    const degenerate = series.reduce((worst, { value, upper }) => Math.max(worst, 1 - value / (1e-10 * upper)), 0);
    const growth = series.slice(1).reduce((worst, { upper }, k) => Math.max(worst, upper / series[k].upper - 2), 0);
    return { worstViolation: Math.max(degenerate, growth), tolerance: 0, series };
  },
} satisfies Statement;

function constantsAt({ run }: Evidence, { nodes, full, index, time }: SnapshotView): SeriesPoint {
  const { scenario } = run;
  const { gamma } = scenario.equation;
  const { lambda } = fitKernel(scenario);
  const free = scenario.domain?.x.kind === 'free';
  const sources: Sources = run.kind === 'particles'
    ? run.particles(index)
    : { position: nodes.position, velocity: nodes.velocity, weight: nodes.density.map((f, p) => f * nodes.weight[p]) };
  const candidates = Array.from(sources.weight.keys()).filter(
    (j) => run.kind === 'particles' || nodes.density[j] > occupied * full.maximum,
  );
  const stride = Math.max(1, Math.floor(candidates.length / targets));
  let [alpha, upper] = [Infinity, 0];
  for (let k = 0; k < candidates.length; k += stride) {
    const j = candidates[k];
    const x = sources.position.map((column) => column[j]);
    const v = sources.velocity.map((column) => column[j]);
    const bracketV = Math.sqrt(1 + v.reduce((sum, y) => sum + y * y, 0));
    const bracketX = free ? Math.sqrt(1 + x.reduce((sum, y) => sum + y * y, 0)) : 1;
    const [lowest, ...others] = eigenvalues(diffusionAt(scenario, sources, x, v));
    alpha = Math.min(alpha, lowest * bracketX ** lambda * bracketV ** -gamma);
    upper = Math.max(upper, others[others.length - 1] * bracketV ** -(gamma + 2));
  }
  return { time, value: alpha, upper, ratio: alpha / upper };
}
