import { axisNames } from '../../math/axes.ts';
import { constantKappa as valueOfKappa } from '../../physics/kappa-facts.ts';
import { evolveMoments, type Moments } from '../../reference/moments.ts';
import { constantKappa, gammaIn, paperKernel } from '../assumptions.ts';
import type { Evidence } from '../evidence.ts';
import { particleMoments } from '../moment-columns.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';
import { sameTime } from '../stored-run.ts';

/** The accuracy that the particles are held to; grids are better by far where they are resolved. */
const promised = 1e-3;

export default {
  id: 'closed-moments',
  order: 16,
  statement:
    'For constant kappa and gamma = 0 all moments of degree 2 obey closed equations. Measured: the largest difference ' +
    'between the covariances of v (in free space also of x, and of x and v) and the exact ones that start from the ' +
    "run's own at t = 0, over the temperature (the exact variance of x). The method has to follow them to 1e-3: " +
    'unlike an error of the initial sampling, which is left out here, this one is made by the collisions.',
  formula: '\\frac{d}{dt} \\langle z \\otimes z \\rangle = F(\\langle z \\otimes z \\rangle), \\quad z = (x, v)',
  drawn: { quantities: { value: 'largest difference' }, bound: 'tolerance' },
  source: `${paper}, weak form of (1.1)`,
  assumptions: (run) => [constantKappa(run), gammaIn(0, 0, '{0}')(run), paperKernel(run)],
  measure: (evidence) => {
    const { run } = evidence;
    const measured = momentsByRow(evidence);
    const times = measured.map(({ time }) => time);
    const { equation } = run.scenario;
    // The hierarchy has kappa = 1: another constant is part of the strength.
    const strength = equation.strength * (valueOfKappa(equation) ?? 1);
    const exact = evolveMoments(measured[0].moments, { ...equation, strength }, times.map((time) => time - times[0]));
    const series = measured.map(({ time, moments }, n): SeriesPoint =>
      ({ time, value: apart(moments, exact[n]), anisotropy: moments.covVV[0][0] - moments.covVV[1][1] }));
    const worst = series.reduce((most, point) => (point.value <= most.value ? most : point), series[0]);
    const off = `at t = ${Number(worst.time.toPrecision(4))} a second moment is ${worst.value.toExponential(1)} off the exact one`;
    const cure = run.kind === 'grid' ? 'a finer mesh' : 'more particles';
    const because = `${off}: collisions relax it at a wrong rate, which ${cure} would mend`;
    return { worstViolation: worst.value, tolerance: promised, series, because };
  },
} satisfies Statement;

interface MomentsAt {
  readonly time: number;
  readonly moments: Moments;
}

/** In free space from the particles of the snapshots, with x; else from the diagnostics rows. */
function momentsByRow({ run, times, column }: Evidence): MomentsAt[] {
  const dv = run.scenario.equation.dimensions.v;
  const names = axisNames.slice(0, dv);
  const fromRow = (row: number): Moments => ({
    mass: column('mass')[row],
    meanV: names.map((a) => column(`momentum_${a}`)[row] / column('mass')[row]),
    covVV: names.map((a) => names.map((b) => column(a <= b ? `temperature_${a}${b}` : `temperature_${b}${a}`)[row])),
  });
  const rows = Array.from(times, (time, row) => ({ time, moments: fromRow(row) }));
  const free = run.scenario.domain?.x.kind === 'free';
  if (run.kind === 'grid' || !run.complete || !free || !sameTime(run.snapshotTimes[0], times[0])) return rows;
  return run.snapshotTimes.map((time, k) => ({ time, moments: particleMoments(run.particles(k), true) }));
}

type Table = readonly (readonly number[])[];

function apart(a: Moments, exact: Moments): number {
  const trace = (table: Table): number => table.reduce((sum, row, i) => sum + row[i], 0) / table.length;
  const gap = (x: Table, y: Table, scale: number): number =>
    Math.max(...x.flatMap((row, i) => row.map((value, j) => Math.abs(value - y[i][j]) / scale)));
  const temperature = trace(exact.covVV);
  let worst = gap(a.covVV, exact.covVV, temperature);
  if (!a.covXX || !a.covXV || !exact.covXX || !exact.covXV) return worst;
  const spread = trace(exact.covXX);
  worst = Math.max(worst, gap(a.covXX, exact.covXX, spread), gap(a.covXV, exact.covXV, Math.sqrt(spread * temperature)));
  return worst;
}
