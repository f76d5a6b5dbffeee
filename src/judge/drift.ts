import { coordinate, axesOf } from './density-mesh.ts';
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

/** Schemes whose collision step keeps the energy to the tolerance of their solver. */
const energyKeeping = new Set(['discrete-gradient', 'implicit-midpoint']);

/**
 * How well moments of degree 1 and 2 in v are kept when the run does what it promises. Particles: momentum to rounding;
 * energy to the solver tolerance a step, or to the bound that the scenario sets for schemes that let it drift. Grid: the
 * flux through the edge of the velocity box, estimated as the moment of the density in the outermost layer of the mesh
 * times the number of steps.
 */
export function conservationTolerance(evidence: Evidence, degree: 1 | 2): number {
  const { run } = evidence;
  const { time, equation: { dimensions } } = run.scenario;
  if (run.kind === 'particles') {
    if (degree === 1) return rounding;
    const steps = Math.max(1, evidence.column('iteration').at(-1)!);
    if (time.restoreEnergy) return rounding;
    return energyKeeping.has(time.scheme) ? rounding + 10 * steps * time.solver.tolerance : time.energyBound;
  }
  let worst = 0;
  for (const { mesh, nodes } of evidence.views()) {
    const axes = axesOf(mesh!);
    for (let d = 0; d < dimensions.v; d++) {
      const axis = mesh!.velocity[d];
      const speeds = coordinate(axes, mesh!.position.length + d);
      const reach = Math.max(Math.abs(axis[0]), Math.abs(axis[axis.length - 1]));
      let edge = 0;
      speeds.forEach((speed, p) => {
        if (speed === axis[0] || speed === axis[axis.length - 1]) edge += nodes.weight[p] * Math.abs(nodes.density[p]) * reach ** degree;
      });
      worst = Math.max(worst, edge);
    }
  }
  const scale = degree === 1 ? Math.sqrt(2 * evidence.column('energy')[0] * evidence.column('mass')[0]) : evidence.column('energy')[0];
  return rounding + (worst / scale) * Math.max(1, evidence.column('iteration').at(-1)!);
}
