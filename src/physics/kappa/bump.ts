import type { KappaKind } from '../../contracts.ts';

/** Argument of the exponential below which the bump is taken as zero: exp(-40) = 4e-18. */
const lowest = -40;

export default {
  name: 'bump',
  summary: 'kappa(r) = exp(1 - 1/(1 - r^2/radius^2)) inside the radius, 0 outside (smooth, compact support)',
  source: 'open question of Gualdani et al. 2025: kappa of compact support',
  parameters: { radius: { type: 'number', minimum: 0, exclusive: true, description: 'radius of the support' } },
  formula: (algebra, rSquared, { radius }) => {
    const one = algebra.constant(1);
    const gap = algebra.sub(one, algebra.mul(rSquared, algebra.constant(1 / Number(radius) ** 2)));
    const edge = algebra.constant(1 / (1 - lowest));
    const inside = algebra.exp(algebra.sub(one, algebra.div(one, algebra.max(gap, edge))));
    return algebra.whereLess(edge, gap, inside, algebra.constant(0));
  },
} satisfies KappaKind;
