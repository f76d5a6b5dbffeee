import { extent } from 'd3-array';
import { boundedOfViews } from '../bounded.ts';
import { boxLength } from '../../state/box.ts';
import type { Evidence, SnapshotView } from '../evidence.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

export default {
  id: 'hydrodynamic-bounds',
  order: 8,
  statement:
    'The mass rho(x) = int f dv, energy E(x) = int |v|^2 f / 2 dv and entropy H(x) = int f |log f| dv at a place stay bounded on ' +
    '[0, T] (particles by blob: of the smoothed density; by Galerkin score: of that of the Hermite moments, or, where it has no mesh, ' +
    'of f at the particles). Measured: the largest relative growth of their maxima over x from one snapshot to the ' +
    'next; doubling (tolerance 1) ' +
    'counts as unbounded.',
  formula: '\\int (1, \\frac{{|v|}^2}{2}, |\\log f|) f \\,dv \\le C(T)',
  drawn: { quantities: { value: 'max \u03c1', energy: 'max E', entropy: 'max H' }, bound: 'growth' },
  source: `${paper}, (1.3)`,
  assumptions: (run) => [paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) =>
    boundedOfViews(evidence, evidence.views().map((view) => profile(evidence, view)), ['value', 'energy', 'entropy']),
} satisfies Statement;

/** Maxima of the profiles: sums over v on points of x, each node shared linearly between its neighbours. Without x, the totals. */
function profile({ run }: Evidence, { time, nodes, mesh }: SnapshotView): SeriesPoint {
  const { position, velocity, density, weight, size } = nodes;
  const length = boxLength(run.scenario);
  const axes = position.map((column, d) => {
    // Scattered nodes: enough of them at every point to tell a profile from their noise.
    const count = mesh ? mesh.position[d].length : Math.max(2, Math.floor((size / 16) ** (1 / position.length)));
    if (length) return { count, low: 0, spacing: length[d] / count };
    const [low = NaN, high = NaN] = extent(column);
    return { count, low, spacing: (high - low) / (count - 1) || 1 };
  });
  const volume = axes.reduce((product, { spacing }) => product * spacing, 1);
  const points = axes.reduce((product, { count }) => product * count, 1);
  const profiles = { rho: new Float64Array(points), energy: new Float64Array(points), entropy: new Float64Array(points) };
  for (let p = 0; p < size; p++) {
    let shares: (readonly [place: number, share: number])[] = [[0, weight[p] / volume]];
    axes.forEach(({ count, low, spacing }, d) => {
      const y = (position[d][p] - low) / spacing;
      const left = Math.floor(y + 1e-9);
      const right = Math.max(0, y - left);
      // Nodes on label axes have left the box: its points repeat.
      const at = (index: number): number => (length ? ((index % count) + count) % count : Math.min(count - 1, Math.max(0, index)));
      shares = shares.flatMap(
        ([place, share]) =>
          [[place * count + at(left), share * (1 - right)], [place * count + at(left + 1), share * right]] as const,
      );
    });
    const f = density[p];
    let speed = 0;
    for (const v of velocity) speed += v[p] * v[p];
    const disorder = f > 0 ? f * Math.abs(Math.log(f)) : 0;
    for (const [place, share] of shares) {
      profiles.rho[place] += share * f;
      profiles.energy[place] += 0.5 * share * f * speed;
      profiles.entropy[place] += share * disorder;
    }
  }
  const most = (profile: Float64Array): number => profile.reduce((largest, value) => Math.max(largest, value), 0);
  return { time, value: most(profiles.rho), energy: most(profiles.energy), entropy: most(profiles.entropy) };
}
