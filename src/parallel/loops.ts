import type { CollisionPass, Column, CrossPass, DensityPass, KernelSpec, ScorePass, TileKernels } from '../contracts.ts';
import { numbers } from '../math/algebra.ts';
import { gaussianMollifier } from '../physics/mollifier.ts';
import { roundingShift } from './emit/expression.ts';
import { feelsImages, withImages } from '../physics/images.ts';
import { kappaOf } from '../physics/kappa-facts.ts';
import { damping, isotropicShift, radialLaw } from '../physics/landau.ts';

/**
 * The pair kernels as plain loops: the law that every other backend must agree with, to rounding.
 *
 * Positions always have three axes and velocities three; those that the run does not have are columns of zeros, which
 * keeps one loop body for all dimensions.
 */
export function loopKernels(spec: KernelSpec): TileKernels {
  const { density, score, cross } = blobLoops(spec);
  const collisions = collisionLoops(spec);
  return {
    tile(pass, i0, i1, j0, j1) {
      if (pass.kind === 'density') density(pass, i0, i1, j0, j1);
      else if (pass.kind === 'score') score(pass, i0, i1, j0, j1);
      else collisions(pass, i0, i1, j0, j1);
    },
    cross,
  };
}

/** The passes over the blob, in scaled coordinates. */
function blobLoops(spec: KernelSpec) {
  const { x: dx, v: dv } = spec.dimensions;
  const gaussian = (zSquared: number): number => gaussianMollifier.formula(numbers, zSquared);
  const spare = new SpareColumns();
  const wrapLabel = minimumImage(spec.blobPeriod);
  const images = [0, 1, 2].map((axis) => imagesOf(spec.blobPeriod[axis] ?? 0));
  const crowded = spec.blobPeriod.some(feelsImages);
  /** G at distance 0: a particle and its own images. */
  const itself = images.reduce((product, axis) => product * axis.factor(0), 1);
  const twoSided = spec.score === 'two-sided';

  /** Columns of the six scaled axes (x1 x2 x3 v1 v2 v3). */
  const six = (columns: readonly Column[], fill: (length: number) => Column): Column[] => {
    const length = columns[0].length;
    const missing = (n: number) => Array.from({ length: n }, () => fill(length));
    return [...columns.slice(0, dx), ...missing(3 - dx), ...columns.slice(dx), ...missing(3 - dv)];
  };

  function density(pass: DensityPass, i0: number, i1: number, j0: number, j1: number): void {
    const [x1, x2, x3, v1, v2, v3] = six(pass.z, spare.zeros);
    const { source, sum } = pass;
    for (let i = i0; i < i1; i++) {
      const a1 = x1[i], a2 = x2[i], a3 = x3[i], b1 = v1[i], b2 = v2[i], b3 = v3[i], own = source[i];
      let total = i0 === j0 ? own * itself : 0;
      for (let j = i0 === j0 ? i + 1 : j0; j < j1; j++) {
        const r1 = wrapLabel[0](a1 - x1[j]), r2 = wrapLabel[1](a2 - x2[j]), r3 = wrapLabel[2](a3 - x3[j]);
        const u1 = b1 - v1[j], u2 = b2 - v2[j], u3 = b3 - v3[j];
        let g = gaussian(r1 * r1 + r2 * r2 + r3 * r3 + u1 * u1 + u2 * u2 + u3 * u3);
        if (crowded) g *= images[0].factor(r1) * images[1].factor(r2) * images[2].factor(r3);
        total += source[j] * g;
        sum[j] += own * g;
      }
      sum[i] += total;
    }
  }

  function score(pass: ScorePass, i0: number, i1: number, j0: number, j1: number): void {
    const [x1, x2, x3, v1, v2, v3] = six(pass.z, spare.zeros);
    const [f1, f2, f3, f4, f5, f6] = six(pass.force, spare.sink);
    const { source, ratio, back } = pass;
    for (let i = i0; i < i1; i++) {
      const a1 = x1[i], a2 = x2[i], a3 = x3[i], b1 = v1[i], b2 = v2[i], b3 = v3[i];
      const m = source[i], q = ratio[i];
      let s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0;
      let reflected = i0 === j0 ? q * itself : 0;
      for (let j = i0 === j0 ? i + 1 : j0; j < j1; j++) {
        let r1 = wrapLabel[0](a1 - x1[j]), r2 = wrapLabel[1](a2 - x2[j]), r3 = wrapLabel[2](a3 - x3[j]);
        const u1 = b1 - v1[j], u2 = b2 - v2[j], u3 = b3 - v3[j];
        let g = gaussian(r1 * r1 + r2 * r2 + r3 * r3 + u1 * u1 + u2 * u2 + u3 * u3);
        if (crowded) {
          g *= images[0].factor(r1) * images[1].factor(r2) * images[2].factor(r3);
          r1 = images[0].delta(r1); r2 = images[1].delta(r2); r3 = images[2].delta(r3);
        }
        let toI: number, toJ: number;
        if (twoSided) {
          toI = toJ = (q * source[j] + ratio[j] * m) * g;
          reflected += ratio[j] * g;
          back[j] += q * g;
        } else {
          toI = q * source[j] * g;
          toJ = ratio[j] * m * g;
        }
        s1 += toI * r1; s2 += toI * r2; s3 += toI * r3; s4 += toI * u1; s5 += toI * u2; s6 += toI * u3;
        f1[j] -= toJ * r1; f2[j] -= toJ * r2; f3[j] -= toJ * r3; f4[j] -= toJ * u1; f5[j] -= toJ * u2; f6[j] -= toJ * u3;
      }
      f1[i] += s1; f2[i] += s2; f3[i] += s3; f4[i] += s4; f5[i] += s5; f6[i] += s6;
      if (twoSided) back[i] += reflected;
    }
  }

  function cross(pass: CrossPass, t0: number, t1: number): void {
    const [x1, x2, x3, v1, v2, v3] = six(pass.z, spare.zeros);
    const [y1, y2, y3, w1, w2, w3] = six(pass.target, spare.zeros);
    const force = pass.force && six(pass.force, spare.sink);
    const { source, sum } = pass;
    for (let t = t0; t < t1; t++) {
      let total = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0;
      for (let j = 0; j < source.length; j++) {
        let r1 = wrapLabel[0](y1[t] - x1[j]), r2 = wrapLabel[1](y2[t] - x2[j]), r3 = wrapLabel[2](y3[t] - x3[j]);
        const u1 = w1[t] - v1[j], u2 = w2[t] - v2[j], u3 = w3[t] - v3[j];
        let g = source[j] * gaussian(r1 * r1 + r2 * r2 + r3 * r3 + u1 * u1 + u2 * u2 + u3 * u3);
        if (crowded) {
          g *= images[0].factor(r1) * images[1].factor(r2) * images[2].factor(r3);
          r1 = images[0].delta(r1); r2 = images[1].delta(r2); r3 = images[2].delta(r3);
        }
        total += g;
        s1 += g * r1; s2 += g * r2; s3 += g * r3; s4 += g * u1; s5 += g * u2; s6 += g * u3;
      }
      sum[t] += total;
      if (force) {
        force[0][t] += s1; force[1][t] += s2; force[2][t] += s3;
        force[3][t] += s4; force[4][t] += s5; force[5][t] += s6;
      }
    }
  }

  return { density, score, cross };
}

/** The collision pass. */
function collisionLoops(spec: KernelSpec) {
  const plainKappa = kappaOf(spec);
  const delta = spec.regularisation ?? 0;
  const shift = isotropicShift(spec);
  const kappa = (rSquared: number): number => plainKappa(rSquared) * (delta > 0 ? damping(numbers, rSquared, delta) : 1);
  const radial = (uSquared: number): number => radialLaw(numbers, uSquared, spec.gamma, spec.softening, delta);
  const spare = new SpareColumns();
  const wrapPosition = minimumImage(spec.period);
  const three = (columns: readonly Column[], length: number, fill: (length: number) => Column): Column[] =>
    [...columns, ...Array.from({ length: 3 - columns.length }, () => fill(length))];

  return (pass: CollisionPass, i0: number, i1: number, j0: number, j1: number): void => {
    const length = pass.weight.length;
    const [x1, x2, x3] = three(pass.position, length, spare.zeros);
    const [v1, v2, v3] = three(pass.velocity, length, spare.zeros);
    const [g1, g2, g3] = three(pass.score, length, spare.zeros);
    const [o1, o2, o3] = three(pass.rate, length, spare.sink);
    const { weight } = pass;
    for (let i = i0; i < i1; i++) {
      const a1 = x1[i], a2 = x2[i], a3 = x3[i], b1 = v1[i], b2 = v2[i], b3 = v3[i];
      const c1 = g1[i], c2 = g2[i], c3 = g3[i], own = weight[i];
      let s1 = 0, s2 = 0, s3 = 0;
      for (let j = i0 === j0 ? i + 1 : j0; j < j1; j++) {
        const r1 = wrapPosition[0](a1 - x1[j]), r2 = wrapPosition[1](a2 - x2[j]), r3 = wrapPosition[2](a3 - x3[j]);
        const u1 = b1 - v1[j], u2 = b2 - v2[j], u3 = b3 - v3[j];
        const d1 = c1 - g1[j], d2 = c2 - g2[j], d3 = c3 - g3[j];
        const uu = u1 * u1 + u2 * u2 + u3 * u3;
        const ud = u1 * d1 + u2 * d2 + u3 * d3;
        // kappa N(u) (g_i - g_j), antisymmetric in (i, j): momentum and energy are inherited by every kernel.
        const strength = kappa(r1 * r1 + r2 * r2 + r3 * r3) * radial(uu);
        const along = uu + shift;
        const n1 = strength * (along * d1 - ud * u1), n2 = strength * (along * d2 - ud * u2), n3 = strength * (along * d3 - ud * u3);
        const w = weight[j];
        s1 -= w * n1; s2 -= w * n2; s3 -= w * n3;
        o1[j] += own * n1; o2[j] += own * n2; o3[j] += own * n3;
      }
      o1[i] += s1; o2[i] += s2; o3[i] += s3;
    }
  };
}

/** The three axes' minimum-image maps: d - P * nearest(d / P) where periodic, d where free. */
function minimumImage(period: readonly number[]): ((d: number) => number)[] {
  return [0, 1, 2].map((axis) => {
    const length = period[axis] ?? 0;
    if (length === 0) return (d) => d;
    const inverse = 1 / length;
    return (d) => d - length * (d * inverse + roundingShift - roundingShift);
  });
}

/** What the neighbouring images make of a pair's Gaussian and distance on one axis (physics/images.ts). */
function imagesOf(period: number): { factor(d: number): number; delta(d: number): number } {
  if (!feelsImages(period)) return { factor: () => 1, delta: (d) => d };
  return { factor: (d) => withImages(numbers, d, period).factor, delta: (d) => withImages(numbers, d, period).delta };
}

/** Columns that stand in for axes that a run does not have. */
class SpareColumns {
  private zero: Column = new Float64Array(0);
  private trash: Column = new Float64Array(0);
  readonly zeros = (length: number): Column => (this.zero.length >= length ? this.zero : (this.zero = new Float64Array(length)));
  readonly sink = (length: number): Column => (this.trash.length >= length ? this.trash : (this.trash = new Float64Array(length)));
}
