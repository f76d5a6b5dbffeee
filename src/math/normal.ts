/** Standard normal distribution: density, cumulative function and its inverse. */

export const normalDensity = (y: number): number => Math.exp(-0.5 * y * y) / Math.sqrt(2 * Math.PI);

/**
 * Cumulative normal distribution to about 1e-15 absolute: Taylor series of Marsaglia (2004) in the middle, Laplace's
 * continued fraction in the tails.
 */
export function normalCumulative(y: number): number {
  if (y > 0) return 1 - normalCumulative(-y);
  if (y < -38) return 0;
  if (y < -6) {
    let fraction = 0;
    for (let k = 60; k >= 1; k--) fraction = k / (-y + fraction);
    return normalDensity(y) / (-y + fraction);
  }
  let term = y;
  let sum = y;
  for (let k = 3; Math.abs(term) > 1e-18 * Math.abs(sum); k += 2) {
    term *= (y * y) / k;
    sum += term;
  }
  return 0.5 + sum * normalDensity(y);
}

/**
 * Solves cumulative(y) = u by bisection, finished with Newton steps that must stay in the bracket.
 * `cumulative` is increasing on [low, high].
 */
export function invert(cumulative: (y: number) => number, density: (y: number) => number, u: number, low: number, high: number): number {
  let y = 0.5 * (low + high);
  // Far in a normal tail Newton's steps are 1 / |y| long: from the middle of [-38, 1] to its end, some 550 of them.
  for (let step = 0; step < 1000 && high - low > 1e-15 * Math.max(1, Math.abs(y)); step++) {
    const excess = cumulative(y) - u;
    if (excess > 0) high = y;
    else low = y;
    const newton = y - excess / density(y);
    const next = newton > low && newton < high ? newton : 0.5 * (low + high);
    if (Math.abs(next - y) < 1e-15 * Math.max(1, Math.abs(y))) return next;
    y = next;
  }
  return y;
}

/** y with normalCumulative(y) = u, for u in (0, 1). */
export const normalQuantile = (u: number): number =>
  u > 0.5 ? -normalQuantile(1 - u) : invert(normalCumulative, normalDensity, u, -38, 1);
