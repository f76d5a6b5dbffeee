import type { Particles } from '../../src/contracts.ts';
import type { Nodes } from '../../src/galerkin/remap.ts';
import { Arena } from '../../src/state/arena.ts';
import { allocateParticles } from '../../src/state/particles.ts';

const length = 5, halfWidth = 4.8, along = 8, across = 16, mean = [0.2, -0.1];
const trim = 1e-8;

/** log of (1 + a cos k x) times a Maxwellian of temperature 1, after free streaming for a time. */
export function logDensityAt(x: number, v: number, w: number, time: number, amplitude = 0.3): number {
  const wave = 1 + amplitude * Math.cos((2 * Math.PI * (x - time * v)) / length);
  return Math.log(wave / length / (2 * Math.PI)) - ((v - mean[0]) ** 2 + (w - mean[1]) ** 2) / 2;
}

/** 8 x 16 x 16 cell centres. */
export function lattice(): Nodes {
  const count = along * across * across;
  const arena = new Arena();
  const [x, v, w] = arena.columns(3, count);
  for (let i = 0; i < count; i++) {
    x[i] = ((Math.floor(i / across / across) + 0.5) * length) / along;
    v[i] = mean[0] - halfWidth + ((Math.floor(i / across) % across) + 0.5) * ((2 * halfWidth) / across);
    w[i] = mean[1] - halfWidth + ((i % across) + 0.5) * ((2 * halfWidth) / across);
  }
  return { position: [x], velocity: [v, w], count, capacity: count, cell: (length / along) * ((2 * halfWidth) / across) ** 2 };
}

/** Particles of that lattice that have streamed for a time, with their log f. */
export function streamed(time: number, amplitude = 0.3): { particles: Particles; logDensity: Float64Array } {
  const { position: [x], velocity: [v, w], count, cell } = lattice();
  const density = Array.from({ length: count }, (_, i) => Math.exp(logDensityAt(x[i], v[i], w[i], 0, amplitude)));
  const heaviest = Math.max(...density);
  const kept = density.flatMap((f, i) => (f >= trim * heaviest ? [i] : []));
  const particles = allocateParticles(new Arena(), kept.length, { x: 1, v: 2 }, count);
  const logDensity = new Float64Array(count);
  kept.forEach((from, i) => {
    const y = x[from] + time * v[from];
    particles.position[0][i] = y - length * Math.floor(y / length);
    particles.velocity[0][i] = v[from];
    particles.velocity[1][i] = w[from];
    particles.weight[i] = density[from] * cell;
    logDensity[i] = Math.log(density[from]);
  });
  return { particles, logDensity };
}

export function entropyIn({ count, weight }: Particles, logDensity: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum -= weight[i] * logDensity[i];
  return sum;
}
