import { numbers } from '../math/algebra.ts';
import { shown } from '../math/shown.ts';
import { readFormula, usesDisplacement, type Formula } from './formula.ts';

/** Rounding in f(x) - f(-x), relative to f. */
const evenness = 1e-12;
/** Negative enough to be shown as the example, when there is one. */
const clearly = 1e-6;

/**
 * Why a formula cannot be an interaction kernel at distances 0 <= r <= `farthest`, or undefined when it can.
 * kappa must be finite; even, or collisions do not conserve momentum; and >= 0, or they destroy entropy
 * (Gualdani et al. 2025, (1.2) and section 2). Judged on some thousand samples, refined around each minimum.
 */
export function whyInadmissible(formula: Formula, farthest: number): string | undefined {
  const at = (x: number): number => readFormula(formula, numbers, { rSquared: x * x, r: () => Math.abs(x), x: () => x });
  const samples = sampleDistances(farthest);
  const values = samples.map(at);
  const infinite = values.findIndex((value) => !Number.isFinite(value));
  if (infinite >= 0)
    return `kappa is ${values[infinite]} at r = ${short(samples[infinite])}; it must be finite for 0 <= r <= ${short(farthest)}`;
  if (usesDisplacement(formula)) {
    const x = closestToOne(samples.filter((r, i) => Math.abs(at(-r) - values[i]) > evenness * Math.abs(values[i]) || Number.isNaN(at(-r))));
    if (x !== undefined) {
      return `kappa is not even: it is ${short(at(x))} at x = ${short(x)} and ${short(at(-x))} at x = ${short(-x)}; then collisions do ` +
        'not conserve momentum. Write it in r = |x|';
    }
  }
  const minima = samples.map((r, i) => {
    const isMinimum = values[i] > 0 && i > 0 && i < samples.length - 1 && values[i] <= values[i - 1] && values[i] <= values[i + 1];
    return isMinimum && !flat(values, i) ? minimise(at, samples[i - 1], samples[i + 1]) : r;
  });
  const r =
    closestToOne(minima.filter((candidate) => at(candidate) < -clearly)) ?? closestToOne(minima.filter((candidate) => at(candidate) < 0));
  if (r !== undefined)
    return `kappa is negative: ${short(at(r))} at r = ${short(r)}; it must be >= 0, or collisions destroy entropy. max(0, ...) cuts it off`;
  return undefined;
}

/** Even steps, steps of 1/20 (where users put their breaks) and a geometric ladder for the ends. */
function sampleDistances(farthest: number): readonly number[] {
  const even = Array.from({ length: 2001 }, (_, i) => (farthest * i) / 2000);
  const round = Array.from({ length: 1001 }, (_, i) => i / 20);
  const ladder = Array.from({ length: 601 }, (_, i) => farthest * 10 ** (-i / 50));
  return [...new Set([...even, ...round, ...ladder])].filter((r) => r <= farthest).sort((a, b) => a - b);
}

/** Of several places, the one a reader can check most easily. */
function closestToOne(places: readonly number[]): number | undefined {
  return places.toSorted((a, b) => Math.abs(a - 1) - Math.abs(b - 1)).at(0);
}

function flat(values: readonly number[], i: number): boolean {
  return values[i - 1] === values[i] && values[i] === values[i + 1];
}

/** Golden-section search for a minimum between two points. */
function minimise(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  for (let i = 0; i < 80; i++) {
    const inner = b - ratio * (b - a);
    const outer = a + ratio * (b - a);
    if (f(inner) < f(outer)) b = outer;
    else a = inner;
  }
  return (a + b) / 2;
}

const short = (value: number): string => shown(value, 4);
