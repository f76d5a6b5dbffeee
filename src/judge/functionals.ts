import type { DensityNodes } from './density-nodes.ts';

/** Integrals of a density over phase space. */
export interface Functionals {
  readonly mass: number;
  readonly entropy: number;
  /** int |grad_x f|^2 / f, int |grad_v f|^2 / f, and sum over d < dx of int d_{x_d} f d_{v_d} f / f. */
  readonly fisherX: number;
  readonly fisherV: number;
  readonly fisherCross: number;
  /** int f^2, and the largest value. */
  readonly square: number;
  readonly maximum: number;
  /** int <v>^2 |grad f|^2 over all dx + dv derivatives. */
  readonly gradientSquare: number;
  /** int |v|^4 f. */
  readonly fourth: number;
}

/**
 * Below this fraction of the maximum the aliasing of a derivative outweighs the density: left out of integrals that divide
 * by it. A Gaussian tail below it holds some 1e-9 of them.
 */
export const noise = 1e-10;

/** Sums over the nodes; with `weight` another rule on the same nodes, with `least` another fraction than `noise`. */
export function functionals(nodes: DensityNodes, weight: Float64Array = nodes.weight, least = noise): Functionals {
  const { size, density, gradientX, gradientV, velocity } = nodes;
  const maximum = density.reduce((largest, value) => Math.max(largest, value), 0);
  const floor = least * maximum;
  const sum = { mass: 0, entropy: 0, fisherX: 0, fisherV: 0, fisherCross: 0, square: 0, gradientSquare: 0, fourth: 0 };
  for (let p = 0; p < size; p++) {
    const w = weight[p];
    if (w === 0) continue;
    const f = density[p];
    let speed = 0;
    let inX = 0;
    let inV = 0;
    let cross = 0;
    for (let d = 0; d < velocity.length; d++) {
      speed += velocity[d][p] ** 2;
      inV += gradientV[d][p] ** 2;
      if (d < gradientX.length) {
        inX += gradientX[d][p] ** 2;
        cross += gradientX[d][p] * gradientV[d][p];
      }
    }
    sum.mass += w * f;
    sum.square += w * f * f;
    sum.fourth += w * f * speed * speed;
    sum.gradientSquare += w * (1 + speed) * (inX + inV);
    if (f > 0) sum.entropy -= w * f * Math.log(f);
    if (f <= floor) continue;
    sum.fisherX += (w * inX) / f;
    sum.fisherV += (w * inV) / f;
    sum.fisherCross += (w * cross) / f;
  }
  return { ...sum, maximum };
}

/** int |(t grad_x + grad_v) f|^2 / f. */
export const fisherMixedAt = ({ fisherX, fisherCross, fisherV }: Functionals, t: number): number =>
  t * t * fisherX + 2 * t * fisherCross + fisherV;
