import { whatIsMissing } from './bounded.ts';
import type { Evidence } from './evidence.ts';
import type { Functionals } from './functionals.ts';
import { unconfirmed } from './lower-bounds.ts';
import { initialFunctionals } from './initial-functionals.ts';
import type { Measurement, SeriesPoint } from './statement.ts';

/** The largest (v(t) - v(s)) / max(v(s), floor) over s < t; 0 for a sequence that never rises. */
export function largestRise(values: ArrayLike<number>, floor = 0): number {
  let worst = 0;
  for (let t = 1; t < values.length; t++) {
    // v(t) - v(s) relative to v(s) is largest for the lowest v(s).
    let lowest = values[0];
    for (let s = 1; s < t; s++) lowest = Math.min(lowest, values[s]);
    const rise = (values[t] - lowest) / Math.max(lowest, floor);
    if (!(rise <= worst)) worst = rise;
  }
  return worst;
}

/** Relative rounding of a sum over many particles or mesh points. */
export const rounding = 1e-12;

/** How a functional is taken of a density's integrals at a time, and below which value it counts as that. */
export interface Functional {
  readonly column: string;
  readonly floor: number;
  of(integrals: Functionals, time: number): number;
}

/**
 * Is a functional of the density non-increasing? Measured on every diagnostics row, with two errors:
 * - of the quadrature: from a second measurement that shares no code with the run, the integral over the (smoothed) density
 *   at the snapshots, by the full rule and by half of its nodes. It is the difference between the two rules, and what the
 *   second measurement does not confirm of the rise: for particles all of it, for a grid, whose rows are such integrals
 *   already, that at the snapshots. A rise within it is none.
 * - of the density: how far the run is off the functional of the exact initial data at time 0. A rise within both is one of
 *   the smoothed density, of which nobody knows whether the solution has it: undecided. That error falls at least like one
 *   over the number of particles (docs/theorems.md), whence the number that would decide; a Galerkin score's falls with its
 *   degree and modes.
 * Where the density has no mesh and its particles do not know the functional, there is no second measurement: undecided.
 */
export function nonIncreasing(
  evidence: Evidence, functional: Functional, extra: (row: number) => Readonly<Record<string, number>> = () => ({}),
): Measurement {
  return withCeiling(riseOf(evidence, functional, extra), functional.floor);
}

/** A measurement whose series says how high its value may be at most: the lowest value before it, and the tolerance. */
function withCeiling(measured: Measurement, floor: number): Measurement {
  let lowest = Infinity;
  const series = measured.series.map((point) => {
    lowest = Math.min(lowest, point.value);
    return { ...point, ceiling: lowest + measured.tolerance * Math.max(lowest, floor) };
  });
  return { ...measured, series };
}

function riseOf(
  evidence: Evidence, { column, floor, of }: Functional, extra: (row: number) => Readonly<Record<string, number>>,
): Measurement {
  const values = evidence.column(column);
  const worstViolation = largestRise(values, floor);
  const views = evidence.views().filter(({ row }) => row >= 0);
  const rises = {
    rows: largestRise(views.map(({ row }) => values[row]), floor),
    full: largestRise(views.map(({ full, time }) => of(full, time)), floor),
    half: largestRise(views.map(({ half, time }) => of(half, time)), floor),
  };
  const unknown = views.some(({ full, time }) => Number.isNaN(of(full, time)));
  const seen = evidence.run.kind === 'grid' ? rises.rows : worstViolation;
  const quadrature = rounding + Math.abs(seen - rises.full) + Math.abs(rises.full - rises.half);
  const series = Array.from(evidence.times, (time, row): SeriesPoint => {
    const view = views.find((candidate) => candidate.row === row);
    return {
      time,
      value: values[row],
      ...(view && !unknown && { integral: of(view.full, time), integralHalf: of(view.half, time) }),
      ...extra(row),
    };
  });
  if (unknown) {
    const because = unconfirmed(whatIsMissing(evidence));
    return { worstViolation, tolerance: rounding, series, undecided: true, because };
  }
  if (!(worstViolation > quadrature)) return { worstViolation, tolerance: quadrature, series };
  const exact = initialFunctionals(evidence.run.scenario);
  const start = exact ? Math.abs(values[0] / Math.max(of(exact, 0), floor) - 1) : 0;
  const undecided = worstViolation <= quadrature + start;
  const because = undecided ? sizeThatDecides(evidence, start, worstViolation) : undefined;
  return { worstViolation, tolerance: quadrature + start, series, undecided, because };
}

function sizeThatDecides({ run }: Evidence, start: number, rise: number): string {
  const off = `at t = 0 the run is off the exact data by ${start.toExponential(1)} already, more than it rises`;
  if (run.kind === 'grid') return `${off}: a finer mesh would decide`;
  if (run.carried) return `${off}: a score of higher degree or more modes, or a finer lattice, would decide`;
  const count = run.complete ? run.particles(0).weight.length : 0;
  return `${off}: about ${Number(((2 * start * count) / rise).toPrecision(2))} particles instead of ${count} would decide`;
}
