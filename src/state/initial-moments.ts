import type { Scenario } from '../contracts.ts';

/** Mass, mean and covariance of f0 in the variables (x, v), or in v alone. */
export interface Moments {
  readonly mass: number;
  readonly mean: readonly number[];
  /** Central second moments over the mass, row by row. */
  readonly covariance: readonly (readonly number[])[];
}

/**
 * The exact moments of f0: in (x, v) in free space, in v in a periodic box or without x. Undefined where they have no
 * closed form here (particles from a file, a velocity gradient in a box).
 */
export function initialMoments({ initial, equation, domain }: Scenario): Moments | undefined {
  const { x: dx, v: dv } = equation.dimensions;
  const free = domain?.x.kind === 'free' ? dx : 0;
  if (initial.kind === 'arrow') return undefined;
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
