import type { CollisionPass, CollisionSums, Column, KernelSpec } from '../contracts.ts';
import { blockSums } from '../math/sum.ts';
import { constantKappa } from '../physics/kappa-facts.ts';

/** Whether the collision sum is a polynomial in the moments: gamma = 0, constant kappa, the projected kernel. */
export const momentsApply = (spec: KernelSpec): boolean =>
  spec.gamma === 0 && spec.regularisation === undefined && constantKappa(spec) !== undefined;

/**
 * Collision sums in O(N) for gamma = 0 and constant kappa, exact: with N(u) = |u|^2 I - u u^T (Gualdani et al. 2025,
 * (1.1)) the sum over j is a polynomial in c_i = v_i - <v> and g_i whose coefficients are moments of c_j and g_j.
 * Since N(u) u = 0 and only differences of g enter, a mean and a multiple of c are taken out of g first; near
 * equilibrium, where g = -c/T, hardly anything is left to cancel. The softening drops out for gamma = 0.
 * Entries without weight (the padding) get no rate. Throws a RangeError when `momentsApply` says no.
 */
export function momentCollisions(spec: KernelSpec): CollisionSums {
  if (!momentsApply(spec)) throw new RangeError('moment sums need gamma = 0 and a constant kappa');
  const kappa = constantKappa(spec)!;
  return { name: 'moments', collisions: async (pass) => collide(pass, kappa) };
}

const axesOf = [0, 1, 2];
type Vector = readonly [number, number, number];

function collide({ columns: { velocity, score, weight, count: particles, share }, output: { rate } }: CollisionPass, kappa: number): void {
  const count = weight.length;
  const axes = velocity.length;
  const zeros = axes < 3 ? new Float64Array(count) : undefined;
  const [v1, v2, v3] = axesOf.map((axis) => velocity[axis] ?? zeros!);
  const [s1, s2, s3] = axesOf.map((axis) => score[axis] ?? zeros!);

  const [mass, m1, m2, m3, n1, n2, n3] = blockSums(particles, 7, (i, sums) => {
    const w = weight[i];
    sums[0] += w;
    sums[1] += w * v1[i]; sums[2] += w * v2[i]; sums[3] += w * v3[i];
    sums[4] += w * s1[i]; sums[5] += w * s2[i]; sums[6] += w * s3[i];
  }, share);
  if (!(mass > 0)) {
    for (const column of rate) column.fill(0);
    return;
  }
  const mean: Vector = [m1 / mass, m2 / mass, m3 / mass];
  const meanScore: Vector = [n1 / mass, n2 / mass, n3 / mass];
  const [thermal, slopeSum] = blockSums(particles, 2, (i, sums) => {
    const w = weight[i], c1 = v1[i] - mean[0], c2 = v2[i] - mean[1], c3 = v3[i] - mean[2];
    sums[0] += w * (c1 * c1 + c2 * c2 + c3 * c3);
    sums[1] += w * (c1 * (s1[i] - meanScore[0]) + c2 * (s2[i] - meanScore[1]) + c3 * (s3[i] - meanScore[2]));
  }, share);
  const slope = thermal > 0 ? slopeSum / thermal : 0;

  // Moments of c and of the rest of g: S = sum w c, G = sum w g, P = sum w c c^T, H = sum w c g^T,
  // T = sum w |c|^2 g, R = sum w c (c . g).
  const moments = blockSums(particles, 27, (i, sums) => {
    const w = weight[i], c1 = v1[i] - mean[0], c2 = v2[i] - mean[1], c3 = v3[i] - mean[2];
    const g1 = s1[i] - meanScore[0] - slope * c1, g2 = s2[i] - meanScore[1] - slope * c2, g3 = s3[i] - meanScore[2] - slope * c3;
    const x1 = w * c1, x2 = w * c2, x3 = w * c3;
    const cc = w * (c1 * c1 + c2 * c2 + c3 * c3), cg = c1 * g1 + c2 * g2 + c3 * g3;
    sums[0] += x1; sums[1] += x2; sums[2] += x3;
    sums[3] += w * g1; sums[4] += w * g2; sums[5] += w * g3;
    sums[6] += x1 * c1; sums[7] += x1 * c2; sums[8] += x1 * c3; sums[9] += x2 * c2; sums[10] += x2 * c3; sums[11] += x3 * c3;
    sums[12] += x1 * g1; sums[13] += x1 * g2; sums[14] += x1 * g3;
    sums[15] += x2 * g1; sums[16] += x2 * g2; sums[17] += x2 * g3;
    sums[18] += x3 * g1; sums[19] += x3 * g2; sums[20] += x3 * g3;
    sums[21] += cc * g1; sums[22] += cc * g2; sums[23] += cc * g3;
    sums[24] += x1 * cg; sums[25] += x2 * cg; sums[26] += x3 * cg;
  }, share);
  const [S1, S2, S3, G1, G2, G3, P11, P12, P13, P22, P23, P33, H11, H12, H13, H21, H22, H23, H31, H32, H33, T1, T2, T3, R1, R2, R3] =
    moments;
  const traceP = P11 + P22 + P33, traceH = H11 + H22 + H33;

  const out: readonly (Column | undefined)[] = rate;
  for (let i = 0; i < count; i++) {
    const c1 = v1[i] - mean[0], c2 = v2[i] - mean[1], c3 = v3[i] - mean[2];
    const g1 = s1[i] - meanScore[0] - slope * c1, g2 = s2[i] - meanScore[1] - slope * c2, g3 = s3[i] - meanScore[2] - slope * c3;
    const cc = c1 * c1 + c2 * c2 + c3 * c3;
    const cg = c1 * g1 + c2 * g2 + c3 * g3, cG = c1 * G1 + c2 * G2 + c3 * G3, Sg = S1 * g1 + S2 * g2 + S3 * g3;
    // sum_j w_j |u|^2 (g_i - g_j) = own g_i - cc G + 2 H^T c - T
    const own = mass * cc - 2 * (c1 * S1 + c2 * S2 + c3 * S3) + traceP;
    // sum_j w_j u (u . (g_i - g_j)) = along c - S (c . g_i) + P g_i + H c - R
    const along = mass * cg - Sg - cG + traceH;
    const f1 =
      own * g1 -
      cc * G1 +
      2 * (H11 * c1 + H21 * c2 + H31 * c3) -
      T1 -
      (along * c1 - S1 * cg + P11 * g1 + P12 * g2 + P13 * g3 + H11 * c1 + H12 * c2 + H13 * c3 - R1);
    const f2 =
      own * g2 -
      cc * G2 +
      2 * (H12 * c1 + H22 * c2 + H32 * c3) -
      T2 -
      (along * c2 - S2 * cg + P12 * g1 + P22 * g2 + P23 * g3 + H21 * c1 + H22 * c2 + H23 * c3 - R2);
    if (weight[i] === 0) {
      for (const column of rate) column[i] = 0;
      continue;
    }
    rate[0][i] = -kappa * f1;
    rate[1][i] = -kappa * f2;
    if (out[2]) {
      const f3 =
        own * g3 -
        cc * G3 +
        2 * (H13 * c1 + H23 * c2 + H33 * c3) -
        T3 -
        (along * c3 - S3 * cg + P13 * g1 + P23 * g2 + P33 * g3 + H31 * c1 + H32 * c2 + H33 * c3 - R3);
      out[2][i] = -kappa * f3;
    }
  }
}
