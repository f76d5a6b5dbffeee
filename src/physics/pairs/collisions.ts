import type { KernelSpec } from '../../contracts.ts';
import { named } from '../../members.ts';
import { kappas } from '../catalogue.ts';
import { constantKappa } from '../kappa-facts.ts';
import { damping, isotropicShift, radialLaw } from '../landau.ts';
import { difference, dot, minus, numbered, plus, samplesOf, type PairForm } from '../pair-form.ts';
import type { PairPassKind } from '../pair-passes.ts';

/** rate_i = - sum_j weight_j kappa(x_i - x_j) N(v_i - v_j) (score_i - score_j). */
function form(spec: KernelSpec): PairForm {
  const { x: dx, v: dv } = spec.dimensions;
  const velocity = numbered('velocity', dv);
  const score = numbered('score', dv);
  const kappa = named(kappas, spec.kappa.kind);
  const delta = spec.regularisation ?? 0;
  const local = dx > 0 && (delta > 0 || constantKappa(spec) === undefined);
  const position = local ? numbered('position', dx) : [];
  const receives = [...position, ...velocity, ...score];
  return {
    receives,
    gives: [...receives, 'weight'],
    outputs: numbered('rate', dv),
    samples: {
      // Distances go down to 1e-4 of the box, as kappa may live on any length.
      ...samplesOf(position, (u, axis) => (spec.period[axis] || 4) * u ** 4),
      ...samplesOf([...velocity, ...score], (u) => 4 * u - 2),
    },
    pair(algebra, i, j) {
      const r = position.map((name, axis) => difference(algebra, i[name], j[name], spec.period[axis]));
      const u = velocity.map((name) => algebra.sub(i[name], j[name]));
      const d = score.map((name) => algebra.sub(i[name], j[name]));
      const uu = dot(algebra, u, u);
      const ud = dot(algebra, u, d);
      const rr = dot(algebra, r, r);
      const spatial = kappa.formula(algebra, rr, spec.kappa);
      const near = delta > 0 ? algebra.mul(spatial, damping(algebra, rr, delta)) : spatial;
      const strength = algebra.mul(near, radialLaw(algebra, uu, spec.gamma, spec.softening, delta));
      // N (g_i - g_j), antisymmetric in (i, j): momentum and energy are inherited by every kernel. The flux without its
      // strength does not wait for roots and quotients.
      const across = algebra.add(uu, algebra.constant(isotropicShift(spec)));
      const flux = u.map((entry, axis) => algebra.sub(algebra.mul(across, d[axis]), algebra.mul(ud, entry)));
      const fromJ = algebra.mul(strength, j.weight);
      return {
        toI: flux.map((n) => minus(algebra, fromJ, n)),
        toJ() {
          const fromI = algebra.mul(strength, i.weight);
          return flux.map((n) => plus(algebra, fromI, n));
        },
      };
    },
  };
}

export default { name: 'collisions', form } satisfies PairPassKind;
