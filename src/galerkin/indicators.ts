import type { Column } from '../contracts.ts';
import { withDegrees } from './basis.ts';
import { divergences, fieldSpace, innerProducts } from './fields.ts';
import type { CoordinateFlow } from './flow.ts';
import type { Passes } from './passes.ts';

/**
 * How well the score obeys integration by parts one degree above its space: the largest
 * |sum_i w_i (g . phi + div_v phi)(z_i)| over the gradients phi of the next degree, normalised for a Maxwellian. 0 for the
 * exact score and infinitely many particles; 1e-4 to 3e-2 is healthy, 0.1 a warning, 1 lost.
 */
export async function scoreResidual(flow: CoordinateFlow, passes: Passes, score: readonly Column[]): Promise<number> {
  const { basis } = flow.fields;
  const frame = { axes: basis.axes, centre: basis.centre, scale: basis.scale };
  const above = withDegrees(frame, basis.space, basis.recipe.degrees.map((degree) => degree + 1));
  const space = fieldSpace(above, () => 0);
  const products = new Float64Array(space.size);
  innerProducts(space, await passes.moments(above, flow.points, score), products);
  const mass = flow.moments[0];
  const divergence = divergences(space, flow.products, flow.moments);
  const top = above.recipe.degrees.map((degree) => degree + 1);
  let worst = 0;
  space.members.forEach((own, k) =>
    own.forEach((number, n) => {
      const field = space.fields[number];
      const degree = above.velocity[field[0].beta].reduce((sum, m) => sum + m, 0) + 1;
      if (degree !== top[k]) return;
      // |grad he_alpha|^2 has the mean |alpha| / scale^2 under a Maxwellian.
      const norm = Math.sqrt(field.reduce((sum, { factor }) => sum + factor * factor, 0)) * mass;
      worst = Math.max(worst, Math.abs(products[space.offset[k] + n] + divergence[space.offset[k] + n]) / norm);
    }),
  );
  return worst;
}
