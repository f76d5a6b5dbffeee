import type { Memory } from '../contracts.ts';
import { combine } from './vectors.ts';

/**
 * Rates of the last few steps with their times (0 is now): extrapolated they start the solver, and their divided
 * differences measure the local error.
 */
export class RateHistory {
  private readonly depth: number;
  private times: number[] = [];
  private rates: Float64Array[] = [];

  constructor(depth: number) {
    this.depth = depth;
  }

  get length(): number {
    return this.times.length;
  }

  /** Takes a copy of a rate at `time`. */
  push(time: number, rate: Float64Array): void {
    const vector = this.rates.length === this.depth ? this.rates.pop()! : new Float64Array(rate.length);
    vector.set(rate);
    this.rates.unshift(vector);
    this.times.unshift(time);
    this.times.length = this.rates.length;
  }

  /** Moves the clock on by `step`. */
  advance(step: number): void {
    this.times = this.times.map((time) => time - step);
  }

  /** result <- the polynomial through the newest `points` rates, at `time` (Lagrange). */
  extrapolate(time: number, points: number, result: Float64Array): void {
    const times = this.times.slice(0, points);
    const factor = (own: number, other: number): number => (time - other) / (own - other);
    const basis = times.map((own, i) => times.reduce((product, other, j) => (j === i ? product : product * factor(own, other)), 1));
    combine(result, ...basis.map((value, i) => [value, this.rates[i]] as const));
  }

  /** result <- second divided difference of the two newest rates and `rate` at `time`; needs length >= 2. */
  secondDifference(time: number, rate: Float64Array, result: Float64Array): void {
    const [t1, t2] = this.times;
    const [r1, r2] = this.rates;
    const c0 = 1 / ((time - t1) * (time - t2));
    const c1 = 1 / ((t1 - time) * (t1 - t2));
    const c2 = 1 / ((t2 - time) * (t2 - t1));
    combine(result, [c0, rate], [c1, r1], [c2, r2]);
  }

  memory(): Memory {
    const entries = this.rates.map((rate, i): [string, Float64Array] => [`rate_${i}`, Float64Array.from(rate)]);
    return { times: Float64Array.from(this.times), ...Object.fromEntries(entries) };
  }

  restore(memory: Memory): void {
    this.times = [...(memory.times ?? [])];
    this.rates = this.times.map((_, i) => Float64Array.from(memory[`rate_${i}`]));
  }
}
