import { bounded } from '../bounded.ts';
import { boxLength } from '../../dynamics/blob.ts';
import type { Evidence, SnapshotView } from '../evidence.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

const hydrodynamicBounds: Statement = {
  id: 'hydrodynamic-bounds',
  order: 8,
  statement:
    'The mass rho(x) = int f dv, energy E(x) = int |v|^2 f / 2 dv and entropy H(x) = int f |log f| dv at a place stay bounded on [0, T]. Measured: the largest relative growth of their maxima over x from one snapshot to the next; doubling (tolerance 1) counts as unbounded.',
  source: `${paper}, (1.3)`,
  assumptions: (run) => [paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) => bounded(evidence.views().map((view) => profile(evidence, view)), ['value', 'energy', 'entropy']),
};
export default hydrodynamicBounds;

/** Cells of x along each axis over which profiles are taken where the places of nodes are scattered. */
const cells = 24;

/** Maxima of the profiles: sums over v in cells of x. Without x, the totals. */
function profile({ run }: Evidence, { time, nodes }: SnapshotView): SeriesPoint {
  const { position, velocity, density, weight, size } = nodes;
  const length = boxLength(run.scenario);
  const axes = position.map((column, d) => {
    if (length) return { low: 0, width: length[d] / cells };
    const low = column.reduce((least, x) => Math.min(least, x), Infinity);
    const high = column.reduce((most, x) => Math.max(most, x), -Infinity);
    return { low, width: (high - low) / cells || 1 };
  });
  const volume = axes.reduce((product, { width }) => product * width, 1);
  const sums = new Map<number, { rho: number; energy: number; entropy: number }>();
  for (let p = 0; p < size; p++) {
    // Nodes on label axes have left the box: cells repeat with its period.
    const cell = axes.reduce((place, { low, width }, d) => {
      const index = Math.floor((position[d][p] - low) / width + 1e-9);
      return place * cells + (length ? ((index % cells) + cells) % cells : Math.min(cells - 1, index));
    }, 0);
    const sum = sums.get(cell) ?? { rho: 0, energy: 0, entropy: 0 };
    sums.set(cell, sum);
    const f = density[p];
    let speed = 0;
    for (const v of velocity) speed += v[p] * v[p];
    sum.rho += weight[p] * f;
    sum.energy += 0.5 * weight[p] * f * speed;
    if (f > 0) sum.entropy += weight[p] * f * Math.abs(Math.log(f));
  }
  const most = (name: 'rho' | 'energy' | 'entropy'): number => [...sums.values()].reduce((largest, sum) => Math.max(largest, sum[name]), 0) / volume;
  return { time, value: most('rho'), energy: most('energy'), entropy: most('entropy') };
}
