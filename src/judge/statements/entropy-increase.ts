import { entropyJumps } from '../../diagnostics/entropy-jumps.ts';
import { entropyReason } from '../entropy-reason.ts';
import { rounding } from '../monotone.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

export default {
  id: 'entropy-increase',
  order: 4,
  statement:
    'The entropy S = -int f log f never decreases. Measured: the largest fall from an earlier output, per unit mass; ' +
    'jumps at resets of the label and at remaps are not counted. Tolerance: how differently the entropy of the ' +
    'particles and the integral over the density (by blob the smoothed one, by Galerkin score that of the Hermite ' +
    'moments) change between snapshots, and the error of that integral.',
  formula: '\\frac{dS}{dt} \\ge 0, \\quad S = -\\iint f \\log f \\,dx\\,dv',
  drawn: { quantities: { value: 'S' }, bound: { below: { value: 'floor' } } },
  source: `${paper}, section 1 and (2.41)`,
  assumptions: () => [],
  measure: (evidence) => {
    const mass = evidence.column('mass')[0];
    const jump = entropyJumps(evidence.run.diagnostics.columns);
    const entropy = Array.from(evidence.column('entropy'), (value, row) => value - jump[row]);
    const views = evidence.views().filter(({ row }) => row >= 0);
    const seen = views.filter(({ full }) => Number.isFinite(full.entropy));
    const first = seen[0];
    const apart = seen.map(({ row, full, half }) =>
      Math.abs(entropy[row] - entropy[first.row] - (full.entropy - first.full.entropy)) + Math.abs(full.entropy - half.entropy));
    let highest = -Infinity;
    let worst = 0;
    const series = entropy.map((value, row): SeriesPoint => {
      highest = Math.max(highest, value);
      const fall = (highest - value) / mass;
      if (!(fall <= worst)) worst = fall;
      const view = views.find((candidate) => candidate.row === row);
      return { time: evidence.times[row], value, fall, ...(view && Number.isFinite(view.full.entropy) && { integral: view.full.entropy }) };
    });
    const falls = worst > 0;
    // A fall is set against what the two entropies disagree about; without one there is nothing to decide.
    const tolerance = rounding * Math.abs(entropy[0] / mass) + (falls ? Math.max(0, ...apart) / mass : 0);
    const bounded = series.map((point) => ({ ...point, floor: point.value + (point.fall - tolerance) * mass }));
    return { worstViolation: worst, tolerance, series: bounded, because: entropyReason(evidence.run) };
  },
} satisfies Statement;
