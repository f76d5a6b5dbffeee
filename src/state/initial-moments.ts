import type { Scenario } from '../contracts.ts';

/** Mass, mean and covariance of f0 in the variables (x, v), or in v alone. */
export interface Moments {
  readonly mass: number;
  readonly mean: readonly number[];
  /** Central second moments over the mass, row by row. */
  readonly covariance: readonly (readonly number[])[];
}

/**
 * The exact moments of a sum of Maxwellians, or of BKW: in (x, v) in free space, in v in a periodic box or without x.
 * Undefined where they have no closed form here (other data, a velocity gradient in a box).
 */
export function closedMoments({ initial, equation, domain }: Scenario): Moments | undefined {
  const { x: dx, v: dv } = equation.dimensions;
  const free = domain?.x.kind === 'free' ? dx : 0;
  if (initial.kind !== 'bkw' && initial.kind !== 'maxwellians') return undefined;
  if (initial.kind === 'bkw') return { mass: 1, mean: Array.from({ length: dv }, () => 0), covariance: identity(dv) };
  if (free === 0 && initial.components.some(({ velocityGradient }) => velocityGradient)) return undefined;
  const parts = initial.components.map(({ mass, velocity, temperature, space, velocityGradient }): Moments => {
    const centre = space.kind === 'gaussian' ? space.mean.slice(0, free) : [];
    const spread = space.kind === 'gaussian' ? space.width.slice(0, free).map((width) => width * width) : [];
    const gradient = velocityGradient ?? velocity.map(() => centre.map(() => 0));
    // v = velocity + G (x - centre) + thermal motion.
    const slope = (a: number, d: number): number => gradient[a]?.[d] ?? 0;
    const size = free + dv;
    const covariance = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (__, j) => {
        if (i < free && j < free) return i === j ? spread[i] : 0;
        if (i < free) return slope(j - free, i) * spread[i];
        if (j < free) return slope(i - free, j) * spread[j];
        const thermal = i === j ? temperature[i - free] : 0;
        return spread.reduce((sum, s, d) => sum + slope(i - free, d) * slope(j - free, d) * s, thermal);
      }),
    );
    return { mass, mean: [...centre, ...velocity], covariance };
  });
  return mixture(parts);
}

/** Moments of a sum of densities. */
function mixture(parts: readonly Moments[]): Moments {
  const mass = parts.reduce((sum, part) => sum + part.mass, 0);
  const size = parts[0].mean.length;
  const average = (of: (part: Moments) => number): number => parts.reduce((sum, part) => sum + part.mass * of(part), 0) / mass;
  const mean = Array.from({ length: size }, (_, i) => average((part) => part.mean[i]));
  const covariance = mean.map((_, i) =>
    mean.map((__, j) => average((part) => part.covariance[i][j] + (part.mean[i] - mean[i]) * (part.mean[j] - mean[j]))));
  return { mass, mean, covariance };
}

const identity = (size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 1 : 0)));

/** Sums up the moments of many small parts of f0; `centre` is near their mean, so that few digits are lost. */
export class MomentSum {
  private mass = 0;
  private readonly first: Float64Array;
  private readonly second: Float64Array[];
  private readonly centre: readonly number[];

  constructor(centre: readonly number[]) {
    this.centre = centre;
    this.first = new Float64Array(centre.length);
    this.second = centre.map(() => new Float64Array(centre.length));
  }

  /** A part with its mass, its mean and its variance along each axis (absent: all at one point). */
  add(mass: number, mean: ArrayLike<number>, variance?: ArrayLike<number>): void {
    this.mass += mass;
    for (let a = 0; a < this.centre.length; a++) {
      const offset = mass * (mean[a] - this.centre[a]);
      this.first[a] += offset;
      for (let b = a; b < this.centre.length; b++) this.second[a][b] += offset * (mean[b] - this.centre[b]);
      if (variance) this.second[a][a] += mass * variance[a];
    }
  }

  /** Of all parts, scaled to `mass`. */
  total(mass = this.mass): Moments {
    const shift = Array.from(this.first, (value) => value / this.mass);
    return {
      mass,
      mean: shift.map((value, a) => this.centre[a] + value),
      covariance: shift.map((_, a) => shift.map((__, b) => this.second[Math.min(a, b)][Math.max(a, b)] / this.mass - shift[a] * shift[b])),
    };
  }
}
