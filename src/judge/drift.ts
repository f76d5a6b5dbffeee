import { schemes } from '../dynamics/catalogue.ts';
import { named } from '../members.ts';
import type { Evidence } from './evidence.ts';
import { rounding } from './monotone.ts';
import type { Measurement, SeriesPoint } from './statement.ts';

/** How far a vector of diagnostics columns strays from its first value, over `scale`. */
export function drift(evidence: Evidence, names: readonly string[], scale: number): Pick<Measurement, 'worstViolation' | 'series'> {
  const columns = names.map((name) => evidence.column(name));
  const series = Array.from(evidence.times, (time, row): SeriesPoint => ({
    time,
    value: Math.hypot(...columns.map((column) => column[row] - column[0])) / scale,
    ...Object.fromEntries(names.map((name, k) => [name, columns[k][row]])),
  }));
  return { worstViolation: series.reduce((worst, { value }) => (value <= worst ? worst : value), 0), series };
}

/** What the grid solver promises at a sufficient mesh: it keeps momentum and energy to the spectral accuracy of the mesh. */
const gridAccuracy = 1e-6;

/**
 * How well moments of degree 1 and 2 in v are kept when the run does what it promises. Particles: momentum to rounding;
 * energy to the solver tolerance a step, or to the bound that the scenario sets for schemes that let it drift. Grid: 1e-6;
 * more means that the mesh is too coarse or its velocity box too small.
 */
export function conservationTolerance({ run, column }: Evidence, degree: 1 | 2): number {
  const { time } = run.scenario;
  if (run.kind === 'grid') return gridAccuracy;
  if (degree === 1 || time.restoreEnergy) return rounding;
  return named(schemes, time.scheme).keeps.energy
    ? rounding + 10 * Math.max(1, column('iteration').at(-1)!) * time.solver.tolerance
    : time.energyBound;
}
