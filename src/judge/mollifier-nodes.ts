import { bisectLeft } from 'd3-array';
import { randomStream, sobolStream } from '../math/random.ts';
import { normalQuantile } from '../math/normal.ts';
import type { DensityNodes } from './density-nodes.ts';
import type { SmoothedParticles } from './smoothed-density.ts';

/**
 * Nodes drawn from the smoothed density itself, for phase spaces too large for a mesh: a particle by its weight, then a
 * point of its blob, so that int G = E[G / f]; Sobol points, scrambled by the seed. Density and gradients by direct
 * sums over all particles:
 * count times N Gaussians.
 */
export function mollifierNodes({ particles, blob, length }: SmoothedParticles, count: number, seed: number): DensityNodes {
  const { position, velocity, weight, labelTime } = particles;
  const [dx, dv, N] = [position.length, velocity.length, weight.length];
  const mass = weight.reduce((sum, w) => sum + w, 0);
  const cumulative = new Float64Array(N);
  weight.reduce((sum, w, j) => (cumulative[j] = sum + w), 0);
  const next = dx + dv + 1 <= 6 ? sobolStream(seed, dx + dv + 1) : randomStream(seed, dx + dv + 1);
  const { contraction: a, velocityWidth: sv, positionWidth: sx, norm, equilibrium: { meanVelocity: u } } = blob;
  const columns = (n: number): Float64Array[] => Array.from({ length: n }, () => new Float64Array(count));
  const nodes = {
    position: columns(dx), velocity: columns(dv), gradientX: columns(dx), gradientV: columns(dv), density: new Float64Array(count),
    weight: new Float64Array(count),
  };
  const sources = velocity.map((v, d) => v.map((value) => u[d] + a * (value - u[d])));
  const labels = position.map((x, d) => x.map((value, j) => value - labelTime * velocity[d][j]));
  const label = new Float64Array(dx);
  const speed = new Float64Array(dv);
  const gap = new Float64Array(dx + dv);
  const gradient = new Float64Array(dx + dv);
  for (let k = 0; k < count; k++) {
    const point = next();
    const owner = atOrAfter(cumulative, point[dx + dv] * mass);
    for (let d = 0; d < dx; d++) label[d] = labels[d][owner] + sx[d] * normalQuantile(point[d]);
    for (let d = 0; d < dv; d++) speed[d] = sources[d][owner] + sv * normalQuantile(point[dx + d]);
    let density = 0;
    gradient.fill(0);
    for (let j = 0; j < N; j++) {
      let exponent = 0;
      for (let d = 0; d < dx; d++) {
        let y = label[d] - labels[d][j];
        if (length) y -= length[d] * Math.round(y / length[d]);
        gap[d] = y / sx[d] ** 2;
        exponent += (y / sx[d]) ** 2;
      }
      for (let d = 0; d < dv; d++) {
        const y = speed[d] - sources[d][j];
        gap[dx + d] = y / sv ** 2;
        exponent += (y / sv) ** 2;
      }
      if (exponent > 72) continue;
      const value = weight[j] * norm * Math.exp(-0.5 * exponent);
      density += value;
      for (let d = 0; d < dx + dv; d++) gradient[d] -= value * gap[d];
    }
    nodes.density[k] = density;
    nodes.weight[k] = mass / (count * density);
    for (let d = 0; d < dx; d++) {
      nodes.position[d][k] = label[d] + labelTime * speed[d];
      nodes.gradientX[d][k] = gradient[d];
    }
    for (let d = 0; d < dv; d++) {
      nodes.velocity[d][k] = speed[d];
      nodes.gradientV[d][k] = gradient[dx + d] - (d < dx ? labelTime * gradient[d] : 0);
    }
  }
  return { size: count, ...nodes };
}

/** The rule on the first half of the nodes. */
export const halfWeights = ({ weight, size }: DensityNodes): Float64Array =>
  weight.map((w, k) => (2 * k < size ? (w * size) / Math.ceil(size / 2) : 0));

const atOrAfter = (cumulative: Float64Array, target: number): number => Math.min(cumulative.length - 1, bisectLeft(cumulative, target));
