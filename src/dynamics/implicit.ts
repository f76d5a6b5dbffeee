import type { CollisionFlow, Memory, SchemeOptions, Stepper, StepReport, VelocitySpace } from '../contracts.ts';
import { Anderson, type FixedPointMap } from './anderson.ts';
import { thermalNorm } from './energy.ts';
import type { GonzalezCorrection } from './gonzalez.ts';
import { RateHistory } from './rate-history.ts';
import { addScaled, middle, subtract } from './vectors.ts';

/** Past rates in the first guess: a parabola in time. */
const guessPoints = 3;
/** Solves after which a discrete gradient that still moves is taken for the noise of approximate sums. */
const maximumRounds = 3;

/**
 * v_1 = v_0 + step rate(v_mid, g), v_mid = (v_0 + v_1)/2, with g the score at v_mid (implicit midpoint rule) or, with a
 * `correction`, the discrete gradient of S_eps over the step. Solved as a fixed point by Anderson acceleration to
 * `options.tolerance` of the thermal norm; the first guess extrapolates the rates of past steps.
 *
 * Energy. sum m v_mid . rate(v_mid, g) = 0 for any g, so an unsolved residual r leaves an energy error (step/2) sum m
 * rate . r, which would add up over the steps. The increment s = step rate is therefore scaled by the
 * lambda = 1 + O(r) that makes |v_0 + lambda s| keep its norm, lambda = -2 (s, v_0)/(s, s): O(N) work after which the
 * energy is exact to round-off whatever the tolerance, and momentum stays exact (relaxation: Ketcheson, SIAM J. Numer.
 * Anal. 57, 2019). The entropy law feels r only in second order.
 *
 * An unconverged or non-finite solve leaves `velocity` as it was and reports converged: false.
 */
export class ImplicitStepper implements Stepper {
  private readonly flow: CollisionFlow;
  private readonly options: SchemeOptions;
  private readonly correction: GonzalezCorrection | undefined;
  private readonly anderson: Anderson;
  private readonly history = new RateHistory(guessPoints);
  private readonly point: Float64Array;
  private readonly image: Float64Array;
  private readonly center: Float64Array;
  private readonly change: Float64Array;
  private readonly score: Float64Array;
  private readonly rate: Float64Array;

  constructor(flow: CollisionFlow, options: SchemeOptions, correction?: GonzalezCorrection) {
    this.flow = flow;
    this.options = options;
    this.correction = correction;
    this.anderson = new Anderson(flow.space, options.depth);
    this.point = flow.vector();
    this.image = flow.vector();
    this.center = flow.vector();
    this.change = flow.vector();
    this.score = flow.vector();
    this.rate = flow.vector();
  }

  async step(velocity: Float64Array, step: number): Promise<StepReport> {
    const { flow, history, point, image, change, score, rate } = this;
    const { space } = flow;
    const first = history.length === 0;
    if (first) {
      await this.rateAt(velocity);
      if (!space.finite(rate)) return { converged: false, overflow: true, production: 0, iterations: 1 };
      history.push(0, rate);
    }
    history.extrapolate(0.5 * step, guessPoints, change);
    addScaled(point, velocity, step, change);
    const norm = thermalNorm(space, velocity);
    await this.correction?.begin(velocity, norm);
    const map: FixedPointMap = async (from, to) => {
      middle(this.center, velocity, from);
      await flow.score(this.center, score);
      subtract(change, from, velocity);
      await this.correction?.correct(score, from, change);
      await flow.collide(this.center, score, rate);
      addScaled(to, velocity, step, rate);
      if (flow.precondition) {
        subtract(to, to, from);
        flow.precondition(to, step);
        addScaled(to, from, 1, to);
      }
    };
    let { converged, iterations } = await this.solve(map, this.options.tolerance * norm);
    if (!converged && !first) {
      // The past may point too far: once more from where the step starts.
      point.set(velocity);
      await this.correction?.begin(velocity, norm);
      const again = await this.solve(map, this.options.tolerance * norm);
      converged = again.converged;
      iterations += again.iterations;
    }
    if (!converged || !space.finite(image)) return { converged: false, overflow: !space.finite(image), production: 0, iterations };

    const relaxed = step * relaxation(space, velocity, rate, step);
    const production = -relaxed * space.dot(score, rate);
    addScaled(velocity, velocity, relaxed, rate);
    const { estimateError } = this.options;
    if (estimateError && !first) history.secondDifference(0.5 * step, rate, change);
    history.push(0.5 * step, rate);
    if (estimateError && first) {
      await this.rateAt(velocity);
      history.secondDifference(step, rate, change);
    }
    history.advance(step);
    const report = { converged, production, iterations };
    // The local error of the midpoint rule is of the size step^3 |v'''| / 24, v''' twice the second divided difference.
    const error = ((step * step * step) / 12) * space.norm(change) / norm;
    return estimateError ? { ...report, error } : report;
  }

  memory(): Memory {
    return this.history.memory();
  }

  restore(memory: Memory): void {
    this.history.restore(memory);
  }

  /** Solves for `point`; `score`, `change` and `rate` are then those of its last evaluation. */
  private async solve(map: FixedPointMap, tolerance: number): Promise<{ converged: boolean; iterations: number }> {
    let iterations = 0;
    for (let round = 0; round < maximumRounds; round++) {
      const allowed = this.options.maxIterations - iterations;
      const result = await this.anderson.solve(map, this.point, this.image, tolerance, allowed);
      iterations += result.iterations;
      if (!result.converged) return { converged: false, iterations };
      if (!this.correction || (await this.correction.holds(this.score, this.point, this.change))) break;
    }
    return { converged: true, iterations };
  }

  private async rateAt(velocity: Float64Array): Promise<void> {
    await this.flow.score(velocity, this.score);
    await this.flow.collide(velocity, this.score, this.rate);
  }
}

/** The lambda near 1 for which |v + lambda step rate| = |v|; 1 when the step is lost in round-off. */
function relaxation(space: VelocitySpace, velocity: Float64Array, rate: Float64Array, step: number): number {
  const lambda = (-2 * space.exactDot(rate, velocity)) / (step * space.exactDot(rate, rate));
  return Math.abs(lambda - 1) < 0.5 ? lambda : 1;
}
