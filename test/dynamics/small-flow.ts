import type { CollisionFlow } from '../../src/contracts.ts';
import { velocitySpace } from '../../src/dynamics/space.ts';

/**
 * A small honest collision flow: a lattice of 2V particles cut from two displaced Maxwellians, spread over x, with a
 * Gaussian kappa, Maxwell molecules (gamma = 0) and the classical particle-sum Gaussian blob. Plain double loops.
 */
export interface SmallFlow extends CollisionFlow {
  readonly stride: number;
  readonly weight: Float64Array;
  readonly initial: Float64Array;
  readonly evaluations: () => number;
}

export interface SmallFlowOptions {
  readonly side?: number;
  readonly width?: number;
  readonly strength?: number;
  readonly trim?: number;
}

export function smallFlow({ side = 7, width = 0.9, strength = 1, trim = 1e-3 }: SmallFlowOptions = {}): SmallFlow {
  const spacing = 6 / side;
  const cells: number[][] = [];
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const v = [-3 + (i + 0.5) * spacing, -3 + (j + 0.5) * spacing];
      const f = Math.exp(-((v[0] - 1) ** 2) / 0.8 - v[1] ** 2 / 2) + 0.7 * Math.exp(-((v[0] + 1) ** 2) - (v[1] - 0.5) ** 2 / 1.2);
      if (f > trim) cells.push([...v, f, (i * 3 + j * 5) % 7]);
    }
  }
  const count = cells.length;
  const stride = Math.ceil(count / 8) * 8;
  const mass = cells.reduce((sum, cell) => sum + cell[2], 0);
  const weight = new Float64Array(stride);
  const initial = new Float64Array(2 * stride);
  const x = new Float64Array(stride);
  cells.forEach(([vx, vy, f, place], i) => {
    weight[i] = f / mass;
    initial[i] = vx;
    initial[stride + i] = vy;
    x[i] = place / 3;
  });

  let evaluations = 0;
  const blob = (v: Float64Array, i: number, j: number): number => {
    const dx = v[i] - v[j], dy = v[stride + i] - v[stride + j];
    return Math.exp(-(dx * dx + dy * dy) / (2 * width * width)) / (2 * Math.PI * width * width);
  };
  const densities = (v: Float64Array): Float64Array => {
    const density = new Float64Array(count);
    for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) density[i] += weight[j] * blob(v, i, j);
    return density;
  };
  const entropyOf = (density: Float64Array): number => -density.reduce((sum, rho, i) => sum + weight[i] * Math.log(rho), 0);

  return {
    space: velocitySpace(weight, 2),
    stride,
    weight,
    initial,
    evaluations: () => evaluations,
    vector: () => new Float64Array(2 * stride),
    entropy: async (v) => entropyOf(densities(v)),
    score: async (v, score) => {
      evaluations++;
      const density = densities(v);
      score.fill(0);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          const factor = -(weight[j] / (width * width)) * blob(v, i, j) * (1 / density[i] + 1 / density[j]);
          score[i] += factor * (v[i] - v[j]);
          score[stride + i] += factor * (v[stride + i] - v[stride + j]);
        }
      }
      return entropyOf(density);
    },
    collide: async (v, score, rate) => {
      rate.fill(0);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          const kappa = Math.exp(-((x[i] - x[j]) ** 2) / 2);
          const ux = v[i] - v[j], uy = v[stride + i] - v[stride + j];
          const gx = score[i] - score[j], gy = score[stride + i] - score[stride + j];
          // N(u) g = |u|^2 g - u (u . g)
          const along = ux * gx + uy * gy, square = ux * ux + uy * uy;
          rate[i] -= strength * weight[j] * kappa * (square * gx - ux * along);
          rate[stride + i] -= strength * weight[j] * kappa * (square * gy - uy * along);
        }
      }
    },
  };
}
