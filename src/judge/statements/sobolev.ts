import { boundedOfViews } from '../bounded.ts';
import { paperKernel, wholeSnapshots } from '../assumptions.ts';
import { secondSquare, secondSquareAtParticles } from '../second-derivatives.ts';
import { paper, type SeriesPoint, type Statement } from '../statement.ts';

export default {
  id: 'sobolev',
  order: 10,
  statement:
    'Weighted Sobolev norms stay bounded on [0, T]: (int <v>^2 |D^s f|^2)^(1/2) for s = 0, 1, 2 over all derivatives in x and v ' +
    '(particles: of the smoothed density, by Galerkin score of that of the Hermite moments, second derivatives of a fit to ' +
    'the log f that they carry, with fit_residual beside it; s = 2 of others where phase space fits a mesh). ' +
    'Measured: their largest relative growth from one snapshot to the next; doubling (tolerance 1) counts as unbounded.',
  formula: '\\iint {\\langle v \\rangle}^2 {|D^s f|}^2 \\,dx\\,dv \\le C(T), \\quad s \\le 2',
  drawn: { quantities: { value: 's \u2264 1', l2: 's = 0', h2: 's \u2264 2' }, bound: 'growth' },
  source: `${paper}, Theorems 1 and 3`,
  assumptions: (run) => [paperKernel(run), wholeSnapshots(run)],
  measure: (evidence) => {
    const views = evidence.views();
    const fits = views.map(({ fitted }) => fitted?.());
    // All or none: two sources in one series would grow by their difference.
    const byFit = fits.every((fit) => fit !== undefined);
    const series = views.map((view, k): SeriesPoint => {
      const h1 = Math.sqrt(view.full.square + view.full.gradientSquare);
      return {
        time: view.time, value: h1, l2: Math.sqrt(view.full.square), ...(view.carried && { l2Carried: Math.sqrt(view.carried.square) }),
        ...(byFit
          ? { h2: Math.sqrt(h1 * h1 + secondSquareAtParticles(fits[k]!)), fit_residual: fits[k]!.residual }
          : view.mesh && { h2: Math.sqrt(h1 * h1 + secondSquare(view.mesh, view.nodes)) }),
      };
    });
    return boundedOfViews(evidence, series, series.every(({ h2 }) => h2 !== undefined) ? ['value', 'l2', 'h2'] : ['value', 'l2']);
  },
} satisfies Statement;
