import { vectorNames } from '../../math/axes.ts';
import { hasPosition } from '../assumptions.ts';
import type { Evidence } from '../evidence.ts';
import { fisherMixedAt } from '../functionals.ts';
import { fittedInformations, scoreResidual } from '../lower-bounds.ts';
import { paper, type Measurement, type SeriesPoint, type Statement } from '../statement.ts';

/**
 * 0 <= int f |D log f + (v - u)/T|^2 = I_mixed - d M / T with D = t grad_x + grad_v, for any t: (1.1) plays no part in it. T is the
 * total temperature of the run itself, a constant of the motion. Equality is a Maxwellian, so the bound is sharp.
 */
/** Integrals leave out what lies below 1e-10 of the largest density, some 1e-9 of a Gaussian's. */
const cut = 1e-8;

export default {
  id: 'cramer-rao',
  order: 17,
  statement:
    'Every mixed Fisher information int |(t grad_x + grad_v) f|^2 / f is at least d M / T, T the total temperature ' +
    '(Cramer-Rao, for any density). Measured: the largest relative shortfall of I_v, I_mixed and the relaxed one at ' +
    'any output. A value below a mathematical bound is a failed measurement: violated, or, within what two ' +
    'quadratures of the density differ by, undecided; it never holds. Tolerance: 1e-8, what the integrals leave out ' +
    'in the tails. value = I_mixed, floor = the bound. ' +
    fittedInformations,
  formula: '\\iint \\frac{{|(t \\nabla_x + \\nabla_v) f|}^2}{f} \\,dx\\,dv \\ge \\frac{d M}{T}',
  drawn: { quantities: { value: 'I_mixed' }, bound: { below: { value: 'floor' } } },
  source: `${paper}, on Theorem 5 (own remark: Cramer-Rao)`,
  assumptions: (run) => (run.scenario.equation.dimensions.x > 0 ? [hasPosition(run)] : []),
  measure: (evidence) => {
    const bound = floorOf(evidence);
    const residual = scoreResidual(evidence);
    const columns = ['fisher_v', 'fisher_mixed', 'fisher_mixed_relaxed'].map((name) => ({ name, values: evidence.column(name) }));
    let worst: Shortfall = { shortfall: 0, name: '', time: 0 };
    const series = Array.from(evidence.times, (time, row): SeriesPoint => {
      for (const { name, values } of columns) {
        const shortfall = 1 - values[row] / bound;
        if (shortfall > worst.shortfall) worst = { shortfall, name, time };
      }
      return { time, value: evidence.column('fisher_mixed')[row], floor: bound, ...residual(row) };
    });
    return judged(evidence, worst, series);
  },
} satisfies Statement;

function floorOf({ run, column }: Evidence): number {
  const d = run.scenario.equation.dimensions.v;
  const temperature = vectorNames('temperature', d).reduce((sum, name) => sum + column(`${name}${name.slice(-1)}`)[0], 0) / d;
  return (d * column('mass')[0]) / temperature;
}

interface Shortfall {
  readonly shortfall: number;
  readonly name: string;
  readonly time: number;
}

function judged(evidence: Evidence, worst: Shortfall, series: readonly SeriesPoint[]): Measurement {
  const measured = { worstViolation: worst.shortfall, tolerance: cut, series };
  if (worst.shortfall <= cut) return measured;
  // What the rows and two quadratures of the same density disagree about: digits that the measurement does not have.
  const apart = evidence
    .views()
    .filter(({ row, full, time }) => row >= 0 && Number.isFinite(fisherMixedAt(full, time)))
    .reduce((most, { row, full, half, time }) => {
      const [rows, whole, coarse] = [evidence.column('fisher_mixed')[row], fisherMixedAt(full, time), fisherMixedAt(half, time)];
      return Math.max(most, Math.abs(rows / whole - 1) + Math.abs(whole / coarse - 1));
    }, 0);
  const when = Number(worst.time.toPrecision(4));
  const below = `${worst.name} is ${worst.shortfall.toExponential(1)} below its mathematical bound at t = ${when}`;
  const cure = evidence.run.kind === 'grid' ? 'a finer mesh' : 'more particles';
  const because = `${below}: the measurement is wrong by at least that, whatever the solution does; ${cure} would mend it`;
  return { ...measured, undecided: worst.shortfall <= apart, because };
}
