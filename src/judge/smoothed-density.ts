import { extent } from 'd3-array';
import type { Scenario } from '../contracts.ts';
import { Blob } from '../dynamics/blob.ts';
import type { Equilibrium } from '../state/moments.ts';
import { boxLength } from '../state/box.ts';
import { latticeAxes, node } from '../state/sampling.ts';
import { sizeOf, stridesOf, type DensityMesh } from './density-mesh.ts';
import type { ParticleSnapshot } from './stored-run.ts';

/** The smoothed density of particles, to be asked on meshes. */
export interface SmoothedParticles {
  readonly particles: ParticleSnapshot;
  readonly blob: Blob;
  /** Edge lengths of the periodic box; absent in free space. */
  readonly length: readonly number[] | undefined;
}

export const smoothedParticles = (scenario: Scenario, particles: ParticleSnapshot, equilibrium: Equilibrium): SmoothedParticles =>
  ({ particles, blob: new Blob(scenario, equilibrium), length: boxLength(scenario) });

/** Standard deviations beyond which a Gaussian counts as zero: exp(-36) = 2e-16. */
const reach = 8.5;

/**
 * f_eps = sum_j w_j psi_x(xi - xi_j) psi_v(c - a c_j) on the tensor mesh of the given axes, whose position axes are those
 * of x - labelTime v; cut off where a Gaussian is below 2e-16 of its peak. The Gaussians are products, so a particle costs
 * one short table an axis and one product a mesh point near it. Written apart from the pair sums that the run used.
 * Periodic labels: summed over the nearest images (the run takes the nearest one only; exp(-L^2 / 8 sigma^2) apart).
 */
export function smoothedDensity(
  { particles, blob, length }: SmoothedParticles, position: readonly Float64Array[], velocity: readonly Float64Array[], labelTime: number,
): DensityMesh {
  const axes = [...position, ...velocity];
  const strides = stridesOf(axes);
  const density = new Float64Array(sizeOf(axes));
  const dx = position.length;
  const { contraction, velocityWidth, positionWidth, equilibrium: { meanVelocity } } = blob;
  const shear = particles.labelTime - labelTime;
  for (let j = 0; j < particles.weight.length; j++) {
    let entries: Block = { places: [0], values: [particles.weight[j]] };
    for (let d = 0; d < velocity.length; d++) {
      const v = particles.velocity[d][j];
      const centre = meanVelocity[d] + contraction * (v - meanVelocity[d]);
      const block = nearby(velocity[d], centre, velocityWidth, strides[dx + d]);
      const label = d < dx ? particles.position[d][j] - particles.labelTime * v : 0;
      const factor =
        d < dx
          ? sheared(
              block, (speed) => nearby(position[d], label + shear * speed, positionWidth[d], strides[d], length?.[d]), velocity[d],
              strides[dx + d],
            )
          : block;
      if (d < velocity.length - 1) entries = product(entries, factor);
      else deposit(density, entries, factor);
    }
  }
  return { position, velocity, length: length ?? [], labelTime, density };
}

interface Block {
  readonly places: number[];
  readonly values: number[];
}

/** Entries of one axis near `centre`: their places in the mesh, and the normalised Gaussian there. */
function nearby(axis: Float64Array, centre: number, sigma: number, stride: number, period?: number): Block {
  const places: number[] = [];
  const values: number[] = [];
  const norm = 1 / (Math.sqrt(2 * Math.PI) * sigma);
  for (let i = 0; i < axis.length; i++) {
    let y = axis[i] - centre;
    if (period !== undefined) y -= period * Math.round(y / period);
    let value = Math.abs(y) < reach * sigma ? Math.exp((-0.5 * y * y) / (sigma * sigma)) : 0;
    if (period !== undefined) {
      const other = period - Math.abs(y);
      if (other < reach * sigma) value += Math.exp((-0.5 * other * other) / (sigma * sigma));
    }
    if (value > 0) {
      places.push(i * stride);
      values.push(norm * value);
    }
  }
  return { places, values };
}

/** A velocity block with, for each of its speeds, the position block at the label of that speed. */
function sheared(block: Block, at: (speed: number) => Block, axis: Float64Array, stride: number): Block {
  const places: number[] = [];
  const values: number[] = [];
  block.places.forEach((place, k) => {
    const inner = at(axis[place / stride]);
    for (let m = 0; m < inner.places.length; m++) {
      places.push(place + inner.places[m]);
      values.push(block.values[k] * inner.values[m]);
    }
  });
  return { places, values };
}

function product(a: Block, b: Block): Block {
  const size = a.places.length * b.places.length;
  const places = Array.from<number>({ length: size });
  const values = Array.from<number>({ length: size });
  for (let i = 0, p = 0; i < a.places.length; i++) {
    for (let k = 0; k < b.places.length; k++, p++) {
      places[p] = a.places[i] + b.places[k];
      values[p] = a.values[i] * b.values[k];
    }
  }
  return { places, values };
}

/** Adds the product of two blocks to the mesh without writing it down. */
function deposit(density: Float64Array, a: Block, b: Block): void {
  const inner = b.places.length;
  for (let i = 0; i < a.places.length; i++) {
    const place = a.places[i];
    const value = a.values[i];
    for (let k = 0; k < inner; k++) density[place + b.places[k]] += value * b.values[k];
  }
}

/** The cell centres of the particle lattice: the mesh on which the published tables compare densities. */
export function latticeMesh(scenario: Scenario): { position: Float64Array[]; velocity: Float64Array[] } {
  const { position, velocity } = latticeAxes(scenario);
  const points = (axis: (typeof position)[number]): Float64Array => Float64Array.from({ length: axis.count }, (_, i) => node(axis, i));
  return { position: position.map(points), velocity: velocity.map(points) };
}

/**
 * Axes that resolve f_eps: periodic ones whole, others to `reach` standard deviations beyond the outermost particle, an
 * even number of points, `perWidth` of them in a standard deviation.
 */
export function resolvingMesh(
  { particles, blob, length }: SmoothedParticles, perWidth: number,
): { position: Float64Array[]; velocity: Float64Array[] } {
  const { contraction, velocityWidth, positionWidth, equilibrium: { meanVelocity } } = blob;
  const span = ([low = NaN, high = NaN]: readonly (number | undefined)[], sigma: number): Float64Array => {
    const from = low - 6.5 * sigma;
    const count = 2 * Math.ceil(((high + 6.5 * sigma - from) * perWidth) / sigma / 2);
    return Float64Array.from({ length: count }, (_, i) => from + ((i + 0.5) * (high + 6.5 * sigma - from)) / count);
  };
  return {
    position: particles.position.map((x, d) => {
      const sigma = positionWidth[d];
      if (length) {
        const count = Math.max(4, 2 * Math.ceil((length[d] * perWidth) / sigma / 2));
        return Float64Array.from({ length: count }, (_, i) => (i * length[d]) / count);
      }
      return span(extent(x, (y, j) => y - particles.labelTime * particles.velocity[d][j]), sigma);
    }),
    velocity: particles.velocity.map((v, d) =>
      span(extent(v, (y) => meanVelocity[d] + contraction * (y - meanVelocity[d])), velocityWidth),
    ),
  };
}
