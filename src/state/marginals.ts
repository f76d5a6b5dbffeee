import { bisectRight } from 'd3-array';
import { invert, normalCumulative, normalDensity, normalQuantile } from '../math/normal.ts';

/** A probability density on one axis, with the inverse of its cumulative distribution for sampling. */
export interface Marginal {
  density(y: number): number;
  /** y with cumulative(y) = u, u in (0, 1). */
  quantile(u: number): number;
  /** Derivative of the density, where the marginal is one of v. */
  slope?(y: number): number;
}

/** Uniform on [0, length). */
export const uniform = (length: number): Marginal => ({ density: () => 1 / length, quantile: (u) => u * length });

/** (1 + amplitude cos(2 pi mode y / length)) / length on [0, length), |amplitude| <= 1. */
export function cosine(length: number, amplitude: number, mode: number): Marginal {
  const k = (2 * Math.PI * mode) / length;
  const density = (y: number): number => (1 + amplitude * Math.cos(k * y)) / length;
  const cumulative = (y: number): number => (k === 0 ? (1 + amplitude) * y : y + (amplitude / k) * Math.sin(k * y)) / length;
  return { density, quantile: (u) => invert(cumulative, density, u, 0, length) };
}

/** Normal distribution on the line. */
export const gaussian = (mean: number, deviation: number): Marginal => ({
  density: (y) => normalDensity((y - mean) / deviation) / deviation,
  quantile: (u) => mean + deviation * normalQuantile(u),
  slope: (y) => (((mean - y) / deviation) * normalDensity((y - mean) / deviation)) / (deviation * deviation),
});

/** Normal distribution wrapped into [0, length). */
export function wrappedGaussian(mean: number, deviation: number, length: number): Marginal {
  const images = Math.ceil((10 * deviation) / length) + 1;
  const line = gaussian(mean, deviation);
  return {
    density: (y) => {
      let sum = 0;
      for (let n = -images; n <= images; n++) sum += line.density(y + n * length);
      return sum;
    },
    quantile: (u) => {
      const y = line.quantile(u) % length;
      return y < 0 ? y + length : y;
    },
  };
}

/** y^2 times the centred normal density, normalised: the factor that makes BKW a sum of product densities. */
export function squaredGaussian(deviation: number): Marginal {
  const density = (y: number): number => y * y * normalDensity(y);
  const cumulative = (y: number): number => normalCumulative(y) - y * normalDensity(y);
  return {
    density: (y) => density(y / deviation) / deviation,
    slope: (y) => {
      const z = y / deviation;
      return ((2 * z - z * z * z) * normalDensity(z)) / (deviation * deviation);
    },
    quantile: (u) => deviation * (u > 0.5 ? -invert(cumulative, density, 1 - u, -40, 0) : invert(cumulative, density, u, -40, 0)),
  };
}

/**
 * Equal cells from `start` on with the given masses (any scale). Each cell takes an eighth from either neighbour, so that a cell
 * whose middle is empty is not taken for empty. On a periodic axis the ends are neighbours.
 */
export function cells(masses: ArrayLike<number>, start: number, spacing: number, periodic: boolean): Marginal {
  const count = masses.length;
  const beside = (k: number): number => (periodic ? masses[(k + count) % count] : (masses[k] ?? 0));
  const smooth = Float64Array.from(masses, (mass, k) => (beside(k - 1) + 6 * mass + beside(k + 1)) / 8);
  const passed = new Float64Array(count + 1);
  smooth.forEach((mass, k) => (passed[k + 1] = passed[k] + mass));
  const total = passed[count];
  return {
    density: (y) => (smooth[Math.min(count - 1, Math.max(0, Math.floor((y - start) / spacing)))] ?? 0) / (total * spacing),
    quantile: (u) => {
      const target = u * total;
      const k = Math.min(count - 1, Math.max(0, bisectRight(passed, target) - 1));
      return start + (k + Math.min(1, (target - passed[k]) / smooth[k])) * spacing;
    },
  };
}
