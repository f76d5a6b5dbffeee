import { boxLength } from '../state/box.ts';
import type { Scenario } from '../contracts.ts';
import { kappaOf } from '../physics/kappa-facts.ts';

/** kappa against (1.2), kappa_1 <r>^(-lambda) <= kappa(r) <= kappa_2 <r>^(-lambda), and (2.3), |kappa^(b)| <= C_b kappa, b = 1, 2. */
export interface KernelFit {
  /** Distances looked at: half the box diagonal, or up to 64 in free space. */
  readonly range: number;
  readonly lambda: number;
  readonly lower: number;
  readonly upper: number;
  readonly first: number;
  readonly second: number;
  /** Largest kappa. */
  readonly maximum: number;
}

const freeRange = 64;
const samples = 4000;

/** Half the diagonal of a periodic box: no distance is longer there. */
export function kernelRange(scenario: Scenario): number {
  const length = boxLength(scenario);
  return length ? 0.5 * Math.hypot(...length) : freeRange;
}

/**
 * Fits lambda (least squares of log kappa against log <r>; 0 for what is not a power) and takes the constants from 4000
 * distances in [0, range]. A kappa that vanishes, or underflows, has lower = 0 and first = second = Infinity.
 */
export function fitKernel(scenario: Scenario, range = kernelRange(scenario)): KernelFit {
  const kappa = kappaAt(scenario);
  const h = range / samples;
  const r = Array.from({ length: samples + 1 }, (_, i) => i * h);
  const values = r.map(kappa);
  const maximum = Math.max(...values);
  const positive = values.every((value) => value > 0);
  const bracket = r.map((y) => 0.5 * Math.log1p(y * y));
  const logs = values.map((value) => Math.log(value));
  const lambda = positive ? -slopeOf(bracket, logs) : 0;
  const scaled = values.map((value, i) => value * Math.exp(lambda * bracket[i]));
  let [first, second] = [0, 0];
  // Central differences of kappa itself; step and rounding errors are below 1e-5 of C for smooth kernels.
  const step = Math.min(1e-3, h);
  for (const y of r) {
    const here = kappa(y);
    const [before, after] = [kappa(Math.abs(y - step)), kappa(y + step)];
    const slope = Math.abs(after - before) / (2 * step);
    const curvature = Math.abs(after - 2 * here + before) / (step * step);
    first = Math.max(first, slope === 0 && here > 0 ? 0 : slope / here || Infinity);
    second = Math.max(second, curvature === 0 && here > 0 ? 0 : curvature / here || Infinity);
  }
  return {
    range, lambda, maximum,
    lower: Math.min(...scaled), upper: Math.max(...scaled),
    first: positive ? first : Infinity, second: positive ? second : Infinity,
  };
}

/** The part of the distances up to `range` at which kappa is 0, or too small for a double. */
export function fractionWhereZero(scenario: Scenario, range: number): number {
  const kappa = kappaAt(scenario);
  let zeros = 0;
  for (let i = 0; i <= samples; i++) if (!(kappa((i * range) / samples) > 0)) zeros++;
  return zeros / (samples + 1);
}

/** kappa as a function of r. */
function kappaAt({ equation }: Scenario): (r: number) => number {
  const kappa = kappaOf(equation);
  return (r) => kappa(r * r);
}

function slopeOf(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  return spread === 0 ? 0 : x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0) / spread;
}
