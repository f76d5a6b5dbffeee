import type { Space } from '../contracts.ts';
import { addScaled } from './vectors.ts';

/** Entropy differences below this many units of round-off of S_eps are noise. */
const noise = 4 * Number.EPSILON;
/** Approximate sums can be noisier than that; alpha is frozen after so many updates in any case. */
const maximumUpdates = 60;
/** Moves of so much of the thermal speed: their third power, even some hundred times, is below the noise of an entropy. */
const negligible = 1e-6;

/** An entropy on a space, whose scores are gradients in its metric. */
export interface EntropyOnSpace {
  readonly space: Space;
  entropy(point: Float64Array): Promise<number>;
}

/**
 * The midpoint discrete gradient of Gonzalez (J. Nonlinear Sci. 6, 1996, eq. (25)) of S_eps over start -> point, as a
 * score: gbar = g(v_mid) - alpha dv, alpha = (S_1 - S_0 + sum m g(v_mid) . dv) / (sum m |dv|^2), so that
 * sum m gbar . dv = -(S_1 - S_0) exactly. With rates made from gbar the entropy of a step rises by its production.
 *
 * The numerator is of third order in dv and sinks into the rounding of the two entropies when the step or the rates
 * are small. Three measures keep that rounding out of the solver. Where the numerator itself is noise the correction
 * fades out: the law then holds to rounding without it. Near equilibrium, where dv is so small that there is nothing but
 * noise, and more of it than the score, there is no correction. And alpha is frozen, for the rest of the solve, as soon as an
 * iteration changes the numerator by less than the noise: from then on the map is smooth, and saves an entropy pass.
 */
export class GonzalezCorrection {
  private readonly flow: EntropyOnSpace;
  private readonly plain: Float64Array;
  private before = 0;
  /** A |dv|^2 below which there is no correction. */
  private least = 0;
  private alpha = 0;
  private updates = 0;
  private frozen = false;

  constructor(flow: EntropyOnSpace) {
    this.flow = flow;
    this.plain = new Float64Array(flow.space.length);
  }

  /** Notes S_0 at the velocity the step starts from, whose thermal norm is `thermal`. */
  async begin(start: Float64Array, thermal: number): Promise<void> {
    this.before = await this.flow.entropy(start);
    this.least = (negligible * thermal) ** 2;
    this.alpha = 0;
    this.thaw();
  }

  /** Turns the score at the midpoint into the discrete gradient; `change` = point - start. */
  async correct(score: Float64Array, point: Float64Array, change: Float64Array): Promise<void> {
    if (!this.frozen) {
      const { alpha, moved } = await this.measure(score, point, change);
      this.alpha = alpha;
      this.frozen = !moved || ++this.updates === maximumUpdates;
    }
    addScaled(score, score, -this.alpha, change);
  }

  /**
   * Whether alpha is still right at the solution, whose score at the midpoint is given as `correct` left it. If not,
   * alpha is free again and the solve has to go on.
   */
  async holds(score: Float64Array, point: Float64Array, change: Float64Array): Promise<boolean> {
    addScaled(this.plain, score, this.alpha, change);
    const { moved } = await this.measure(this.plain, point, change);
    if (moved) this.thaw();
    return !moved;
  }

  private thaw(): void {
    this.frozen = false;
    this.updates = 0;
  }

  /** alpha at this point, and whether it differs from the present one by more than rounding. */
  private async measure(
    score: Float64Array, point: Float64Array, change: Float64Array,
  ): Promise<{ alpha: number; moved: boolean }> {
    const { space } = this.flow;
    const square = space.dot(change, change);
    if (!(square > this.least)) return { alpha: 0, moved: this.alpha !== 0 };
    const after = await this.flow.entropy(point);
    const defect = after - this.before + space.dot(score, change);
    const floor = noise * Math.max(Math.abs(after), Math.abs(this.before));
    const numerator = defect === 0 ? 0 : defect / (1 + (floor / defect) ** 2);
    return { alpha: numerator / square, moved: !(Math.abs(numerator - this.alpha * square) <= floor) };
  }
}
