import { alone, share, type Crew } from './crew.ts';

/** Right-hand side of an autonomous equation: rate <- F(state), on the caller's share of the blocks. */
export type Rate = (state: Float64Array, rate: Float64Array) => void;

/**
 * Strong damping: the stable region is then a strip wide enough for the drift b, at the cost of its length, which is
 * 0.34 (stages^2 - 1) at least (0.65 with the usual 2/13); Verwer, Sommeijer & Hundsdorfer 2004, section 3.
 */
const damping = 10;
const length = 0.34;

/** Stages that make a step stable when step * (spectral radius) = `stiffness`. */
export function stagesFor(stiffness: number): number {
  return Math.max(2, Math.ceil(Math.sqrt(1 + stiffness / length)));
}

/**
 * The second-order Runge-Kutta-Chebyshev method: an explicit scheme whose stable step grows with the square of the
 * number of stages along the negative real axis. Verwer, Hundsdorfer & Sommeijer 1990; Sommeijer, Shampine & Verwer 1998.
 * Linear invariants of F are kept to rounding. Each member of a crew advances its own share of the blocks.
 */
export class Chebyshev {
  private readonly first: Float64Array;
  private readonly rate: Float64Array;
  private readonly ring: Float64Array[];
  private readonly from: number;
  private readonly to: number;

  /** For states of `size` entries in blocks of `block`. */
  constructor(size: number, crew: Crew = alone(), block = 1) {
    this.first = crew.array(size);
    this.rate = crew.array(size);
    this.ring = [0, 1].map(() => crew.array(size));
    [this.from, this.to] = share(crew, size / block).map((part) => part * block);
  }

  /** Advances `state` in place by `step` with `stages` >= 2 stages. */
  step(derivative: Rate, state: Float64Array, step: number, stages: number): void {
    const { first, rate, from, to } = this;
    const w0 = 1 + damping / stages ** 2;
    // Chebyshev polynomials and their first two derivatives at w0, by recurrence.
    const t = [1, w0];
    const t1 = [0, 1];
    const t2 = [0, 0];
    for (let j = 2; j <= stages; j++) {
      t[j] = 2 * w0 * t[j - 1] - t[j - 2];
      t1[j] = 2 * t[j - 1] + 2 * w0 * t1[j - 1] - t1[j - 2];
      t2[j] = 4 * t1[j - 1] + 2 * w0 * t2[j - 1] - t2[j - 2];
    }
    const w1 = t1[stages] / t2[stages];
    const b = t2.map((value, j) => value / t1[j] ** 2);
    b[0] = b[1] = b[2];

    derivative(state, first);
    let [before, last] = this.ring;
    before.set(state.subarray(from, to), from);
    for (let i = from; i < to; i++) last[i] = state[i] + b[1] * w1 * step * first[i];
    for (let j = 2; j <= stages; j++) {
      derivative(last, rate);
      const mu = (2 * b[j] * w0) / b[j - 1];
      const nu = -b[j] / b[j - 2];
      const gain = ((2 * b[j] * w1) / b[j - 1]) * step;
      const pull = -(1 - b[j - 1] * t[j - 1]) * gain;
      const stay = 1 - mu - nu;
      for (let i = from; i < to; i++) {
        before[i] = stay * state[i] + mu * last[i] + nu * before[i] + gain * rate[i] + pull * first[i];
      }
      [before, last] = [last, before];
    }
    state.set(last.subarray(from, to), from);
  }
}
