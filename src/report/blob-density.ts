import { extent } from 'd3-array';
import type { Scenario, Table } from '../contracts.ts';
import { widths } from '../dynamics/blob.ts';
import { boxLength } from '../state/box.ts';
import type { Equilibrium } from '../state/moments.ts';
import type { DensityOfPlane, MeshAxis, Snapshot } from './plane-density.ts';
import { fineAxis, smoothMesh } from './smooth-mesh.ts';

/** Widths of the blob drawn beyond the fastest particle. */
const margin = 2.5;

/**
 * The run's own smoothed f_eps(x, v) = sum w psi_x(x - tau v - xi_j) psi_v(c - a c_j): widths, contraction a and label time
 * tau as the run has them. At a point of velocity v = u + a c_j + sigma_v n a particle's place is x = xi_j + tau v + sigma_x m
 * with normal n and m: a plane that does not hold v along the axis of x sees it spread by tau sigma_v as well.
 */
export function blobDensity(scenario: Scenario, diagnostics: Table, { meanVelocity, temperature }: Equilibrium): DensityOfPlane {
  const sigma = widths(scenario);
  const contraction = scenario.mollifier.variancePreserving ? Math.sqrt(Math.max(0, 1 - sigma.velocity ** 2 / temperature)) : 1;
  const length = boxLength(scenario);

  /** Where the particles are along an axis of a plane, and how far they are smoothed there. */
  function along({ kind, d }: MeshAxis, { position, velocity }: Snapshot, tau: number, isSheared: boolean) {
    const moved = velocity[d].map((v) => contraction * (v - meanVelocity[d]));
    if (kind === 'velocity') return { values: moved, width: sigma.velocity, axis: fineAxis(...span(moved), sigma.velocity, false) };
    const width = isSheared ? sigma.position[d] : Math.hypot(sigma.position[d], tau * sigma.velocity);
    const values = position[d].map((x, i) => x - tau * velocity[d][i] + (isSheared ? 0 : tau * (meanVelocity[d] + moved[i])));
    return { values, width, axis: length ? fineAxis(0, length[d], width, true) : fineAxis(...span(values), width, false) };
  }

  return {
    source: diagnostics.columns.score_residual
      ? 'the particles, smoothed for the picture alone' : 'the particles, smoothed by the run\u2019s blob',
    margin: { position: sigma.position, velocity: margin * sigma.velocity },
    at(snapshot, [a, b]) {
      const tau = a.kind === 'position' ? labelTime(diagnostics, snapshot.time) : 0;
      const isSheared = a.kind === 'position' && b.kind === 'velocity' && a.d === b.d;
      const [first, second] = [along(a, snapshot, tau, isSheared), along(b, snapshot, tau, isSheared)];
      const read = smoothMesh(first.values, second.values, snapshot.weight, [first.axis, second.axis], [first.width, second.width]);
      const origin = ({ kind, d }: MeshAxis): number => (kind === 'velocity' ? meanVelocity[d] : 0);
      const [x0, y0] = [origin(a), origin(b)];
      const values = new Float64Array(a.centres.length * b.centres.length);
      b.centres.forEach((y, row) => a.centres.forEach((x, k) => {
        values[row * a.centres.length + k] = read(x - x0 - (isSheared ? tau * y : 0), y - y0);
      }));
      return values;
    },
  };
}

function span(values: Iterable<number>): [number, number] {
  const [low = Infinity, high = -Infinity] = extent(values);
  return [low, high];
}

/** tau of the label at a time of the run; 0 when the table has none. */
function labelTime({ columns }: Table, time: number): number {
  const row = columns.time?.indexOf(time) ?? -1;
  return row < 0 ? 0 : columns.label_time?.[row] ?? 0;
}
