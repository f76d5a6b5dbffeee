/** Gamma(x) for x > 0 to about 3e-10: Stirling's series beyond 8, and the recursion Gamma(x) = Gamma(x + 1) / x below. */
export function gammaFunction(x: number): number {
  if (x < 8) return gammaFunction(x + 1) / x;
  return Math.sqrt((2 * Math.PI) / x) * (x / Math.E) ** x * Math.exp(1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5));
}
