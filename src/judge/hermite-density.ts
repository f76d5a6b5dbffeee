import type { Scenario, Table } from '../contracts.ts';
import type { Equilibrium } from '../state/moments.ts';
import { degreesTo, fourierValues, hermiteValues, products, wavesTo } from './hermite-functions.ts';
import { sameTime, type ParticleSnapshot } from './stored-run.ts';

/** The space of a run's Galerkin score at a time, in whose functions its density is smooth. */
export interface HermiteSpace {
  readonly degree: number;
  readonly modes: number;
}

/** The space of the score at a snapshot, by the last row until then; undefined for a run by blob and in free space. */
export function hermiteSpaceOf(
  { diagnostics, scenario }: { readonly diagnostics: Pick<Table, 'columns'>; readonly scenario: Scenario }, time: number,
): HermiteSpace | undefined {
  const { degree, modes } = diagnostics.columns;
  const row = diagnostics.columns.time.findLastIndex((other) => other <= time || sameTime(other, time));
  return degree && modes && row >= 0 && scenario.domain?.x.kind !== 'free' ? { degree: degree[row], modes: modes[row] } : undefined;
}

/**
 * f from the moments of the particles: M(v; u, T) / V sum_{k, |a| <= degree} m_ka F_k(x) he_a(c), m_ka = sum_j w_j F_k(x_j)
 * he_a(c_j), on the tensor mesh of the given axes (periodic x, or none). F are the real Fourier functions of total wave
 * number <= modes, normalised over the box; he the normalised Hermite polynomials of c = (v - u) / sqrt(T). Written apart
 * from the engine's functions. Position axes slowest.
 */
export const hermiteDensity = (
  particles: ParticleSnapshot, equilibrium: Equilibrium, space: HermiteSpace, length: readonly number[], mesh: MeshAxes,
): Float64Array => hermiteSeries(particles, equilibrium, space, length)(mesh);

/** The axes of a tensor mesh. */
export interface MeshAxes {
  readonly position: readonly Float64Array[];
  readonly velocity: readonly Float64Array[];
}

/** The same series, to be asked on several meshes: the moments are taken once. */
export function hermiteSeries(
  particles: ParticleSnapshot, { meanVelocity, temperature }: Equilibrium, space: HermiteSpace, length: readonly number[],
): (mesh: MeshAxes) => Float64Array {
  const scale = Math.sqrt(temperature);
  const [dx, dv] = [particles.position.length, particles.velocity.length];
  const waves = wavesTo(dx, space.modes);
  const degrees = degreesTo(dv, space.degree);
  const fourier = (x: number, d: number): Float64Array => fourierValues((2 * Math.PI * x) / length[d], space.modes);
  const hermite = (v: number, d: number): Float64Array => hermiteValues((v - meanVelocity[d]) / scale, space.degree);
  const moments = new Float64Array(waves.length * degrees.length);
  for (let j = 0; j < particles.weight.length; j++) {
    const F = products(waves, particles.position.map((x, d) => fourier(x[j], d)));
    const he = products(degrees, particles.velocity.map((v, d) => hermite(v[j], d)));
    for (let k = 0; k < F.length; k++) {
      const factor = particles.weight[j] * F[k];
      for (let a = 0; a < he.length; a++) moments[k * he.length + a] += factor * he[a];
    }
  }
  const volume = length.slice(0, dx).reduce((product, edge) => product * edge, 1);
  return ({ position, velocity }) => {
    const inSpace = points(position).map((point) => products(waves, point.map((x, d) => fourier(x, d))));
    const inVelocity = points(velocity).map((point) => {
      const square = point.reduce((sum, v, d) => sum + (v - meanVelocity[d]) ** 2, 0);
      const maxwellian = Math.exp((-0.5 * square) / temperature) / (2 * Math.PI * temperature) ** (point.length / 2) / volume;
      return products(degrees, point.map((v, d) => hermite(v, d))).map((value) => maxwellian * value);
    });
    const density = new Float64Array(inSpace.length * inVelocity.length);
    inSpace.forEach((F, p) => {
      const inner = degrees.map((_, a) => F.reduce((sum, value, k) => sum + value * moments[k * degrees.length + a], 0));
      inVelocity.forEach((he, q) => (density[p * inVelocity.length + q] = he.reduce((sum, value, a) => sum + value * inner[a], 0)));
    });
    return density;
  };
}

/** The points of a tensor mesh, last axis fastest. */
function points(axes: readonly Float64Array[]): number[][] {
  let all: number[][] = [[]];
  for (const axis of axes) all = all.flatMap((point) => Array.from(axis, (value) => [...point, value]));
  return all;
}
